"""The state of a healthy world."""

import runbooks
from checks.facts import Backend, NotThere, StateFacts
from checks.facts.health.before import Thing
from checks.facts.state import Contents
from runbooks.model import Action

TARGETS = runbooks.load("wandb-aws-operator").targets
ADDRESSES = tuple(sorted({one.address for target in TARGETS for one in target.expected if one.action is not Action.CREATE}))
HEALTHY = StateFacts(
    backend=Backend("local", {}, None),
    contents=Contents("lineage-1", 7, ADDRESSES, ()),
    lock=NotThere("a lock of the state"),
    versioning=NotThere("a bucket for the state"),
    things=(Thing("bucket", "aws_s3_bucket.b", "wb-file-storage"),),
    wrapped=NotThere("terragrunt.hcl"),
)
