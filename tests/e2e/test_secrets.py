"""No secret leaves: after a run with everything in it, every file and every output is searched for what was planted."""

import json
import re

from tests.support.sandbox import TFVARS, Sandbox

# Where Terraform itself keeps secrets; each 0600, below a directory of mode 0700.
MAY_HOLD = re.compile(r"^(plan\.tfplan|previewed\.tfstate|backup/.*|apply-\d+/std(out|err))$")


def planted(sandbox: Sandbox) -> dict[str, str]:
    """What must not be seen: the licence, and the database's password as the state has it."""
    licence = re.search(r'wandb_license = "([^"]+)"', (sandbox.path / "post-operator.tfvars").read_text())
    assert licence is not None
    state = json.loads((sandbox.path / "terraform.tfstate").read_text())
    cluster = next(one for one in state["resources"] if one["type"] == "aws_rds_cluster")
    return {"licence": licence[1], "password": cluster["instances"][0]["attributes"]["master_password"]}


def test_no_secret_is_written_or_said(waiting: Sandbox) -> None:
    """A failure, a resume, the reports, the journal and the log: none of them holds the licence or the password."""
    secrets = planted(waiting)
    assert all(len(one) > 10 for one in secrets.values())
    said = [waiting.migrator(command, *TFVARS, "--override", "yes") for command in ("preflight", "plan")]
    approval = waiting.offer()
    error = f"AccessDenied: {secrets['licence']} may not do that"
    waiting.faults({"op": "create", "type": "helm_release", "nth": 1, "error": error})
    said.append(waiting.migrator("run", "--approve", approval))
    assert "(sensitive) may not do that" in said[-1].err
    said.append(waiting.migrator("run", "-v"))
    assert said[-1].code == 0, said[-1]
    looks = (("status",), ("report",), ("journal", "show"))
    said += [waiting.migrator(*look, "--format", form) for look in looks for form in ("text", "json")]
    said.append(waiting.migrator("verify", *TFVARS))
    spoken = "".join(one.out + one.err for one in said)
    assert [name for name, secret in secrets.items() if secret in spoken] == []
    _search_files(waiting, secrets)


def _search_files(sandbox: Sandbox, secrets: dict[str, str]) -> None:
    run = sandbox.file("journal.jsonl").parent
    assert run.stat().st_mode & 0o777 == 0o700
    for path in sorted(one for one in run.rglob("*") if one.is_file()):
        name = path.relative_to(run).as_posix()
        assert path.stat().st_mode & 0o777 == 0o600, name
        found = [kind for kind, secret in secrets.items() if secret.encode() in path.read_bytes()]
        assert not found or MAY_HOLD.match(name), (name, found)
    # The search can find something: the backup holds both.
    assert secrets["password"] in (run / "backup/terraform.tfstate").read_text()
    assert secrets["licence"] in (run / "backup/post-operator.tfvars").read_text()
