"""Privilege in policy documents: more is allowed, everybody is let in, a role is trusted by others.

Source: the IAM user guide, "Policies and permissions" and "Policy evaluation logic".
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from checks.model import Severity
from checks.plan.hazards.policies import EVERYTHING, Grant, Policy, read
from checks.plan.hazards.rule import COMING, Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen

IDENTITIES = of(
    "aws_iam_group_policy", "aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_user_policy",
    "aws_ssoadmin_permission_set_inline_policy",
)  # fmt: skip
OF_IDENTITIES = ("policy", "inline_policy")
OF_RESOURCES = (
    "access_policies",
    "access_policy",
    "file_system_policy",
    "key_policy",
    "policy",
    "policy_document",
    "resource_policy",
)
TRUST = "assume_role_policy"
# Their policies name everybody by default, and let nobody in by themselves; or they are policies of another kind.
OTHERS = of("aws_ecr_lifecycle_policy", "aws_organizations_policy", "aws_vpc_endpoint", "aws_vpc_endpoint_policy")
# Whoever may do one of these to whatever he likes can make himself what he wants.
ESCALATION = (
    "iam:addusertogroup", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy", "iam:createaccesskey",
    "iam:createloginprofile", "iam:createpolicyversion", "iam:passrole", "iam:putgrouppolicy", "iam:putrolepolicy",
    "iam:putuserpolicy", "iam:setdefaultpolicyversion", "iam:updateassumerolepolicy", "organizations:leaveorganization",
    "sts:assumerole",
)  # fmt: skip
CONTENT = re.compile(
    r"^(s3:get\*|s3:getobject\*?|secretsmanager:getsecretvalue|ssm:getparameters?\w*|kms:decrypt|dynamodb:(get|query|scan)\w*)$"
)
# Services that tell how things are: wide open they give little away.
TELEMETRY = frozenset({"cloudwatch", "ec2messages", "logs", "ssmmessages", "tag", "xray"})
LOOKING = re.compile(r"^[a-z0-9-]+:(describe|list|get|batchget|view|check|estimate|lookup|search)")
# Subjects that every user of an identity provider has.
ANYBODY = re.compile(r"(repo:|project_path:|organization:)?\*|system:serviceaccount:\*(:\*)?$")
NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")


def _texts(seen: Seen, names: tuple[str, ...]) -> Iterator[tuple[str, Policy, Policy | None]]:
    """(attribute, old, new) of every policy that differs, or is new; what is not known yet is left out."""
    after = seen.after
    for name in names:
        new = after.get(name)
        if new is not None and seen.unknown.get(name) is not True and (old := seen.before.get(name)) != new:
            yield name, read(old) or Policy(()), read(new)


def _gained(names: tuple[str, ...], is_so: Callable[[Seen, Grant], bool]) -> Look:
    """Every grant that is new, and so."""

    def look(seen: Seen) -> Lines:
        every = ((name, grant) for name, old, new in _texts(seen, names) if new for grant in new.beyond(old))
        return tuple(dict.fromkeys(_line(seen, name, grant) for name, grant in every if is_so(seen, grant)))

    return look


def _line(seen: Seen, name: str, grant: Grant) -> str:
    """A grant as evidence; of a policy that is sensitive only that it grants more."""
    if seen.secret(name):
        return f"{name}: (sensitive), and it grants more than before"
    who = f" to {grant.principal[1][:80]}" if grant.principal[1] else ""
    where = "everything" if grant.anywhere else "some resources"
    return f"{name}: now allows {grant.action} on {where}{who}"


def _administers(_seen: Seen, one: Grant) -> bool:
    """Everything, or enough to get there."""
    return one.anywhere and (one.action in (EVERYTHING, "*:*") or (not one.condition and any(map(one.does, ESCALATION))))


def _widens(seen: Seen, one: Grant) -> bool:
    """A policy in use allows a whole service, or on every resource what it allowed on some, or what reads content."""
    if seen.action == "create" or _administers(seen, one) or _telling(one):
        return False
    return one.action.endswith(":*") or (one.anywhere and (one.action in _allowed(seen) or bool(CONTENT.match(one.action))))


def _broad(seen: Seen, one: Grant) -> bool:
    """A whole service, or something that changes things, on every resource."""
    whole = one.action.endswith(":*") or (seen.action != "create" and not LOOKING.match(one.action))
    told = _telling(one) or _administers(seen, one) or _widens(seen, one)
    return whole and one.anywhere and not one.condition and not told


def _telling(one: Grant) -> bool:
    return one.action.partition(":")[0] in TELEMETRY


def _allowed(seen: Seen) -> frozenset[str]:
    """What the policy allowed before, on whatever; to look around aside."""
    known = (grant.action for _, old, _ in _texts(seen, OF_IDENTITIES) for grant in old.grants)
    return frozenset(one for one in known if not LOOKING.match(one))


def _everybody(_seen: Seen, one: Grant) -> bool:
    return one.everybody


def _stranger(seen: Seen, one: Grant) -> bool:
    """Somebody of another account than those that the resource is known to belong to."""
    found, known = NUMBER.search(one.principal[1]), _accounts(seen)
    return one.principal[0] == "AWS" and found is not None and bool(known) and found.group() not in known


def _acquaintance(seen: Seen, one: Grant) -> bool:
    return one.principal[0] in ("AWS", "Federated") and one.principal[1] != EVERYTHING and not _stranger(seen, one)


def _accounts(seen: Seen) -> frozenset[str]:
    grants = [grant for _, old, _ in _texts(seen, OF_RESOURCES) for grant in old.grants]
    known: list[Any] = [seen.before.get("arn"), seen.after.get("arn")]
    known += [part for one in grants for part in (one.principal[1], one.resource)]
    return frozenset(found.group() for one in known if one and (found := NUMBER.search(str(one))))


def _trusted(seen: Seen, one: Grant) -> bool:
    return seen.action != "create" and one.principal[0] in ("AWS", "Federated") and not one.everybody


def _serves(seen: Seen, one: Grant) -> bool:
    """A service may take the role; or, of a new role, somebody by name and without a condition."""
    named = seen.action == "create" and one.principal[0] == "AWS" and not one.condition
    return (named or (seen.action != "create" and one.principal[0] == "Service")) and not one.everybody


def _any_subject(_seen: Seen, one: Grant) -> bool:
    """An identity provider whose every user may take the role: of a web identity no subject is asked for."""
    web = one.principal[0] == "Federated" and "webidentity" in one.action
    return web and not any(map(_asks_for_a_subject, one.condition))


def _asks_for_a_subject(condition: str) -> bool:
    """Whether a condition names somebody; any repository, or any service account, is nobody."""
    operator, key, wanted = json.loads(condition)
    named = key.lower().endswith((":sub", ":amr", ":job_workflow_ref", ":repository", ":repository_owner"))
    return named and not ("like" in operator.lower() and any(map(ANYBODY.match, wanted)))


def _undenied(seen: Seen) -> Lines:
    """A denial that protected something, and is not there any more."""
    for name, old, new in _texts(seen, (*OF_RESOURCES, "inline_policy")):
        if new and (gone := new.undenied(old)):
            return (f"{name}: " + ("(sensitive)" if seen.secret(name) else f"no longer denies {gone[0].action}"),)
    return ()


def _unbounded(seen: Seen) -> Lines:
    found = (one for one in seen.went("permissions_boundary") if one.old and not one.new)
    return tuple("permissions_boundary: taken away" for _ in found)


def _unreadable(seen: Seen) -> Lines:
    """A policy that is no JSON document: it cannot be compared."""
    return tuple(f"{name}: not a policy document" for name, _, new in _texts(seen, (*OF_IDENTITIES, TRUST)) if new is None)


def _of_a_resource(kind: str) -> bool:
    """Whether a policy of it says who may use the resource."""
    return not IDENTITIES(kind) and not OTHERS(kind) and not kind.startswith(("kubernetes_", "helm_", "google_", "azurerm_"))


ROLE = of("aws_iam_role")
POLICIES, RESOURCE_POLICIES, TRUSTS = frozenset(OF_IDENTITIES), frozenset(OF_RESOURCES), frozenset({TRUST})
MEANT = "Make sure that whoever is trusted now is meant to have all that the role may do."
RULES = (
    Rule("administrator-made", Severity.HIGH, _gained(OF_IDENTITIES, _administers),
         "Name the actions and resources that are needed; whoever has this can do everything, or make himself able to.",
         actions=COMING, kinds=IDENTITIES, attributes=POLICIES),
    Rule("policy-widened", Severity.HIGH, _gained(OF_IDENTITIES, _widens),
         "Name the actions and resources that are needed.", actions=COMING, kinds=IDENTITIES, attributes=POLICIES),
    Rule("policy-broad", Severity.MEDIUM, _gained(OF_IDENTITIES, _broad),
         "Name the resources that are meant.", actions=COMING, kinds=IDENTITIES, attributes=POLICIES),
    Rule("policy-unreadable", Severity.MEDIUM, _unreadable, "Read it yourself; it could not be compared.",
         actions=COMING, kinds=IDENTITIES, attributes=POLICIES | TRUSTS),
    Rule("boundary-removed", Severity.HIGH, _unbounded, "Keep the boundary: it is what limits every policy beside it.",
         attributes=frozenset({"permissions_boundary"})),
    Rule("open-to-everybody", Severity.CRITICAL, _gained((TRUST,), _everybody),
         "Name who may take the role: anybody with an AWS account could.", actions=COMING, kinds=ROLE, attributes=TRUSTS),
    Rule("open-to-everybody", Severity.CRITICAL, _gained(OF_RESOURCES, _everybody),
         "Name the principals, or add a condition such as aws:PrincipalOrgID.", actions=COMING, kinds=_of_a_resource,
         attributes=RESOURCE_POLICIES),
    Rule("stranger-let-in", Severity.HIGH, _gained(OF_RESOURCES, _stranger),
         "Make sure that the account is yours, or one that you chose.", actions=COMING, kinds=_of_a_resource,
         attributes=RESOURCE_POLICIES),
    Rule("principal-added", Severity.MEDIUM, _gained(OF_RESOURCES, _acquaintance),
         "Make sure that it is meant to have this access.", kinds=_of_a_resource, attributes=RESOURCE_POLICIES),
    Rule("denial-removed", Severity.MEDIUM, _undenied, "Find out what the denial protected, and keep it.",
         kinds=lambda kind: not OTHERS(kind), attributes=RESOURCE_POLICIES | {"inline_policy"}),
    Rule("trust-changed", Severity.HIGH, _gained((TRUST,), _trusted), MEANT, kinds=ROLE, attributes=TRUSTS),
    Rule("trust-changed", Severity.HIGH, _gained((TRUST,), _any_subject),
         "Ask for a subject: without one every user of the identity provider may take the role.", actions=COMING,
         kinds=ROLE, attributes=TRUSTS),
    Rule("trust-changed", Severity.MEDIUM, _gained((TRUST,), _serves), MEANT, actions=COMING, kinds=ROLE, attributes=TRUSTS),
)  # fmt: skip
