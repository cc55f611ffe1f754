"""The baseline plan of a healthy world."""

from checks.facts import BaselineFacts
from checks.facts.baseline import Baseline

HEALTHY = BaselineFacts(plan=Baseline(("pre-operator.tfvars",), ()))
