"""Judged plans made by hypothesis, and one of any size."""

from typing import Any

import msgspec
from hypothesis import strategies as some

from checks.model import Finding, Severity
from checks.plan.model import Assessment, Contract, JudgedChange, Summary
from tests.support import samples


def codes() -> some.SearchStrategy[str]:
    """Any code."""
    return some.from_regex(r"[a-z]{1,9}(-[a-z]{1,9}){0,2}", fullmatch=True)


def texts() -> some.SearchStrategy[str]:
    """Any text that can be written as UTF-8."""
    return some.text(some.characters(codec="utf-8"), max_size=20)


def several(one: some.SearchStrategy[Any]) -> some.SearchStrategy[tuple[Any, ...]]:
    """A short tuple of them."""
    return some.lists(one, max_size=3).map(tuple)


def findings() -> some.SearchStrategy[Finding]:
    """Any finding."""
    return some.builds(Finding, codes(), some.sampled_from(Severity), some.booleans(), texts(), several(texts()), texts())


@some.composite
def changes(draw: some.DrawFn) -> JudgedChange:
    """Any judged change; only a replacement has an order."""
    action = draw(some.sampled_from(["create", "update", "delete", "replace", "forget", "import", "move"]))
    order = draw(some.sampled_from(["create-delete", "delete-create"])) if action == "replace" else None
    return JudgedChange(
        draw(texts()), draw(some.none() | texts()), draw(texts()), action, order, draw(some.sampled_from(Severity)),
        draw(some.none() | some.booleans()), draw(several(texts())), draw(several(codes())),
    )  # fmt: skip


ASSESSMENTS = some.builds(
    Assessment,
    level=some.sampled_from([*[one.value for one in Severity], "none"]),
    complete=some.booleans(),
    summary=some.builds(Summary, **{name: some.integers(0, 999) for name in Summary.__dataclass_fields__}),
    changes=several(changes()),
    findings=several(findings()),
    contract=some.none() | some.builds(Contract, texts(), some.integers(0, 99), several(texts()), several(texts())),
    meaning=some.just(samples.HASH),
)


def large(
    number: int, address: str = 'module.a["{0}"].module.b.aws_thing.one["{0}"]', because: str = "size: 1 -> 2"
) -> Assessment:
    """So many changes, in turn of every action and level; each second one has a finding, and each tenth one blocks."""
    made = [_numbered(one, address.format(one), because) for one in range(number)]
    changes = tuple(sorted((one for one, _ in made), key=lambda one: -one.severity.rank))
    found = tuple(sorted((one for _, one in made if one), key=lambda one: -one.severity.rank))
    contract = Contract("wandb-aws-operator", 0, (), tuple(one.address for one in changes))
    return Assessment("critical", True, Summary(update=number), changes, found, contract, samples.HASH)


def _numbered(number: int, address: str, because: str) -> tuple[JudgedChange, Finding | None]:
    action = ("replace", "delete", "forget", "update", "import", "move", "create")[number % 7]
    severity, code = [*Severity][number % 5], ("never-touch", "retention-cut")[number % 10 > 0]
    order = "delete-create" if action == "replace" else None
    made = samples.change(address, action, severity, *[because] * 6, order=order, expected=False)
    if number % 2:
        return made, None
    finding = Finding(code, severity, number % 10 == 0, address, (because,) * 6, "Stop and look.")
    return msgspec.structs.replace(made, findings=(code,)), finding
