"""DNS over UDP: addresses, names that are not there, and servers that are no help."""

import pytest

from checks.facts import Missing, NotThere
from checks.facts.health.edge import Answered
from migrator.dns import SETTING, addresses, answered
from tests.support.servers import LOCAL, naming, refused

RECORDS: dict[str, tuple[str, ...] | str | None] = {
    "two.example": ("192.0.2.2", "192.0.2.1"),
    "no-a.example": (),
    "broken.example": "SERVFAIL",
    "forbidden.example": "REFUSED",
    "silent.example": None,
}


def ask(name: str, seconds: float = 10.0) -> object:
    """One question to a server that has these records."""
    with naming(RECORDS) as place:
        return addresses(name, {SETTING: place}, seconds=seconds)


def test_addresses_are_sorted() -> None:
    """All of them, in an order that does not depend on the server."""
    assert ask("two.example") == ("192.0.2.1", "192.0.2.2")


@pytest.mark.parametrize("name", ["no-a.example", "nowhere.example"])
def test_a_name_without_an_address_is_not_there(name: str) -> None:
    """Neither an unknown name nor one without an A record is an error: the server answered."""
    assert ask(name) == NotThere(f"DNS: {name}")


@pytest.mark.parametrize("name", ["broken.example", "forbidden.example", "silent.example", "a" * 64 + ".example", "a..b"])
def test_no_answer_is_missing(name: str) -> None:
    """Failures, refusals, silence and impossible names are `Missing` with the name, within the limit."""
    found = ask(name, seconds=0.4)
    assert isinstance(found, Missing)
    assert found.why.startswith(f"DNS did not answer for {name}: ")


def test_a_resolver_where_nobody_listens_is_missing() -> None:
    """A closed port does not hang."""
    found = addresses("two.example", {SETTING: f"{LOCAL}:{refused()}"}, seconds=0.4)
    assert isinstance(found, Missing)


@pytest.mark.parametrize(
    "place", ["nonsense:53", "127.0.0.1:port", "127.0.0.1:99999", "::1:53", ":53", "127.0.0.1:53:1", "[::1", "h.example"]
)
def test_a_malformed_resolver_is_one_clear_sentence(place: str) -> None:
    """It is named with the form that it should have."""
    assert addresses("two.example", {SETTING: place}) == Missing(f"{SETTING} is {place!r}, which is not ADDRESS:PORT")


@pytest.mark.parametrize("place", ["[::1]:{}", "[::1]", "127.0.0.1"])
def test_ipv6_in_brackets_and_a_missing_port_are_forms_of_it(place: str) -> None:
    """These are asked; nobody answers there, which is another sentence."""
    found = addresses("two.example", {SETTING: place.format(refused())}, seconds=0.2)
    assert isinstance(found, Missing)
    assert SETTING not in found.why


def test_without_the_setting_the_systems_resolvers_are_asked() -> None:
    """A name that cannot exist is not there, or cannot be asked for; either way nothing is raised."""
    assert isinstance(addresses("migrator.invalid", {}, seconds=0.3), NotThere | Missing)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two.example", Answered(("192.0.2.1", "192.0.2.2"), 60)),
        ("no-a.example", Answered((), None)),
        ("none.example", Answered((), None)),
    ],
)
def test_how_long_an_answer_may_be_kept(name: str, expected: Answered) -> None:
    """The time of the record; a server that names no SOA does not say how long a missing name is kept."""
    with naming(RECORDS) as place:
        assert answered(name, {SETTING: place}) == expected
        assert isinstance(answered("broken.example", {SETTING: place}, seconds=0.3), Missing)
