"""The programs of a healthy world."""

from checks.facts import TerraformFact, ToolsFacts
from checks.facts.tools import Program

HEALTHY = ToolsFacts(
    terraform=TerraformFact("terraform", "1.15.5", "/usr/bin/terraform"),
    programs=(Program("aws", "/usr/bin/aws"),),
    lock_file=True,
)
