"""What verify looks at, by group; a group's name is the field's name. What was not asked for has its defaults: missing."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing
from checks.facts.configuration import Values
from checks.facts.health.aws import AwsHealth
from checks.facts.health.before import Before
from checks.facts.health.edge import EdgeHealth
from checks.facts.health.operator import OperatorHealth
from checks.facts.health.parity import ParityHealth
from checks.facts.health.terraform import TerraformHealth
from checks.facts.health.web import WebHealth
from checks.facts.health.workloads import WorkloadsHealth


@dataclass(frozen=True)
class Health:
    """Everything verify looks at. `before` is what preflight of the same run saw."""

    values: Values
    before: Before | Missing = NOT_ASKED
    terraform: TerraformHealth = TerraformHealth()
    operator: OperatorHealth = OperatorHealth()
    workloads: WorkloadsHealth = WorkloadsHealth()
    edge: EdgeHealth = EdgeHealth()
    web: WebHealth = WebHealth()
    aws: AwsHealth = AwsHealth()
    parity: ParityHealth = ParityHealth()
