"""The exact next command."""

import pytest

from migrator.again import exact

TYPED = ("plan", "--dir", "my dir", "--tfvars", "a.tfvars", "--override", "no")


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        (
            "mend it, then the same command again",
            "mend it, then migrator plan --dir 'my dir' --tfvars a.tfvars --override no",
        ),
        (
            "the same command with --override yes  # why",
            "migrator plan --dir 'my dir' --tfvars a.tfvars --override yes  # why",
        ),
        ("the same command with --tfvars b.tfvars", "migrator plan --dir 'my dir' --override no --tfvars b.tfvars"),
        ("the same command with --no-swap", "migrator plan --dir 'my dir' --tfvars a.tfvars --override no --no-swap"),
        (
            "the same command with --accept CODE='why it is so'",
            "migrator plan --dir 'my dir' --tfvars a.tfvars --override no --accept CODE='why it is so'",
        ),
        ("migrator status", "migrator status"),
    ],
)
def test_the_same_command_is_spelled_out(text: str, spelled: str) -> None:
    """Whatever was typed is typed again, quoted; an option that changes takes the place of the one that was given."""
    assert exact(text, TYPED) == spelled


def test_an_acceptance_without_a_reason_is_not_typed_again() -> None:
    """It was refused for that; those with a reason stay."""
    typed = ("run", "--accept", "one=so", "--accept", "two", "--accept=three=so", "--accept=four", "--accept", "five= ")
    text = "the same command with --accept two='why'"
    assert exact(text, typed) == "migrator run --accept one=so --accept=three=so --accept two='why'"
