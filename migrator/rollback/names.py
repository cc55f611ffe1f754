"""The names of one run that guides are filled with: from its inputs, its files and its backup. No cloud is asked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.problem import Problem
from migrator.hcl import Block, Said, blocks
from migrator.rollback import hybrid
from migrator.rollback.filled import Names, quoted, written
from migrator.terraform.inputs import variables_before
from migrator.workspace import TerraformWorkspace, variables
from migrator.workspace.files import active, content
from runbooks.model import Runbook
from states.run import Run
from states.saving import DIRECTORY, BackedUp

FLAGS = ("enable_dummy_dns", "enable_operator_alb")
NO_CALL = "# the backup has no old configuration that can be read: write the call of the old module here\n"
# The name's own records, and external-dns's texts about it: deleted as one batch, and nothing where there are none.
RECORDS = """\
batch=$(aws route53 list-resource-record-sets --hosted-zone-id {zone} --output json --query '{{Changes: ResourceRecordSets[?\
Name==`"'{fqdn}'."` && (Type==`"A"` || Type==`"AAAA"`) || Type==`"TXT"` && ends_with(Name, `"'{fqdn}'."`) && \
contains(to_string(ResourceRecords), `"heritage=external-dns"`)].{{Action: `"DELETE"`, ResourceRecordSet: @}}}}')
printf '%s\\n' "$batch"
case "$batch" in
  *DELETE*) aws route53 change-resource-record-sets --hosted-zone-id {zone} --change-batch "$batch" ;;
  *) echo 'nothing to remove' ;;
esac"""


@dataclass(frozen=True)
class Old:
    """The old configuration, as the backup has it."""

    blocks: tuple[Block, ...]
    given: Mapping[str, Said]


def names(run: Run, runbook: Runbook, workspace: TerraformWorkspace, folder: Path) -> Names:
    """Every name that a guide may ask for; None for what nobody knows here. A Problem where files cannot be read."""
    values, provider = workspace.values(), workspace.after(None).aws_provider(runbook.source_module)
    return {
        **journalled(run, runbook, folder),
        "namespace": values.namespace,
        "cluster": values.namespace,
        "region": getattr(provider, "region", None),
        "zone_id": values.zone_id,
        "fqdn": _fqdn(values.subdomain, values.domain_name),
    }


def journalled(run: Run, runbook: Runbook, folder: Path) -> Names:
    """The names that need no file of the workspace."""
    return {
        "directory": run.inputs.directory,
        "run": run.id,
        "backup": os.fspath(folder / DIRECTORY),
        "tfvars": tuple(f"-var-file={one}" for one in run.inputs.tfvars),
        "old_tfvars": tuple(f"-var-file={one}" for one in variables_before(run.inputs, runbook.layout)),
        **_saved_names(run),
    }


def _saved_names(run: Run) -> dict[str, str | None]:
    """What only the backup knows: the snapshot, and the old application where it was scaled to 0 for it."""
    saved = run.backed_up or BackedUp()
    asleep = saved.quiesced
    return {
        "snapshot": saved.snapshot.id if saved.snapshot else None,
        "old_namespace": asleep.namespace if asleep else None,
        "old_deployment": asleep.name if asleep else None,
        "old_replicas": str(asleep.replicas) if asleep else None,
    }


def _fqdn(subdomain: str | None, domain: str | None) -> str | None:
    return ".".join(filter(None, (subdomain, domain))) if domain else None


def files(runbook: Runbook, found: Names, old: Old | None) -> dict[str, str]:
    """The commands that write the generated files, and the one that removes records."""
    module = hybrid.application(old.blocks, old.given, runbook.app_call) if old else None
    zone, fqdn = (quoted(str(found.get(one) or one.upper())) for one in ("zone_id", "fqdn"))
    return {
        "application": written(hybrid.APPLICATION, module or NO_CALL),
        "flags": written(hybrid.FLAGS, hybrid.flags(runbook.infra_call, FLAGS)),
        "records": RECORDS.format(zone=zone, fqdn=fqdn),
    }


def old(run: Run, runbook: Runbook, folder: Path, env: Mapping[str, str]) -> Old | None:
    """The old configuration of the backup; None where there is none yet, or it cannot be read."""
    backup = folder / DIRECTORY
    path = backup / runbook.layout.pre
    if run.backed_up is None or not path.is_file():
        return None
    beside = {name: text for name, text in active(backup).items() if name != runbook.layout.post}
    try:
        found = blocks({**beside, path.name: content(path)})
        return Old(found, variables.said(backup, _saved(run, runbook, backup), env))
    except Problem:
        return None


def _saved(run: Run, runbook: Runbook, backup: Path) -> tuple[str, ...]:
    """The old variables files, by the names that they have in the backup."""
    named = variables_before(run.inputs, runbook.layout)
    numbered = enumerate((*run.inputs.tfvars, *run.inputs.pre_tfvars))
    at = {name: f"given-{number}-{Path(name).name}" for number, name in numbered}
    every = (name if (backup / name).is_file() else at.get(name, name) for name in named)
    return tuple(one for one in every if (backup / one).is_file())
