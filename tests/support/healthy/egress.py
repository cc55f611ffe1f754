"""The hosts of a healthy world."""

from checks.facts import EgressFacts
from checks.facts.egress import Reach, Stage

REGISTRY = Reach("registry.terraform.io", "Terraform's modules and providers", Stage.OK, "answered 200")
IMAGES = Reach("quay.io", "images of the application's chart", Stage.OK, "answered 200")
API = Reach("api.eks.example", "the cluster's API", Stage.OK, "answered 403")
HEALTHY = EgressFacts(runner=(REGISTRY,), endpoint=API, seen=(IMAGES,), nodes=(IMAGES,))
