"""The plan that the guide documents, as Terraform's JSON would have it: addresses and actions, without bodies."""

from runbooks.model import ExpectedAction
from tests.support.facts import GUIDE
from tests.support.plans import MAKE_FIRST, REPLACE, Json, entry

ARRAYS = {"create": ("create",), "update": ("update",), "delete": ("delete",)}
ORDERS = {"delete-create": REPLACE, "create-delete": MAKE_FIRST}


def documented(one: ExpectedAction) -> Json:
    """A documented action as a plan's entry."""
    return entry(one.address, *(ORDERS[one.order] if one.order else ARRAYS[one.action]), before={}, after={})


ALL = [documented(one) for one in GUIDE.expected]
