"""Whatever stands in a body, a change is judged: a provider may say null, or something of another type."""

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from checks.plan import hazards
from checks.plan.actions import action, order
from tests.corpus.load import corpus, held_out
from tests.support.plans import Json, entry, resource

SOURCE = Path(hazards.__file__).parent
WORDS = sorted({one for path in SOURCE.glob("*.py") for one in re.findall(r'"([a-z][a-z_]{2,30})"', path.read_text())})
KINDS = sorted({one.entry["type"] for one in (*corpus(), *held_out())})
ODD = [{"Effect": "Allow", "Action": None, "Principal": 1}, {"Effect": 1}, {}, 3, "x", {"Effect": "Allow", "Action": [1]}]
POLICIES = some.sampled_from([json.dumps({"Statement": one}) for one in (*ODD, ODD, None)])
LEAVES = some.none() | some.booleans() | some.integers(-1, 3) | some.sampled_from(["", "*", "0.0.0.0/0", "1.2"]) | POLICIES
VALUES = some.recursive(
    LEAVES,
    lambda part: some.lists(part, max_size=2) | some.dictionaries(some.sampled_from(WORDS), part, max_size=3),
    max_leaves=5,
)
BODIES = some.none() | some.dictionaries(some.sampled_from(WORDS), VALUES, max_size=6)
CHANGES = some.fixed_dictionaries(
    {"before": BODIES, "after": BODIES, "after_unknown": BODIES, "before_sensitive": BODIES, "after_sensitive": BODIES}
)
ACTIONS = some.sampled_from([("create",), ("update",), ("delete",), ("forget",), ("delete", "create")])
SPOILT = (None, 7, True, "x", [None], [1], ["x"], [[]], {}, {"a": None}, {"a": [None]})


def judge(one: Json) -> None:
    """Judge an entry; each finding has evidence, and the level is at least as bad as each."""
    change = resource(one)
    seen = hazards.see(change, action(change), order(change))
    found = hazards.findings(seen)
    assert all(finding.because and finding.subject == one["address"] for finding in found)
    assert hazards.severity(seen, found).rank >= max((finding.severity.rank for finding in found), default=0)


@settings(max_examples=500)
@given(some.sampled_from(KINDS), ACTIONS, CHANGES)
def test_every_body_is_judged(kind: str, actions: tuple[str, ...], parts: dict[str, Any]) -> None:
    """No body makes the judgment fail."""
    judge(entry(f"{kind}.x", *actions, **parts))


def broken(tree: Any, spoilt: Any) -> Any:
    """The same tree with every leaf spoilt."""
    if isinstance(tree, dict):
        return {key: broken(part, spoilt) for key, part in tree.items()}
    return [broken(part, spoilt) for part in tree] if isinstance(tree, list) and tree else spoilt


def sides(one: Json) -> dict[str, Json]:
    """The bodies of an entry that are there."""
    return {key: body for key, body in one["change"].items() if key in ("before", "after") and body}


def test_every_leaf_and_attribute_of_the_corpus_may_be_anything() -> None:
    """With something else in the place of each leaf, or of each attribute, each change of the corpus is judged."""
    for one in (labelled.entry for labelled in corpus()):
        for spoilt in SPOILT:
            leaves = {key: broken(body, spoilt) for key, body in sides(one).items()}
            attributes = {key: dict.fromkeys(body, spoilt) for key, body in sides(one).items()}
            judge({**one, "change": {**one["change"], **leaves}})
            judge({**one, "change": {**one["change"], **attributes}})
