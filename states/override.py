"""The one generated file, `migrator_override.tf`: it mends what makes the documented files fail by themselves.

Names come from the user's own files; only the parts that are needed are written; nothing of the user's is edited.
"""

import re

from checks.facts import Configuration
from checks.preflight.configuration import admits_3, makes_cycles
from runbooks.model import Runbook

STATIC = re.compile(r'^(var\.\w+|local\.\w+|"[^"$]*")$')
HEADER = """# Written by migrator, at your word. It changes nothing of what is deployed.
# Remove it once your own files say the same.
"""
HELM = """
# helm 3.x rejects the blocks that this configuration uses.
terraform {{
  required_providers {{
    helm = {{
      source  = "hashicorp/helm"
      version = "{constraint}"
    }}
  }}
}}
"""
CLUSTER = """
# A name that does not depend on a module that changes: otherwise Terraform fails by chance with `Error: Cycle`.
data "{kind}" "{name}" {{
  name = {expression}
}}
"""
EXEC_ONLY = """
# The token lives 15 minutes and would win over exec, which renews itself.
provider "{name}" {{{alias}
  token = null
}}
"""
CONNECTION = """
# The token lives 15 minutes and would win over exec, which renews itself.
provider "helm" {{{alias}
  kubernetes {{
    {connection}
  }}
}}
"""


def override_text(after: Configuration, runbook: Runbook) -> str | None:
    """The file's text for the post-operator configuration; None where there is nothing to mend."""
    parts = [*_helm(after, runbook), *_clusters(after, runbook), *_tokens(after)]
    return HEADER + "".join(parts) if parts else None


def _helm(after: Configuration, runbook: Runbook) -> list[str]:
    return [HELM.format(constraint=runbook.helm_constraint)] if admits_3(after) else []


def _clusters(after: Configuration, runbook: Runbook) -> list[str]:
    named = [one.namespace for one in after.modules if one.source == runbook.source_module and one.namespace]
    static = next((one for one in named if STATIC.match(one)), None)
    if static is None:
        return []
    return [CLUSTER.format(kind=one.type, name=one.name, expression=static) for one in makes_cycles(after)]


def _tokens(after: Configuration) -> list[str]:
    parts = []
    for one in after.providers:
        alias = f'\n  alias = "{one.alias}"' if one.alias else ""
        if one.sets_token and one.sets_exec and one.connection is not None:
            parts.append(CONNECTION.format(alias=alias, connection=one.connection.strip()))
        elif one.sets_token and one.sets_exec and one.name != "helm":
            parts.append(EXEC_ONLY.format(name=one.name, alias=alias))
    return parts
