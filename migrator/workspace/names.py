"""The few plain values that checks need, from the infrastructure module's arguments: as far as Terraform is not needed."""

from collections.abc import Mapping

from migrator.hcl import Block, Said, Scope

ARGUMENTS = ("namespace", "domain_name", "subdomain", "zone_id", "custom_domain_filter", "license")


def resolve(top: tuple[Block, ...], given: Mapping[str, Said], source: str) -> dict[str, str | None]:
    """Argument -> value, None where it is absent, empty or an expression that only Terraform can evaluate."""
    calls = [one for one in top if one.type == "module" and one.plain("source") == source]
    arguments = calls[0].attributes if calls else {}
    scope = Scope(top, given)
    return {name: _text(scope.evaluate(arguments.get(name, "null"))) for name in ARGUMENTS}


def _text(value: object) -> str | None:
    return value or None if isinstance(value, str) else None
