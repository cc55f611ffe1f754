"""What is still there and does nothing any more, because a switch of its own says so.

Sources: the documentation of each attribute.
"""

from checks.model import Severity
from checks.plan.hazards.guards import GUARDS
from checks.plan.hazards.looks import OFF, ON, plain, turned_on
from checks.plan.hazards.loss import KEYS
from checks.plan.hazards.rule import Lines, Rule, of
from checks.plan.hazards.seen import Seen

# Of the resource itself, not of a part of it.
SWITCHES = ("enable", "enabled", "is_enabled", "sending_enabled", "state", "status")
# Users or other programs fail, or wait, as soon as one of them is off.
SERVING = of(
    "aws_amplify_branch", "aws_api_gateway_api_key", "aws_cloudfront_distribution", "aws_globalaccelerator_accelerator",
    "aws_iam_access_key", "aws_lambda_event_source_mapping", "aws_pipes_pipe", "aws_ses_configuration_set",
)  # fmt: skip
COPYING = of("aws_datasync_task", "aws_dlm_lifecycle_policy")
ALONE = frozenset({"aws_ebs_encryption_by_default"})


def _off(seen: Seen) -> Lines:
    """The resource's own switch, not one of a part of it."""
    own = (one for one in seen.went(*SWITCHES) if len(one.path) == 1)
    return tuple(seen.line(one) for one in own if plain(one.old) in ON and plain(one.new) in OFF)


def _others(kind: str) -> bool:
    """AWS types whose switch no other rule looks at."""
    return kind.startswith("aws_") and kind not in ALONE and not any(one(kind) for one in (SERVING, GUARDS, KEYS, COPYING))


RULES = (
    Rule("scaled-to-zero", Severity.HIGH, _off, "Keep it on, or announce the outage.", kinds=SERVING,
         attributes=frozenset(SWITCHES)),
    Rule("scaled-to-zero", Severity.MEDIUM, _off, "Find out who counts on it.", kinds=_others,
         attributes=frozenset(SWITCHES)),
    Rule("scaled-to-zero", Severity.HIGH, turned_on("disable_execute_api_endpoint"),
         "Make sure that every caller uses the custom domain name.",
         kinds=of("aws_api_gateway_rest_api", "aws_apigatewayv2_api"),
         attributes=frozenset({"disable_execute_api_endpoint"})),
)  # fmt: skip
