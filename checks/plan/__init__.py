"""Judging a Terraform plan: decode it, classify every action, find its hazards, hold it against the runbook."""

from checks.plan.assess import assess, judge
from checks.plan.decode import Plan, decode

__all__ = ["Plan", "assess", "decode", "judge"]
