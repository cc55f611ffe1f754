"""Which versions planning moved, and whether the migration asks for that."""

import json

import pytest

from checks.plan.model import Upgrade
from checks.plan.upgrades import Packages, upgrades

SOURCE = "wandb/wandb/aws"


def lock(**providers: tuple[str, str]) -> bytes:
    """A lock file as Terraform writes it: name -> version, constraints."""
    blocks = [
        f'provider "registry.terraform.io/hashicorp/{name}" {{\n  version     = "{version}"\n'
        + (f'  constraints = "{constraints}"\n' if constraints else "")
        + '  hashes = [\n    "h1:abc=",\n  ]\n}\n'
        for name, (version, constraints) in providers.items()
    ]
    return ("# This file is maintained automatically.\n\n" + "\n".join(blocks)).encode()


def manifest(**modules: tuple[str, str]) -> bytes:
    """A module manifest: key, with __ for a dot -> source, version."""
    every = [
        {"Key": key.replace("__", "."), "Source": source, "Version": version, "Dir": "."}
        for key, (source, version) in modules.items()
    ]
    return json.dumps({"Modules": [{"Key": "", "Source": "", "Dir": "."}, *every]}).encode()


def providers(before: bytes, after: bytes) -> tuple[Upgrade, ...]:
    """Of two lock files."""
    return upgrades(Packages(before, b""), Packages(after, b""), SOURCE)


def modules(before: bytes, after: bytes) -> tuple[Upgrade, ...]:
    """Of two manifests."""
    return upgrades(Packages(b"", before), Packages(b"", after), SOURCE)


def test_a_provider_that_the_migration_needs() -> None:
    """The new constraints do not admit the old version."""
    (one,) = providers(lock(helm=("2.11.0", "~> 2.11")), lock(helm=("2.17.0", "~> 2.17")))
    assert (one.name, one.before, one.after, one.wanted) == ("hashicorp/helm", "2.11.0", "2.17.0", True)


@pytest.mark.parametrize("constraints", [">= 4.0.0", "", "not a constraint"])
def test_a_provider_that_nobody_asked_to_move(constraints: str) -> None:
    """Where the old version would have done, it is not part of the migration."""
    (one,) = providers(lock(aws=("4.67.0", ">= 4.0.0")), lock(aws=("5.90.0", constraints)))
    assert (one.before, one.after, one.wanted) == ("4.67.0", "5.90.0", False)


def test_providers_that_come_and_go() -> None:
    """The first without an old version, the second without a new one; what stays is not listed."""
    same = ("2.38.0", "~> 2.23")
    found = providers(lock(kubernetes=same, random=("3.7.2", "")), lock(kubernetes=same, tls=("4.1.0", "")))
    assert [(one.name, one.before, one.after) for one in found] == [
        ("hashicorp/random", "3.7.2", None),
        ("hashicorp/tls", None, "4.1.0"),
    ]


def test_without_a_lock_file_nothing_moved() -> None:
    """A first init picks versions; it moves none."""
    assert providers(b"", lock(aws=("5.90.0", ""))) == ()


def test_modules_that_move() -> None:
    """The migration's own module and what comes with it are wanted; another one that moves is not."""
    before = manifest(infra=(SOURCE, "1.16.10"), infra__vpc=("vpc/aws", "3.1.0"), tags=("mine/tags/null", "1.0.0"))
    after = manifest(
        infra=(f"registry.terraform.io/{SOURCE}", "4.7.2"), infra__vpc=("vpc/aws", "4.0.2"), tags=("mine/tags/null", "1.1.0")
    )
    found = {one.name: (one.before, one.after, one.wanted) for one in modules(before, after)}
    assert found == {
        "module.infra": ("1.16.10", "4.7.2", True),
        "module.infra.module.vpc": ("3.1.0", "4.0.2", True),
        "module.tags": ("1.0.0", "1.1.0", False),
    }


def test_calls_that_come_and_go() -> None:
    """Of the root module; what is inside comes and goes with it."""
    before = manifest(infra=(SOURCE, "4.7.2"), app=("wandb/wandb/kubernetes", "1.12.0"), app__x=("x", "1"))
    after = manifest(infra=(SOURCE, "4.7.2"), mine=("./mine", ""))
    assert [(one.name, one.before, one.after) for one in modules(before, after)] == [
        ("module.app", "1.12.0", None),
        ("module.mine", None, "local"),
    ]


@pytest.mark.parametrize("broken", [b"", b"{", b'{"Modules": 3}', b"[]"])
def test_a_manifest_that_says_nothing(broken: bytes) -> None:
    """Where one of them cannot be read, nothing is said."""
    assert modules(broken, manifest(infra=(SOURCE, "4.7.2"))) == ()
