"""The little that facts compute themselves."""

from dataclasses import replace

import pytest

from checks.facts import Place
from tests.support.facts import VALUES


@pytest.mark.parametrize(
    ("domain", "subdomain", "fqdn"),
    [
        ("example.com", "wandb", "wandb.example.com"),
        ("example.com", None, "example.com"),
        ("example.com", "", "example.com"),
        (None, "wandb", None),
    ],
)
def test_the_host_name(domain: str | None, subdomain: str | None, fqdn: str | None) -> None:
    """The host name joins subdomain and domain, and is unknown where the domain is."""
    assert replace(VALUES, domain_name=domain, subdomain=subdomain).fqdn == fqdn


def test_a_place_reads_like_a_compilers() -> None:
    """A place is written file:line."""
    assert str(Place("main.tf", 7)) == "main.tf:7"
