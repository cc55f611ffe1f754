"""What Terraform said when it failed, as a Problem."""

import json

import pytest

from checks.lock import LockInfo
from migrator.redact import Redactor
from migrator.terraform.diagnostics import failed, in_short
from migrator.terraform.run import Result
from states.terraform import StateLocked

LOCKED = """
\x1b[31m╷\x1b[0m
\x1b[31m│\x1b[0m \x1b[1mError: \x1b[0mError acquiring the state lock
│
│ Error message: operation error S3: PutObject, StatusCode: 412, RequestID:
│ 9ABC, api error PreconditionFailed
│ Lock Info:
│   ID:        c7f0f6ea-9bd6-6ad4-8be6-0fd9f5a5f0aa
│   Path:      bucket/key
│   Who:       ann@host-a
│   Created:   2026-01-02 03:04:05 UTC
╵
"""


def stream(*diagnostics: dict[str, object]) -> bytes:
    """A JSON stream with these diagnostics."""
    lines = [
        {"@message": "m", "type": "version"},
        *({"@message": "m", "type": "diagnostic", "diagnostic": one} for one in diagnostics),
    ]
    return b"\n".join(json.dumps(one).encode() for one in lines)


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        ("init", "terraform-init-failed"),
        ("plan", "terraform-plan-failed"),
        ("show", "terraform-failed"),
        ("state pull", "terraform-failed"),
    ],
)
def test_the_code_is_of_the_command(stage: str, code: str) -> None:
    """Init and plan have codes of their own; every other command shares one."""
    problem = failed(stage, Result(1, b"", b"Error: it broke\n"), str)
    assert (problem.code, problem.why) == (code, "Error: it broke")
    assert stage in problem.what


def test_a_lock_names_its_holder_and_its_id() -> None:
    """A held state lock says who holds it since when, and the command to free it has the lock's id, not the request's."""
    problem = failed("plan", Result(1, b"", LOCKED.encode()), str)
    assert problem.code == "state-locked"
    assert problem.next.endswith("terraform force-unlock c7f0f6ea-9bd6-6ad4-8be6-0fd9f5a5f0aa")
    assert "Who:       ann@host-a" in problem.why
    assert "Created:   2026-01-02" in problem.why
    assert "\x1b" not in problem.why
    assert "│" not in problem.why


def test_a_lock_in_a_stream_is_a_lock() -> None:
    """The same in the machine-readable stream."""
    detail = "ConditionalCheckFailedException\nLock Info:\n  ID:        abc\n  Who:       ann@host-a\n"
    detail += "  Operation: OperationTypeApply\n  Created:   2026-01-02 03:04:05 +0000 UTC\n"
    problem = failed(
        "plan",
        Result(1, stream({"severity": "error", "summary": "Error acquiring the state lock", "detail": detail}), b""),
        str,
    )
    assert (problem.code, problem.next.split()[-1]) == ("state-locked", "abc")
    assert isinstance(problem, StateLocked)
    assert problem.lock == LockInfo("abc", "ann@host-a", "2026-01-02 03:04:05 +0000 UTC", "OperationTypeApply")


def test_all_errors_are_told_and_no_warning() -> None:
    """Every error of the stream is told with file and line; warnings and the rest of the output are not."""
    at = {"filename": "main.tf", "start": {"line": 3}}
    out = stream(
        {"severity": "warning", "summary": "Old"},
        {"severity": "error", "summary": "Bad", "detail": "Very.", "range": at},
        {"severity": "error", "summary": "Worse", "address": "x.y"},
    )
    assert failed("plan", Result(1, out, b"noise"), str).why == "main.tf:3: Bad\nVery.\nWorse (x.y)"


@pytest.mark.parametrize(
    "result",
    [
        Result(1, stream({"severity": "error", "summary": "Cycle: module.a, module.b"}), b""),
        Result(1, b"", b"\nError: Cycle: module.a, module.b\n"),
    ],
)
def test_a_cycle_is_known(result: Result) -> None:
    """A cycle in the graph says that nothing was changed, and which option mends it."""
    problem = failed("plan", result, str)
    assert problem.code == "terraform-cycle"
    assert "--override yes" in problem.next


def test_what_is_printed_before_the_error_is_left_out() -> None:
    """A log that was asked for does not hide the error, and a state on standard output is never told."""
    result = Result(1, b'{"secret": "CANARY"}\n', b"2026 [TRACE] CANARY\nError: it broke\n")
    assert failed("state pull", result, str).why == "Error: it broke"


def test_no_secret_is_told() -> None:
    """A licence in a diagnostic is hidden in every part of the Problem, in each form it may take."""
    summary = 'Invalid value: "CAN\\"ARY" for var.wandb_license'
    problem = failed(
        "plan", Result(1, stream({"severity": "error", "summary": summary}), b""), Redactor(['CAN"ARY', "CANARY"])
    )
    assert "ARY" not in f"{problem.what}{problem.why}{problem.next}{problem}"


def test_silence_is_said() -> None:
    """A failure without a word has a Problem all the same."""
    assert failed("init", Result(1, b"", b""), str).why == "It gave no reason."


def test_in_short_it_is_one_line() -> None:
    """What failed and the first line of why; of a directory that was not initialised, what to type."""
    said = "Error: Failed to load state: bad\n\n  on x line 3\n"
    assert in_short(failed("state pull", Result(1, b"", said.encode()), str)) == (
        "terraform state pull failed with exit code 1: Failed to load state: bad"
    )
    raw = failed("plan", Result(1, b"", b"Error: Backend initialization required, please run"), str)
    assert in_short(raw) == "This workspace was not initialised on this machine: terraform init"
