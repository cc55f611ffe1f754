"""What Terraform said when it failed, as a Problem. Texts give advice; that it failed is decided by its exit code."""

import re
from collections.abc import Callable

from checks.problem import Problem
from migrator.terraform.short import Result
from migrator.terraform.stream import read
from states.ports import StreamKind

LOCK_ID = re.compile(r"^\s+ID:\s+(\S+)", re.MULTILINE)
UNINITIALISED = re.compile(r"Backend initialization required|Initial configuration of the requested backend", re.IGNORECASE)
DRAWING = re.compile(r"^[│╷╵|]\s?", re.MULTILINE)


def failed(stage: str, result: Result, redact: Callable[[str], str]) -> Problem:
    """The Problem of a failed command: `stage` is init, plan, show, state or workspace."""
    said = redact(errors(result))
    if "Error acquiring the state lock" in said:
        return _locked(said)
    if UNINITIALISED.search(said):
        return Problem(
            "backend-not-initialised",
            what="This workspace's backend was not initialised on this machine.",
            why=said,
            next="terraform init",
        )
    if re.search(r"^(Error: )?Cycle", said, re.MULTILINE):
        return _cycle(said)
    return Problem(
        f"terraform-{stage}-failed",
        what=f"terraform {stage} failed with exit code {result.code}.",
        why=said or "It gave no reason.",
        next="mend the cause, then the same command again",
    )


def errors(result: Result) -> str:
    """The error diagnostics of a JSON stream; the whole output where it is not one."""
    events = [read(line) for line in result.out.splitlines() if line.strip()]
    said = [one.message for one in events if one.kind is StreamKind.DIAGNOSTIC and one.severity == "error"]
    plain = [one.message for one in events if one.kind is StreamKind.OTHER and not one.message.startswith("{")]
    text = "\n".join(said) or result.err.decode(errors="replace") or "\n".join(plain)
    return DRAWING.sub("", text).strip()


def _locked(said: str) -> Problem:
    found = LOCK_ID.search(said)
    return Problem(
        "state-locked",
        what="Somebody else holds the lock of the Terraform state.",
        why=said,
        next="wait until they are done; only if nobody is: terraform force-unlock " + (found[1] if found else "LOCK_ID"),
    )


def _cycle(said: str) -> Problem:
    return Problem(
        "terraform-cycle",
        what="Terraform found a cycle in its graph; nothing was changed.",
        why=f"{said}\nIt happens by chance with these files, while cluster data sources depend on a module that changes.",
        next="the same command with --override yes, which gives those data sources static names",
    )
