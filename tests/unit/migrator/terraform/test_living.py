"""A run's Terraform, seen from outside."""

import subprocess
import sys

from migrator.processes.identity import identify
from migrator.terraform.living import living
from states.events import ApplyStarted
from tests.support import samples


def test_a_terraform_lives_until_it_ends() -> None:
    """By pid and start time together, whoever follows it; a run that started none has none."""
    assert living(samples.run(*samples.PLANNED)) is None
    with subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE) as process:
        run = samples.run(*samples.APPLYING, ApplyStarted(identify(process.pid)))
        assert living(run) == process.pid
        process.communicate(b"\n")
    assert living(run) is None
