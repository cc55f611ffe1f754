"""Who Terraform will be for AWS, where, and for how long."""

from collections.abc import Iterator

from checks.facts import Facts, Identity, Missing, NotThere
from checks.facts.configuration import AwsProvider
from checks.facts.identity import Credentials, Home, Permissions
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from runbooks.model import Runbook

# Seconds: an apply takes one hour or more, and waits for people before.
ENOUGH = 7200.0
WHO = "aws sts get-caller-identity"
LOG_IN = "  # log in, or export the profile that Terraform uses"
SIMULATE = "aws iam simulate-principal-policy --policy-source-arn {principal} --action-names {actions}"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """The credentials, what they are for, how long they last, what they may."""
    who, block = facts.identity, facts.known.after.aws_provider(runbook.source_module)
    yield _credentials(who.caller, block)
    yield _account(who.caller, who.homes, block)
    yield _region(who.region, who.homes, block)
    yield _session(who.credentials, block)
    yield _permissions(who.permissions)


def _credentials(identity: Identity | Missing, block: AwsProvider | None) -> Result:
    if isinstance(identity, Identity):
        return Passed("aws-credentials", f"{identity.arn} in account {identity.account}")
    if not identity.refused:
        return Unknown("aws-credentials", identity.why, blocks=True)
    if block and block.role:
        remedy = f"{WHO}{LOG_IN}; it has to be one that may assume {block.role.arn} ({block.place})"
        return blocking("aws-credentials", block.role.arn, identity.why, remedy)
    profile = f" --profile {block.profile}" if block and block.profile else ""
    return blocking("aws-credentials", "AWS", identity.why, WHO + profile + LOG_IN)


def _account(identity: Identity | Missing, homes: tuple[Home, ...] | Missing, block: AwsProvider | None) -> Result:
    if isinstance(identity, Missing):
        return Unknown("account-mismatch", identity.why, blocks=False)
    if refused := _not_allowed(identity, block):
        remedy = "take credentials of an account that the block allows, or correct its list: aws sts get-caller-identity"
        return blocking("account-mismatch", identity.arn, refused, remedy)
    if reason := _homeless(homes):
        return Unknown("account-mismatch", reason, blocks=False)
    foreign = [one for one in _known(homes) if one.account != identity.account]
    if foreign:
        wanted = foreign[0].account
        because = f"{foreign[0].address} is in account {wanted}; Terraform would be {identity.arn}"
        return blocking("account-mismatch", identity.arn, because, _other_account(block, wanted))
    told = f"{identity.account} is the account of {', '.join(one.address for one in _known(homes))}"
    return Passed("account-mismatch", told)


def _not_allowed(identity: Identity, block: AwsProvider | None) -> str | None:
    """What the block itself says against the account."""
    if block and block.allowed_accounts and identity.account not in block.allowed_accounts:
        allowed = ", ".join(block.allowed_accounts)
        return f"allowed_account_ids at {block.place} is {allowed}; Terraform would be {identity.arn}"
    if block and identity.account in block.forbidden_accounts:
        return f"forbidden_account_ids at {block.place} has {identity.account}; Terraform would be {identity.arn}"
    return None


def _other_account(block: AwsProvider | None, account: str) -> str:
    if block and block.role:
        return f"make role_arn of provider aws ({block.place}) a role of account {account}"
    if block and block.profile:
        return f"make profile {block.profile} ({block.place}) one of account {account}: {WHO} --profile NAME"
    return f"log in to account {account}: export AWS_PROFILE=NAME; {WHO}"


def _homeless(homes: tuple[Home, ...] | Missing) -> str | None:
    """Why nobody can tell where the deployment is."""
    if isinstance(homes, Missing):
        return homes.why
    return None if homes else "the state has neither an EKS cluster nor an Aurora cluster"


def _known(homes: tuple[Home, ...] | Missing) -> tuple[Home, ...]:
    return () if isinstance(homes, Missing) else homes


def _region(region: str | NotThere | Missing, homes: tuple[Home, ...] | Missing, block: AwsProvider | None) -> Result:
    if isinstance(region, Missing):
        return Unknown("region-mismatch", region.why, blocks=False)
    if reason := _homeless(homes):
        return Unknown("region-mismatch", reason, blocks=False)
    wanted = _known(homes)[0].region
    if isinstance(region, NotThere):
        because = "neither provider aws nor the environment nor the profile gives a region"
        return blocking("region-mismatch", "region", because, f"export AWS_REGION={wanted}")
    foreign = [one for one in _known(homes) if one.region != region]
    if foreign:
        because = f"{foreign[0].address} is in {foreign[0].region}; Terraform would work in {region}, and find nothing there"
        return blocking("region-mismatch", region, because, _other_region(block, foreign[0].region))
    return Passed("region-mismatch", f"{region} is the region of {', '.join(one.address for one in _known(homes))}")


def _other_region(block: AwsProvider | None, region: str) -> str:
    if block and block.region:
        return f'region = "{region}" in provider aws ({block.place})'
    return f"export AWS_REGION={region}"


def _session(found: Credentials | Missing, block: AwsProvider | None) -> Result:
    if isinstance(found, Missing):
        return Unknown("session-too-short", found.why, blocks=False)
    if found.renewed:
        return Passed(
            "session-too-short", f"the credentials come from {found.source}, which renews them{_capped(found, block)}"
        )
    if not found.temporary:
        return Passed("session-too-short", f"the access key comes from {found.source}, and has no end")
    if found.seconds is None:
        reason = f"the session comes from {found.source}, and nobody says when it ends; 2 h or more are needed"
        return Unknown("session-too-short", reason + _capped(found, block), blocks=False)
    return _measured(found, found.seconds, block)


def _measured(found: Credentials, seconds: float, block: AwsProvider | None) -> Result:
    left = f"the session from {found.source} lasts {_spoken(seconds)} more"
    if seconds < ENOUGH:
        remedy = "log in anew, for 2 h or more, or use a profile that renews itself instead of exported keys"
        because = f"{left}; an apply takes an hour or more, and ends with the session"
        return blocking("session-too-short", "credentials", because, remedy, Severity.HIGH)
    if found.chained:
        remedy = "nothing, while these credentials last: Terraform renews the role; to be free of the cap, begin without one"
        said = (left + _capped(found, block),)
        return Finding("session-too-short", Severity.MEDIUM, False, "credentials", said, remedy)
    return Passed("session-too-short", left)


def _capped(found: Credentials, block: AwsProvider | None) -> str:
    """What AWS does to a role that is assumed with a role."""
    if not (found.chained and block and block.role):
        return ""
    return f"; they are a role's themselves, so that AWS caps {block.role.arn} ({block.place}) at 1 h at a time"


def _spoken(seconds: float) -> str:
    minutes = max(0, int(seconds // 60))
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def _permissions(found: Permissions | Missing) -> Result:
    if isinstance(found, Missing):
        return Unknown("permission-denied", found.why, blocks=False)
    if found.denied:
        actions = " ".join(dict.fromkeys(one.partition(" ")[0] for one in found.denied))
        remedy = SIMULATE.format(principal=found.principal, actions=actions) + "  # allow them to it, then ask again"
        return Finding(
            "permission-denied", Severity.HIGH, blocks=True, subject=found.principal, because=found.denied, remedy=remedy
        )
    if found.conditional:
        reason = f"{', '.join(found.conditional)}: allowed under conditions that the simulation cannot know"
        return Unknown("permission-denied", reason, blocks=False)
    return Passed("permission-denied", f"all {found.asked} actions are allowed to {found.principal}")
