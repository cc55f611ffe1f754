"""What a person may ask while Terraform applies, by real signals and from another terminal; and who is told of it."""

import signal
import sys
import tarfile
from pathlib import Path

from tests.e2e.test_killed import applying
from tests.support.sandbox import LICENCE_CANARY, Sandbox
from tests.support.schemas import checked

EFS = "module.wandb_infra.module.app_eks.aws_eks_addon.efs"


def test_ctrl_c_and_pause_and_resume(waiting: Sandbox, tmp_path: Path) -> None:
    """The first Ctrl-C stops nothing, `pause` lets the apply end, `resume` goes on to done; the listener hears of all."""
    heard, script = tmp_path / "heard", tmp_path / "hook.py"
    script.write_text(f"import sys; open({str(heard)!r}, 'a').write(sys.stdin.read().replace(chr(10), ' ') + '\\n')")
    hook = ("--on-event", f"{sys.executable} {script}", "--on-event", "/no/such/program")
    process = applying(waiting, waiting.offer(), 6, *hook)
    process.send_signal(signal.SIGINT)
    paused = waiting.document("pause")
    assert (paused["asked"], paused["state"]) == (True, "apply")
    _, err = process.communicate()
    assert process.returncode == 1, err
    (line,) = [one for one in err.splitlines() if "In flight: " in one]
    assert EFS in line.partition("; stopped now, it becomes tainted")[0]
    assert "error: paused" in err
    assert err.count("/no/such/program: it cannot be started") == 1
    assert waiting.document("status")["next"] == "migrator resume"
    said = waiting.migrator("resume", *hook)
    assert said.code == 0, said
    assert set(waiting.creations().values()) == {1}
    told = [checked(line) for line in heard.read_text().splitlines()]
    assert [one["event"] for one in told if not one["event"].startswith("service-")][-3:] == ["paused", "state", "done"]
    _bundle(waiting, tmp_path / "bundle.tar.gz")


def _bundle(sandbox: Sandbox, path: Path) -> None:
    """Packed up, it holds Terraform's words and no secret."""
    assert sandbox.migrator("report", "--bundle", str(path)).code == 0
    with tarfile.open(path) as archive:
        members = [archive.extractfile(one) for one in archive.getmembers()]
        texts = [one.read().decode() for one in members if one is not None]
    assert len(texts) > 8
    assert not [one for one in texts if LICENCE_CANARY in one]


def test_a_termination_interrupts_terraform_once(waiting: Sandbox) -> None:
    """SIGTERM goes to Terraform as one SIGINT, and its end is waited for; the next run does what is left."""
    process = applying(waiting, waiting.offer(), 4)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate()
    assert process.returncode == 130, err
    assert err.count("Terraform gets one interrupt") == 1
    assert "error: apply-interrupted" in err
    assert waiting.file("apply-1/exit").read_text().strip() == "1"
    said = waiting.migrator("run")
    assert said.code == 0, said
    assert set(waiting.creations().values()) == {1}
