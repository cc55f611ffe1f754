"""Puts the real world behind the states' ports. Only commands call this."""

import getpass
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checks.facts import Backend, Identity
from migrator.belongings import WorldBelongings
from migrator.journal.runs import SYSTEM
from migrator.lookup import WorldLookup
from migrator.probes import Sources, WorldProbes
from migrator.redact import Redactor
from migrator.runbook import runbook_of
from migrator.scratch import sweep
from migrator.terraform.adapter import TerraformAdapter
from migrator.terraform.backend import in_force, selected
from migrator.terraform.binary import find
from migrator.terraform.inputs import refuse
from migrator.workspace import TerraformWorkspace
from migrator.workspace.files import data_directory
from runbooks.model import Runbook
from states.inputs import Inputs, Who
from states.override import override_text
from states.ports import Approver, Control, Note, Ports, RunFiles

Notice = Callable[[Note], None]
Confirm = Callable[[str], bool]


@dataclass(frozen=True)
class Terms:
    """What is agreed on for one start: the ticket, how long an approval holds, when the window ends."""

    ticket: str | None = None
    hours: float = 4.0
    window_end: datetime | None = None


@dataclass(frozen=True)
class World:
    """Everything that does not depend on a run: the workspace, Terraform, the probes, and what hides secrets."""

    runbook: Runbook
    inputs: Inputs
    workspace: TerraformWorkspace
    terraform: TerraformAdapter
    probes: WorldProbes
    lookup: WorldLookup
    belongings: WorldBelongings
    redact: Redactor

    def who(self) -> Who:
        """The person behind this process: asked of STS, the system and the host."""
        identity = self.probes.identity()
        arn = identity.arn if isinstance(identity, Identity) else None
        return Who(arn, getpass.getuser(), socket.gethostname())

    def ports(
        self,
        files: RunFiles,
        approver: Approver,
        who: Who,
        note: Notice,
        *,
        control: Control,
        terms: Terms | None = None,
        confirm: Confirm | None = None,
    ) -> Ports:
        """The ports of one command."""
        agreed = terms or Terms()
        return Ports(
            self.workspace,
            self.terraform,
            self.probes,
            self.lookup,
            files,
            approver,
            SYSTEM,
            who,
            agreed.ticket,
            agreed.hours * 3600,
            self._redacted(note),
            control,
            self.redact,
            agreed.window_end,
            confirm,
            belongings=self.belongings,
        )

    def _redacted(self, note: Notice) -> Notice:
        def tell(one: Note) -> None:
            note(Note(self.redact(one.text), one.address, one.change, one.phase))

        return tell


def override_wanted(inputs: Inputs, env: Mapping[str, str]) -> str | None:
    """The override that would mend the workspace's files, None where there is nothing to mend."""
    runbook = runbook_of(inputs)
    workspace = TerraformWorkspace(Path(inputs.directory), runbook, inputs, env)
    return override_text(workspace.after(None), runbook)


def world(
    inputs: Inputs, env: Mapping[str, str], terraform_bin: str | None, note: Notice, *, from_cluster: bool = False
) -> World:
    """Wire everything; a Problem where arguments or input files cannot be used.

    Nothing is touched but what a killed process left in the temporary directory: that is removed.
    """
    refuse(env)
    for one in sweep():
        note(Note(f"removed what a killed process left: {one}"))
    runbook = runbook_of(inputs)
    workspace = TerraformWorkspace(Path(inputs.directory), runbook, inputs, env)
    redact = Redactor(workspace.secrets())
    terraform = TerraformAdapter(find(terraform_bin, env), env, inputs, redact, note)
    sources = Sources.of(
        runbook,
        inputs,
        env,
        terraform=terraform,
        licence=workspace.licence,
        namespace=lambda: workspace.values().namespace,
        provider=lambda: workspace.after(None).aws_provider(runbook.source_module),
        from_cluster=from_cluster,
        redact=redact,
    )
    lookup = WorldLookup(sources.aws, sources.cluster.connection)
    belongings = WorldBelongings(sources.aws, sources.cluster.connection, lambda: _backend(workspace, env))
    return World(runbook, inputs, workspace, terraform, WorldProbes(sources), lookup, belongings, redact)


def _backend(workspace: TerraformWorkspace, env: Mapping[str, str]) -> tuple[Backend, str]:
    """The backend in force, and the selected Terraform workspace."""
    data = data_directory(workspace.path, env)
    return in_force(workspace.before().backend, data), selected(data, env)
