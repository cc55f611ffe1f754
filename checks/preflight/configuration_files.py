"""Which of the migration's two files are active, and whether they can be swapped."""

from collections.abc import Iterator

from checks.facts import Known
from checks.model import Passed, Result, blocking
from runbooks.model import Layout as Names

SUBJECT = "the Terraform directory"


def judge(known: Known, names: Names) -> Iterator[Result]:
    """The half of a swap done by hand first; then whatever else keeps the files from being swapped."""
    half = _half(known, names)
    if half is not None:
        yield blocking("swap-order", SUBJECT, *half)
        yield Passed("files-layout", _there(known, names))
        return
    active = names.pre if known.layout.pre_active else names.post
    yield Passed("swap-order", f"of the two configurations {active} alone is active")
    wrong = _wrong(known, names)
    if wrong is None:
        yield Passed("files-layout", _there(known, names))
    else:
        yield blocking("files-layout", SUBJECT, *wrong)


def _there(known: Known, names: Names) -> str:
    layout, aside = known.layout, names.suffix
    files = (
        (names.pre, layout.pre_active),
        (names.pre + aside, layout.pre_disabled),
        (names.post, layout.post_active),
        (names.post + aside, layout.post_disabled),
    )
    return f"there: {', '.join(name for name, is_there in files if is_there) or 'none of the four files'}"


def _half(known: Known, names: Names) -> tuple[str, str] | None:
    """Both active, or neither of those that are there: because and remedy."""
    layout, aside = known.layout, names.suffix
    if layout.pre_active and layout.post_active:
        because = f"{names.pre} and {names.post} are both active: Terraform refuses duplicate module calls"
        return because, f"mv {names.post} {names.post}{aside}"
    if layout.pre_active or layout.post_active or not (layout.pre_disabled or layout.post_disabled):
        return None
    because = "neither configuration is active: what is left of the files plans to destroy everything"
    back = names.pre if layout.pre_disabled and (known.swap or not layout.post_disabled) else names.post
    return f"{because}; {_there(known, names)}", f"mv {back}{aside} {back}"


def _wrong(known: Known, names: Names) -> tuple[str, str] | None:
    """Why one active file cannot be swapped, or is not the right one: because and remedy."""
    layout, pre, post, aside = known.layout, names.pre, names.post, names.suffix
    missing = (
        f"give --dir, or --pre FILE and --post FILE where they are called otherwise; looked for {pre} and {post}{aside}"
    )
    said = (
        (not (layout.pre_active or layout.post_active), "none of the four files is there", missing),
        (known.swap and layout.post_active, "the files are swapped already", "the same command with --no-swap"),
        (not known.swap and not layout.post_active, f"--no-swap wants {post} active and {pre} not",
         "leave --no-swap out, or put the files so"),
        (known.swap and layout.pre_disabled, f"{pre}{aside} is in the way of the swap",
         f"move {pre}{aside} out of the directory"),
        (known.swap and not layout.post_disabled, f"{post}{aside} is missing",
         f"put the post-operator configuration there as {post}{aside}, or give --post FILE"),
    )  # fmt: skip
    found = next(((because, remedy) for holds, because, remedy in said if holds), None)
    return (f"{found[0]}; {_there(known, names)}", found[1]) if found else None
