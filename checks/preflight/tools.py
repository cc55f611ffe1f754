"""The programs that the migration runs."""

from collections.abc import Iterator

from checks.facts import Facts, Missing, ProviderBlock
from checks.facts.tools import Program
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.versions import admits, understood
from runbooks.model import Runbook

AWS_CLI = "install the AWS CLI 2 where Terraform runs: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """Terraform, what provider blocks run, and the lock file."""
    yield _terraform(facts, runbook)
    yield from _programs(facts)
    yield _lock_file(facts.tools.lock_file)


def _terraform(facts: Facts, runbook: Runbook) -> Result:
    found = facts.tools.terraform
    if isinstance(found, Missing):
        return Unknown("terraform-version", found.why, blocks=True)
    constraints = (runbook.terraform, *facts.known.after.required_version)
    odd = [one for one in constraints if not understood(one)]
    if odd:
        return Unknown("terraform-version", f"{' and '.join(map(repr, odd))} is no version constraint", blocks=True)
    refused = [one for one in constraints if not admits(one, found.version)]
    if refused:
        because = f"{found.path} is {found.product} {found.version}; {' and '.join(refused)} is needed"
        return blocking(
            "terraform-version", found.path, because, "install a Terraform that fits, or name one with --terraform-bin PATH"
        )
    return Passed("terraform-version", f"{found.product} {found.version} satisfies {', '.join(dict.fromkeys(constraints))}")


def _programs(facts: Facts) -> tuple[Result, ...]:
    """What gives the cluster's token."""
    found, blocks = facts.tools.programs, [one for one in facts.known.after.providers if one.sets_exec]
    if isinstance(found, Missing):
        return (Unknown("aws-cli-missing", found.why, blocks=False),)
    missing = tuple(_not_found(one, blocks) for one in found if one.path is None)
    if missing:
        return missing
    odd = [str(one.place) for one in blocks if one.command is None]
    if odd:
        return (Unknown("aws-cli-missing", f"which program `exec` runs at {', '.join(odd)} is no plain text", blocks=False),)
    told = ", ".join(f"{one.name} is {one.path}" for one in found)
    return (Passed("aws-cli-missing", told or "no provider block runs a program for the cluster's token"),)


def _not_found(program: Program, blocks: list[ProviderBlock]) -> Finding:
    users = [f'provider "{one.name}" at {one.place}' for one in blocks if one.command == program.name]
    because = f"{' and '.join(users)} gets the cluster's token from `{program.name}`, which is not on the PATH"
    remedy = AWS_CLI if program.name == "aws" else f"install {program.name} where Terraform runs, and put it on the PATH"
    return blocking("aws-cli-missing", program.name, because, remedy)


def _lock_file(there: bool | Missing) -> Result:
    if isinstance(there, Missing):
        return Unknown("lock-file-missing", there.why, blocks=False)
    if there:
        return Passed("lock-file-missing", ".terraform.lock.hcl is there")
    return Finding(
        "lock-file-missing",
        Severity.LOW,
        blocks=False,
        subject=".terraform.lock.hcl",
        because=(
            "it is not there: which provider versions made the deployment is written nowhere, and cannot be gone back to",
        ),
        remedy="terraform init  # then commit .terraform.lock.hcl",
    )
