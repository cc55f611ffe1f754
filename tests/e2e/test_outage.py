"""What users lose while the migration is applied, seen by a probe that nobody's death ends, and told in the report."""

import sys
from pathlib import Path

from checks.outage import Service
from migrator.outage import probe
from migrator.outage.places import Places
from migrator.outage.record import looks
from tests.e2e.test_killed import until
from tests.support.sandbox import LICENCE_CANARY, Sandbox
from tests.support.schemas import checked

RECORD = "module.wandb_infra.module.app_lb.aws_route53_record.alb"


def test_the_outage_is_seen_told_and_reported(sandbox: Sandbox, tmp_path: Path) -> None:
    """The name goes, migrator is killed, the probe looks on; resumed to done, the report has it all, and nothing runs."""
    heard, script = tmp_path / "heard", tmp_path / "hook.py"
    script.write_text(f"import sys; open({str(heard)!r}, 'a').write(sys.stdin.read().replace(chr(10), ' ') + '\\n')")
    hook = ("--on-event", f"{sys.executable} {script}")
    approval = sandbox.approved()
    assert not sandbox.file("outage").exists()
    sandbox.faults({"op": "create", "type": "aws_route53_record", "sleep": 5}, {"world": "dns-never-appears"})
    process = sandbox.start("run", "--approve", approval, *hook)
    until(lambda: heard.exists() and "service-lost" in heard.read_text(), process)
    process.kill()
    process.communicate()
    run = sandbox.file("")
    assert probe.living(run) is not None
    users = sandbox.document("status")["users"]
    assert (users["service"], users["watched"]) == ("lost", True)
    sandbox.faults()
    said = sandbox.migrator("run", *hook)
    assert said.code == 0, said
    assert probe.living(run) is None
    told = [checked(line)["event"] for line in heard.read_text().splitlines()]
    assert [one for one in told if one.startswith("service-")] == ["service-lost", "service-back"]
    assert told[-1] == "done"
    _reported(sandbox)
    record = Places(run).record
    assert looks(record)[-1].service is Service.SERVED
    assert LICENCE_CANARY not in record.read_text()


def _reported(sandbox: Sandbox) -> None:
    """In the document with its cause and what Terraform did meanwhile, and on the page."""
    outage = checked(sandbox.migrator("report", "--format", "json").out)["outage"]
    assert outage["seconds"] > 0
    assert all(one["over"] for one in outage["outages"])
    first = outage["outages"][0]
    assert any("DNS: the name does not exist" in one for one in first["causes"])
    assert RECORD in {one["address"] for one in first["during"]}
    page = sandbox.migrator("report", "--format", "html").out
    assert 'class="outage"' in page
    assert "sers were without service for" in page
