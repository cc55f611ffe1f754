"""The commands that `migrator rollback` prints, given to a shell as they stand."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.sandbox import Sandbox


@dataclass(frozen=True)
class Shell:
    """A shell in a sandbox; curl reaches the sandbox's names, and trusts its authority."""

    sandbox: Sandbox
    env: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, sandbox: Sandbox) -> "Shell":
        """With a `.curlrc` of its own."""
        folder = sandbox.path / ".sandbox"
        pairs = sandbox.env["MIGRATOR_CONNECT_TO"].split(",")
        folder.joinpath(".curlrc").write_text("".join(f'connect-to = "{one}"\n' for one in pairs))
        more = {"CURL_HOME": os.fspath(folder), "CURL_CA_BUNDLE": sandbox.env["SSL_CERT_FILE"], "NO_COLOR": "1"}
        return cls(sandbox, {**sandbox.env, **more})

    def run(self, commands: str) -> "subprocess.CompletedProcess[str]":
        """Somewhere else than in the Terraform directory: commands go where they have to by themselves."""
        return subprocess.run(("bash", "-ec", commands), cwd="/", env=self.env, text=True, capture_output=True, check=False)

    def answers(self) -> str:
        """Which application answers users, by the name that they type."""
        said = self.run("curl --silent --show-error --fail https://wandb.sandbox.example/healthz")
        return said.stdout + said.stderr

    def follow(self, guide: str, *may_fail: str) -> dict[str, str]:
        """Take every step of a printed guide in its order; what each said. Only steps of these titles may fail."""
        document = self.sandbox.document("rollback")
        steps = next(one["steps"] for one in document["guides"] if one["id"] == guide)
        said: dict[str, str] = {}
        for one in steps:
            done = self.run(one["commands"])
            assert done.returncode == 0 or one["title"] in may_fail, (one, done.stdout, done.stderr)
            said[one["title"]] = done.stdout + done.stderr
        return said
