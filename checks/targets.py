"""Which of a runbook's targets a configuration goes to."""

from typing import TYPE_CHECKING

from checks.versions import admits, reaches, understood
from runbooks.model import Runbook, Target

if TYPE_CHECKING:
    from checks.facts import Configuration


def asked(constraint: str | None, runbook: Runbook) -> Target | None:
    """The target that Terraform takes for a constraint, as far as is known: it takes the newest version that there is.

    None where that is another version, or cannot be told.
    """
    if not constraint or not understood(constraint):
        return None
    fitting = (one for one in runbook.targets if admits(constraint, one.version))
    return next((one for one in fitting if not reaches((constraint,), one.followed_by)), None)


def of(after: "Configuration", runbook: Runbook) -> Target | None:
    """The target of the post-operator configuration; None where it is not known."""
    return next((asked(one.version, runbook) for one in after.modules if one.source == runbook.source_module), None)
