"""Real applies under supervision: whoever dies, what happened is known."""

import json
import os
import shlex
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checks.problem import Problem
from migrator.terraform import supervise
from states.events import Process
from states.terraform import StreamKind
from tests.support.bench import CANARY, Bench, everything, kill, until, wrapper_of

pytestmark = pytest.mark.e2e

SUPERVISOR = """
import json, sys
from pathlib import Path
from migrator.terraform.adapter import TerraformAdapter
from states.inputs import Inputs
from states.ports import Directory
given = json.loads(sys.argv[1])
path, into = Path(given["path"]), Path(given["into"])
adapter = TerraformAdapter(tuple(given["command"]), given["env"], Inputs(str(path), ()), str, lambda _: None)
process = adapter.begin_apply(Directory(path), Path(given["saved"]), into)
for _ in adapter.follow_apply(into, process):
    pass
"""


def supervisor(bench: Bench) -> "subprocess.Popen[bytes]":
    """Another process that applies the saved plan and follows it."""
    given = {
        "path": str(bench.path),
        "into": str(bench.into),
        "saved": str(bench.saved),
        "env": bench.env,
        "command": bench.command,
    }
    return subprocess.Popen((sys.executable, "-c", SUPERVISOR, json.dumps(given)), cwd=Path(__file__).parents[4])


def found(bench: Bench) -> Process:
    """The process of the apply."""
    process = bench.adapter().find_apply(bench.into)
    assert process is not None
    return process


def test_an_apply_is_followed_from_its_first_message(bench: Bench) -> None:
    """Every action is seen with address and verb, silence is told, and at the end the exit code is there."""
    adapter = bench.planned()
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    assert adapter.alive(process)
    assert adapter.exit_code(bench.into) is None
    seen = []
    for event in adapter.follow_apply(bench.into, process):
        seen.append(event)
        if event is None:
            bench.go()
    assert None in seen
    steps = [(one.kind, one.address, one.verb) for one in seen if one is not None and one.address is not None]
    planned = [(StreamKind.PLANNED, f"terraform_data.{name}", "create") for name in ("quick", "slow")]
    applied = [
        (kind, f"terraform_data.{name}", "create")
        for name in ("quick", "slow")
        for kind in (StreamKind.STARTED, StreamKind.COMPLETED)
    ]
    assert sorted(steps[:2]) == sorted(planned)
    assert [one for one in steps[2:] if one[0] in (StreamKind.STARTED, StreamKind.COMPLETED)] == applied
    assert (adapter.exit_code(bench.into), adapter.alive(process)) == (0, False)
    assert CANARY not in "".join(one.message for one in seen if one is not None)


def test_terraform_finishes_without_us(bench: Bench) -> None:
    """The supervisor is killed: Terraform goes on, another process attaches, reads it from the start, and its exit code."""
    bench.planned()
    with supervisor(bench) as ours:
        try:
            bench.until_working()
        finally:
            ours.kill()
    process = found(bench)
    assert bench.adapter().alive(process)
    bench.go()
    events = everything(bench.adapter().follow_apply(bench.into, process))
    assert [one.address for one in events if one.kind is StreamKind.COMPLETED] == [
        "terraform_data.quick",
        "terraform_data.slow",
    ]
    assert bench.adapter().exit_code(bench.into) == 0
    assert bench.adapter().second(bench.where) is None


def test_one_interrupt_halts(bench: Bench) -> None:
    """One SIGINT ends the apply with exit code 1, and Terraform says that it was halted."""
    adapter = bench.planned()
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    bench.until_working()
    adapter.interrupt(process)
    events = everything(adapter.follow_apply(bench.into, process))
    assert adapter.exit_code(bench.into) == 1
    assert "execution halted" in "\n".join(one.message for one in events if one.severity == "error")


def test_a_killed_terraform_is_known_by_its_signal(bench: Bench) -> None:
    """Terraform is killed: the exit code is the signal's, what was started and never ended can be told."""
    adapter = bench.planned()
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    bench.until_working()
    kill(process)
    events = everything(adapter.follow_apply(bench.into, process))
    assert adapter.exit_code(bench.into) == -signal.SIGKILL
    started = {one.address for one in events if one.kind is StreamKind.STARTED}
    assert started - {one.address for one in events if one.kind is StreamKind.COMPLETED} == {"terraform_data.slow"}


def test_when_all_are_killed_nobody_knows_the_exit_code(bench: Bench) -> None:
    """Supervisor, wrapper and Terraform are killed: the process is found and dead, its messages are there, no exit code."""
    bench.planned()
    with supervisor(bench) as ours:
        bench.until_working()
        process = found(bench)
        ours.kill()
    kill(wrapper_of(bench.into))
    kill(process)
    adapter = bench.adapter()
    until(lambda: not adapter.alive(process))
    events = everything(adapter.follow_apply(bench.into, process))
    assert "terraform_data.slow" in {one.address for one in events if one.kind is StreamKind.STARTED}
    assert adapter.exit_code(bench.into) is None


def test_an_interrupt_goes_through_a_shim(bench: Bench, tmp_path: Path) -> None:
    """Behind a script that does not replace itself, the one SIGINT reaches Terraform and not the script."""
    shim = tmp_path / "terraform"
    shim.write_text(f'#!/bin/sh\n{shlex.join(bench.command)} "$@"\ncode=$?\necho after >&2\nexit $code\n')
    shim.chmod(0o755)
    bench.planned()
    adapter = bench.adapter((str(shim),))
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    bench.until_working()
    assert supervise._terraform_at(process.pid) != process.pid
    adapter.interrupt(process)
    events = everything(adapter.follow_apply(bench.into, process))
    assert adapter.exit_code(bench.into) == 1
    assert "execution halted" in "\n".join(one.message for one in events if one.severity == "error")
    assert "after" in (bench.into / "stderr").read_text()


def test_a_plan_while_an_apply_runs_names_the_lock(bench: Bench) -> None:
    """The state is locked while the apply runs: a plan says by whom and how to free it; one without lock does not mind."""
    adapter = bench.planned()
    adapter.begin_apply(bench.where, bench.saved, bench.into)
    bench.until_working()
    with pytest.raises(Problem) as raised:
        adapter.plan(bench.where, bench.path / "other.tfplan", lock=True)
    assert raised.value.code == "state-locked"
    assert "Who:" in raised.value.why
    assert raised.value.next.split()[-1] in raised.value.why
    assert adapter.plan(bench.where, bench.path / "other.tfplan", lock=False)


def test_what_was_never_started_never_starts(bench: Bench) -> None:
    """Where nothing came to life, looking says so and settles it: a start that comes too late runs nothing."""
    adapter = bench.planned()
    assert adapter.find_apply(bench.into) is None
    assert adapter.find_apply(bench.into) is None
    with pytest.raises(Problem) as raised:
        adapter.begin_apply(bench.where, bench.saved, bench.into)
    assert raised.value.code == "terraform-failed"
    assert not (bench.path / "terraform.tfstate").exists()


def test_another_host_is_said(bench: Bench) -> None:
    """A process of another host can be judged only there, unless its exit code is on record."""
    adapter = bench.planned()
    bench.go()
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    everything(adapter.follow_apply(bench.into, process))
    there = replace(process, host="elsewhere")
    assert everything(adapter.follow_apply(bench.into, there))
    (bench.into / "exit").rename(bench.into / "was")
    with pytest.raises(Problem, match="apply-on-another-host"):
        everything(adapter.follow_apply(bench.into, there))


def test_a_word_for_people_is_told_where_there_is_no_other(bench: Bench, tmp_path: Path) -> None:
    """A binary that fails without a diagnostic is quoted from what it printed, redacted."""
    path = tmp_path / "terraform"
    path.write_text(f"#!/bin/sh\necho 'panic: {CANARY} is bad' >&2\nexit 11\n")
    path.chmod(0o755)
    adapter = bench.adapter((str(path),))
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    events = everything(adapter.follow_apply(bench.into, process))
    assert [(one.kind, one.severity, one.message) for one in events] == [
        (StreamKind.DIAGNOSTIC, "error", "panic: (sensitive) is bad")
    ]
    assert adapter.exit_code(bench.into) == 11


def test_a_binary_that_is_gone_is_said(bench: Bench, tmp_path: Path) -> None:
    """A binary that cannot be started is `terraform-failed`, and nothing is left that looks like an apply."""
    with pytest.raises(Problem) as raised:
        bench.adapter((str(tmp_path / "gone"),)).begin_apply(bench.where, bench.saved, bench.into)
    assert raised.value.code == "terraform-failed"
    assert "gone" in raised.value.why
    assert bench.adapter().find_apply(bench.into) is None


def test_ended_processes_are_not_signalled(bench: Bench) -> None:
    """An interrupt for a process that has ended is for nobody, whoever has its pid now."""
    stranger = Process(os.getpid(), "1", "boot", "host")
    bench.adapter().interrupt(stranger)


def test_what_outlives_a_dead_terraform(bench: Bench, tmp_path: Path) -> None:
    """A provider that lost its Terraform lingers until it ends by itself; nothing lingers where nothing was started."""
    path, gate, begun = tmp_path / "terraform", tmp_path / "gate", tmp_path / "begun"
    path.write_text(f"#!/bin/sh\n(touch {begun}; while [ ! -e {gate} ]; do sleep 0.1; done) &\nwait\n")
    path.chmod(0o755)
    adapter = bench.adapter((str(path),))
    assert not adapter.lingering(bench.into)
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    until(begun.exists)
    assert adapter.lingering(bench.into)
    kill(process)
    until(lambda: not adapter.alive(process))
    assert adapter.lingering(bench.into)
    gate.touch()
    until(lambda: not adapter.lingering(bench.into))
