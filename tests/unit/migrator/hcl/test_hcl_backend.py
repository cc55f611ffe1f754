"""What the files say about the place of the state, and what of it is kept."""

import pytest

from checks.facts import Backend, Place
from migrator.hcl import read


def kept(text: str) -> Backend | None:
    """The backend of a file."""
    return read({"backend.tf": text.encode()}).backend


def test_without_a_block_there_is_none() -> None:
    """Then the state is a file beside the others."""
    assert kept('terraform {\n  required_version = "~> 1.0"\n}\n') is None


def test_settings_are_plain_and_flat() -> None:
    """Texts, numbers and truths as text; a nested block's, or an object's, under its name; and the place."""
    text = """terraform {
  backend "s3" {
    bucket       = "b"
    use_lockfile = true
    assume_role  = { role_arn = "arn:aws:iam::1:role/x", external_id = "e-canary" }
  }
}
"""
    settings = {"bucket": "b", "use_lockfile": "true", "assume_role.role_arn": "arn:aws:iam::1:role/x"}
    assert kept(text) == Backend("s3", settings, Place("backend.tf", 2))
    block = text.replace("assume_role  = {", "assume_role {\n").replace(", external", "\nexternal").replace('" }', '"\n }')
    assert kept(block) == Backend("s3", settings, Place("backend.tf", 2))


def test_cloud_is_a_backend_of_its_own() -> None:
    """By its block's name, with the organization."""
    found = kept('terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n')
    assert found == Backend("cloud", {"organization": "acme"}, Place("backend.tf", 2))


@pytest.mark.parametrize("name", ["access_key", "secret_key", "token", "sse_customer_key", "password", "conn_str"])
def test_no_secret_is_kept(name: str) -> None:
    """Of settings that could be one not even the name is kept."""
    found = kept(f'terraform {{\n  backend "s3" {{\n    {name} = "canary"\n    key = "k"\n  }}\n}}\n')
    assert found is not None
    assert found.settings == {"key": "k"}


def test_what_is_not_plain_is_not_known() -> None:
    """OpenTofu takes variables there; what they come to is not guessed."""
    found = kept('terraform {\n  backend "s3" {\n    bucket = var.bucket\n    key = "k-${var.x}"\n  }\n}\n')
    assert found is not None
    assert found.settings == {}
