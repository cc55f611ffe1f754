"""Which Terraform a run plans with: another than the preview's is said, and stops the run where it may plan otherwise."""

from checks.facts import Missing
from checks.problem import Exit, Problem
from states.ports import Note, Ports
from states.run import Run

CODE = "terraform-version-changed"


def version(ports: Ports) -> str | None:
    """The product and its version, as `terraform 1.9.5`; None where it does not say."""
    fact = ports.terraform.fact()
    return None if isinstance(fact, Missing) else f"{fact.product} {fact.version}"


def same_version(run: Run, ports: Ports) -> None:
    """A Problem where the plan in place would be made with another product, or minor version, than the approved one.

    A journal that does not tell the version has nothing to compare; a patch release is only said.
    """
    now = version(ports)
    if run.terraform is None or now is None or now == run.terraform:
        return
    if _minor(now) != _minor(run.terraform) and CODE not in run.accepted_codes:
        raise _another(run.terraform, now)
    ports.note(Note(f"the preview was planned with {run.terraform}, and this is {now}"))


def _minor(text: str) -> list[str]:
    name, _, number = text.partition(" ")
    return [name, *number.split(".")[:2]]


def _another(before: str, now: str) -> Problem:
    return Problem(
        CODE,
        what=f"The approved plan was made with {before}, and this is {now}.",
        why="Another version may plan otherwise, and write a state that the former one cannot read any more.",
        next=f"migrator run --terraform-bin PATH  # of {before}; or: migrator run --accept {CODE}='why'",
        exit=Exit.BLOCKED,
    )
