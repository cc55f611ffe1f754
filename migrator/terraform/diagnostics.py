"""What Terraform said when it failed, as a Problem. Texts choose the advice; that it failed, its exit code decides."""

import re
import tempfile
from collections.abc import Callable

from checks.lock import LockInfo
from checks.problem import Problem
from migrator.terraform.run import Result
from migrator.terraform.stream import read
from states.terraform import StateLocked, StreamKind

# "RequestID:" stands in the middle of a line in what S3 says.
LOCK_LINE = re.compile(r"^\s+(ID|Who|Created|Operation):\s+(\S.*)$", re.MULTILINE)
UNINITIALISED = re.compile(
    r"Backend initialization required|Initial configuration of the requested backend|Module not installed"
    r"|Module version requirements have changed|Module source has changed|Required plugins are not installed"
    r"|Inconsistent dependency lock file",
    re.IGNORECASE,
)
CYCLE = re.compile(r"^(Error: )?Cycle", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
DRAWING = re.compile(r"^[│╷╵|] ?", re.MULTILINE)
FIRST_ERROR = re.compile(r"^Error: ", re.MULTILINE)
LONGEST = 4000
LONGEST_LINE = 200


def failed(stage: str, result: Result, redact: Callable[[str], str]) -> Problem:
    """The Problem of a failed command; `stage` is its name, such as init or `state pull`."""
    said = redact(errors(result))[:LONGEST]
    if "Error acquiring the state lock" in said:
        return _locked(said)
    if stage != "init" and UNINITIALISED.search(said):
        return _uninitialised(said)
    if CYCLE.search(said):
        return _cycle(said)
    return Problem(
        {"init": "terraform-init-failed", "plan": "terraform-plan-failed"}.get(stage, "terraform-failed"),
        what=f"terraform {stage} failed with exit code {result.code}.",
        why=said or "It gave no reason.",
        next="mend the cause, then the same command again",
    )


def errors(result: Result) -> str:
    """The error diagnostics of a JSON stream, with file and line; where it is none, what it printed from `Error:` on."""
    events = [read(line) for line in result.out.splitlines() if line.strip()]
    said = [one.message for one in events if one.kind is StreamKind.DIAGNOSTIC and one.severity == "error"]
    if said:
        return "\n".join(said)
    plain = plain_text(result.err)
    first = FIRST_ERROR.search(plain)
    return plain[first.start() :] if first else plain


def in_short(problem: Problem) -> str:
    """What failed and, in the first line of it, why; one sentence for a person."""
    if problem.code == "backend-not-initialised":
        return f"{problem.what.rstrip('.')}: {problem.next}"
    why = problem.why.strip().partition("\n")[0].removeprefix("Error: ").rstrip(".:")
    return f"{problem.what.rstrip('.')}: {why[:LONGEST_LINE]}"


def plain_text(printed: bytes) -> str:
    """What Terraform printed for people, without colours and frames."""
    return DRAWING.sub("", COLOUR.sub("", printed.decode(errors="replace"))).strip()


def _uninitialised(said: str) -> Problem:
    return Problem(
        "backend-not-initialised",
        what="This workspace was not initialised on this machine.",
        why=said,
        next="terraform init",
    )


def cut(stage: str) -> Problem:
    """Terraform said that all went well, and what it printed is not whole."""
    return Problem(
        "terraform-output-cut",
        what=f"What terraform {stage} printed is not whole.",
        why=f"It goes to a file in {tempfile.gettempdir()} first; the disk may be full. Nothing was done with it.",
        next="make room there, then the same command again",
    )


def _locked(said: str) -> StateLocked:
    """Its lock as Terraform shows it: `  Name:  value`, one on a line. `Created` is UTC."""
    shown = {one[1]: one[2].strip() for one in LOCK_LINE.finditer(said)}
    lock = LockInfo(shown.get("ID", ""), shown.get("Who", ""), shown.get("Created", ""), shown.get("Operation", ""))
    problem = Problem(
        "state-locked",
        what="Somebody else holds the lock of the Terraform state.",
        why=said,
        next=f"wait until they are done; only if nobody is: terraform force-unlock {lock.id or 'LOCK_ID'}",
    )
    return StateLocked(problem, lock)


def _cycle(said: str) -> Problem:
    return Problem(
        "terraform-cycle",
        what="Terraform found a cycle in its graph; nothing was changed.",
        why=f"{said}\nIt happens by chance with these files, while cluster data sources depend on a module that changes.",
        next="the same command with --override yes  # it gives those data sources static names",
    )
