"""The outage probe as the process that it is: it outlives its starter, sees losses and returns, and ends by itself."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from checks.outage import Service, periods
from migrator.outage import probe
from migrator.outage.places import FULL, LATE, OFF, RUN_GONE, RUN_OVER, Places
from migrator.outage.record import looks
from migrator.processes.outage import Journal, watch
from tests.support.application import FQDN, PATH, Application

STARTER = """
import json, sys
from pathlib import Path
from migrator.outage import probe
run, way = Path(sys.argv[1]), json.loads(sys.argv[2])
process = probe.begin(run, "wandb.example.com", "/healthz", way)
process.returncode = 0
"""


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that comes by itself; a test that hangs is ended by pytest."""
    while not condition():
        time.sleep(0.02)


def services(run: Path) -> list[Service]:
    """What users had, one after the other."""
    return [one.service for one in periods(looks(Places(run).record))]


def begun(run: Path, app: Application) -> "subprocess.Popen[bytes]":
    """A probe that has looked once."""
    process = probe.begin(run, FQDN, PATH, {**app.env, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert process is not None
    until(lambda: bool(looks(Places(run).record)) and probe.living(run) is not None)
    return process


def test_it_sees_a_loss_and_a_return(run: Path, app: Application) -> None:
    """By DNS, then by status, then back; once the journal has the end it looks a last time, and ends."""
    process = begun(run, app)
    app.name(known=False)
    until(lambda: services(run) == [Service.SERVED, Service.LOST])
    app.status = 503
    app.name(known=True)
    until(lambda: len(services(run)) == 3)
    app.status = 200
    until(lambda: services(run) == [Service.SERVED, Service.LOST, Service.LOST, Service.SERVED])
    with (run / "journal.jsonl").open("a") as file:
        file.write('{"v":1,"n":1,"type":"verified","data":{}}\n')
    assert process.wait() == 0
    assert Places(run).ended.read_text() == RUN_OVER
    assert probe.wait(run, 0)
    found = periods(looks(Places(run).record))
    assert [one.cause for one in found if one.service is Service.LOST] == [
        "DNS: the name does not exist, or has no address",
        "HTTP: status 503",
    ]


def test_there_is_one_for_each_run(run: Path, app: Application) -> None:
    """Another start finds the living one; where two begin at the same moment, the second ends at once."""
    process = begun(run, app)
    assert probe.begin(run, FQDN, PATH, app.env) is None
    known = Places(run).process.read_text()
    second = subprocess.run(process.args, env={**app.env, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False)
    assert second.returncode == 0
    assert Places(run).process.read_text() == known


def test_it_outlives_who_started_it(run: Path, app: Application) -> None:
    """The starter is gone; the probe has a session of its own, looks on, and was given no credentials."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    way = {**app.env, "PYTHONPATH": env["PYTHONPATH"], "AWS_SECRET_ACCESS_KEY": "canary"}
    text = (sys.executable, "-c", STARTER, str(run), json.dumps(way))
    subprocess.run(text, env=env, check=True)
    until(lambda: probe.living(run) is not None)
    living = probe.living(run)
    assert living is not None
    assert os.getsid(living.pid) == living.pid
    app.status = 500
    until(lambda: Service.LOST in services(run))
    if Path("/proc/self/environ").exists():
        assert b"canary" not in Path(f"/proc/{living.pid}/environ").read_bytes()


def test_killed_it_is_begun_again(run: Path, app: Application) -> None:
    """The next start begins another, which goes on in the same record."""
    process = begun(run, app)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert probe.living(run) is None
    before = len(looks(Places(run).record))
    again = begun(run, app)
    assert again.pid != process.pid
    until(lambda: len(looks(Places(run).record)) > before)
    assert looks(Places(run).record)[before].previous is None


def test_it_ends_with_the_runs_directory(run: Path, app: Application) -> None:
    """Whoever removes `.migrator` leaves nothing running, and nothing comes back."""
    process = begun(run, app)
    shutil.rmtree(run.parent)
    assert process.wait() == 0
    assert not run.parent.exists()


def test_it_is_turned_off(run: Path, app: Application) -> None:
    """The living one ends, and none is begun for this run any more."""
    process = begun(run, app)
    probe.turn_off(run)
    assert process.wait() == 0
    assert Places(run).ended.read_text() == OFF
    assert probe.begin(run, FQDN, PATH, app.env) is None


def test_its_time_and_its_record_are_bounded(run: Path, app: Application) -> None:
    """After its time it ends, and with a record that is full."""
    Places(run).folder.mkdir()
    assert watch(Places(run), (FQDN, PATH), app.env, lifetime=-1) == LATE
    with Places(run).record.open("ab") as file:
        file.truncate(5 << 20)
    assert watch(Places(run), (FQDN, PATH), app.env) == FULL


def test_the_journal_says_when_it_is_over(run: Path) -> None:
    """Only whole lines count; a repair takes back what was read; without a journal there is no run."""
    path = run / "journal.jsonl"
    journal = Journal(path)
    assert journal.ending() is None
    with path.open("a") as file:
        file.write('nonsense\n{"type":"halted","data":{"why":"\\"type\\":\\"verified\\""}}\n{"type":"reverted"}')
    assert journal.ending() is None
    with path.open("a") as file:
        file.write("\n")
    assert journal.ending() == RUN_OVER
    path.write_text('{"type":"started"}\n')
    assert journal.ending() is None
    path.unlink()
    assert journal.ending() == RUN_GONE
