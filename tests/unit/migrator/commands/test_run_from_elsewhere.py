"""A run that goes on on another machine."""

from dataclasses import replace

from migrator.commands.run import _elsewhere
from tests.support.samples import WHO


def test_another_machine_is_named() -> None:
    """Where another machine wrote the journal both are named; on the same one nothing is said, whoever it is."""
    (note,) = _elsewhere(WHO, replace(WHO, host="laptop"))
    assert WHO.host in note.text
    assert "laptop" in note.text
    assert not _elsewhere(WHO, replace(WHO, user="kim"))
