"""What befalls a state: a colleague's Terraform at work on it, hands that edit it, and a move to S3."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from tests.support.sandbox import Sandbox

BUCKET, TABLE, KEY = "wandb-sandbox-state", "wandb-sandbox-locks", "wandb/terraform.tfstate"
LOCKFILE, DYNAMODB = "use_lockfile   = true", f'dynamodb_table = "{TABLE}"'
S3 = f"""terraform {{
  backend "s3" {{
    bucket         = "{BUCKET}"
    key            = "{KEY}"
    region         = "us-west-2"
    use_path_style = true
    {LOCKFILE}
  }}
}}
"""
QUESTION = b"Enter a value"
State = dict[str, Any]


@dataclass
class Colleague:
    """A real `terraform apply` that stands at its question, with the lock of the state in its hands."""

    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def begins(self, sandbox: Sandbox) -> None:
        """Start one, and wait until it asks."""
        command = (str(sandbox.home.bin / "terraform"), "apply", "-no-color", "-input=true", "-var-file=pre-operator.tfvars")
        said = sandbox.home.path / "colleague.log"
        with said.open("wb") as out:
            process = subprocess.Popen(
                (*command, "-var=wandb_version=9"), cwd=sandbox.path, env=dict(sandbox.env), stdin=subprocess.PIPE,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.running.append(process)
        until = time.monotonic() + 60
        while QUESTION not in said.read_bytes():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < until, "it never asked"
            time.sleep(0.05)

    def says_no(self, sandbox: Sandbox) -> None:  # noqa: ARG002 - a deed of a case
        """Nothing is applied, and the lock is let go of."""
        for one in self.running:
            one.communicate(b"no\n", timeout=60)
        self.running.clear()

    def is_killed(self, sandbox: Sandbox) -> None:
        """SIGKILL while it asks: the lock's file stays behind."""
        self.begins(sandbox)
        for one in self.running:
            os.killpg(one.pid, signal.SIGKILL)
            one.communicate()
        self.running.clear()


def client(sandbox: Sandbox, service: str) -> Any:
    """A boto3 client of the sandbox's AWS."""
    return boto3.client(
        service, endpoint_url=sandbox.env["AWS_ENDPOINT_URL"], region_name="us-west-2", aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
    )  # fmt: skip


def moved_to_s3(sandbox: Sandbox) -> None:
    """The real Terraform moves the state into a versioned bucket."""
    s3 = client(sandbox, "s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    versioned(sandbox, "Enabled")
    (sandbox.path / "backend.tf").write_text(S3)
    sandbox.terraform("init", "-migrate-state", "-force-copy", "-input=false")


def versioned(sandbox: Sandbox, status: str) -> None:
    """Versioning of the state's bucket."""
    client(sandbox, "s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})


def locked_by_dynamodb(sandbox: Sandbox) -> None:
    """The backend locks by a table instead of by an object, and is initialised so."""
    keys = {"AttributeDefinitions": [{"AttributeName": "LockID", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}]}  # fmt: skip
    client(sandbox, "dynamodb").create_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST", **keys)
    (sandbox.path / "backend.tf").write_text(S3.replace(LOCKFILE, DYNAMODB))
    sandbox.terraform("init", "-reconfigure", "-input=false")


def locked_by_object(sandbox: Sandbox) -> None:
    """And back."""
    (sandbox.path / "backend.tf").write_text(S3)
    sandbox.terraform("init", "-reconfigure", "-input=false")
    client(sandbox, "dynamodb").delete_table(TableName=TABLE)


@dataclass
class Kept:
    """A file that is put aside and back."""

    name: str
    content: list[bytes] = field(default_factory=list)

    def aside(self, sandbox: Sandbox) -> None:
        """It is not there any more."""
        self.replaced(sandbox, None)

    def replaced(self, sandbox: Sandbox, content: bytes | None) -> None:
        """Something else in its place, or nothing."""
        path = sandbox.path / self.name
        self.content.append(path.read_bytes())
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)

    def back(self, sandbox: Sandbox) -> None:
        """As it was."""
        (sandbox.path / self.name).write_bytes(self.content.pop())


def edited_state(change: Callable[[State], None]) -> tuple[Callable[[Sandbox], None], Callable[[Sandbox], None]]:
    """A fault and its remedy: the local state, as somebody's hands left it."""
    kept = Kept("terraform.tfstate")

    def fault(sandbox: Sandbox) -> None:
        state = json.loads((sandbox.path / kept.name).read_bytes())
        change(state)
        kept.replaced(sandbox, json.dumps(state).encode())

    return fault, kept.back


def added(name: str, text: str) -> tuple[Callable[[Sandbox], None], Callable[[Sandbox], None]]:
    """A fault and its remedy: one more file in the directory."""

    def path(sandbox: Sandbox) -> Path:
        return sandbox.path / name

    return lambda sandbox: void(path(sandbox).write_text(text)), lambda sandbox: path(sandbox).unlink()


def void(_: object) -> None:
    """Nothing comes of it."""
