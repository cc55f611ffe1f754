"""A damaged journal is repaired, and no longer knows an apply of a real Terraform."""

from migrator.journal import Runs
from states.events import ApplyIntended
from tests.e2e.test_killed import killed_with_terraform
from tests.support.sandbox import Sandbox


def test_an_apply_in_the_lost_part(waiting: Sandbox) -> None:
    """Damage stops every start; after `journal repair` the lost apply does, until a person answers; nothing is repeated."""
    killed_with_terraform(waiting)
    operations = waiting.log()
    kept = Runs(waiting.path).latest()
    assert kept is not None
    intent = next(number for number, one in enumerate(kept.events) if isinstance(one.event, ApplyIntended))
    journal = waiting.file("journal.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines).replace(lines[intent], lines[intent].replace(b"apply-1", b"apply-7")))
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "journal-damaged"), said
    repaired = waiting.document("journal", "repair")
    assert repaired["names"][:2] == ["apply-intended", "apply-started"]
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "apply-not-journalled"), said
    assert waiting.log() == operations
    said = waiting.migrator("run", "--accept", "apply-not-journalled=looked, and removed the add-on", "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting"), said
    assert "journal " in said.err
