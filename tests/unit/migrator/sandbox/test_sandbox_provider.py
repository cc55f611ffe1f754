"""A stand-in provider, call by call: what it plans, what it does, and how it fails when it is told to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.sandbox.faults import FaultFile
from migrator.sandbox.providers.catalogue import VERSIONS, BackendError, Services, spec
from migrator.sandbox.providers.provider import Crash, Provider
from migrator.sandbox.providers.wire import UNKNOWN, decode, decode_value, encode, encode_value, raw_field
from migrator.sandbox.store import Attributes, Store

Make = Callable[..., Provider]
ROLE = {"id": None, "name": "r", "assume_role_policy": None, "tags": None, "tags_all": None, "arn": None}


class Refusing:
    """A service that refuses every change and has nothing."""

    def write(self, _attributes: Attributes, *, new: bool) -> None:
        """Refused."""
        raise BackendError(f"InvalidChangeBatch: {new}")

    def read(self, _attributes: Attributes) -> Attributes | None:
        """Nothing is there."""
        return None

    def delete(self, _attributes: Attributes) -> None:
        """Refused."""
        raise BackendError("InvalidChangeBatch: delete")


@pytest.fixture
def make(store: Store, faults: FaultFile) -> Make:
    """A provider of a name and version over the store."""

    def made(name: str = "aws", version: str = "4.67.0") -> Provider:
        return Provider(spec(name, version), Services(store, {"aws_route53_record": Refusing()}, {}), faults)

    return made


def break_it(tmp_path: Path, **rule: object) -> None:
    """Put one rule in force."""
    (tmp_path / "faults.json").write_text(json.dumps([rule]))


def planned(provider: Provider, kind: str, prior: Any, proposed: Any) -> tuple[Any, list[str]]:
    """The planned attributes, and the names of those that force a replacement."""
    call = encode((1, kind), (2, encode_value(prior)), (3, encode_value(proposed)))
    answer = decode(provider.plan(decode(call)))
    steps = [raw_field(decode(path), 1) for path in answer.get(2, []) if isinstance(path, bytes)]
    return decode_value(raw_field(answer, 1)), [raw_field(decode(step), 1).decode() for step in steps]


def applied(provider: Provider, kind: str, prior: Any, wanted: Any) -> tuple[Any, str]:
    """The new attributes, and the text of the error."""
    call = encode((1, kind), (2, encode_value(prior)), (3, encode_value(wanted)))
    answer = decode(provider.apply(decode(call)))
    return decode_value(raw_field(answer, 1)), raw_field(decode(raw_field(answer, 3)), 2).decode()


def role(provider: Provider) -> Any:
    """Create a role; its attributes."""
    wanted, _ = planned(provider, "aws_iam_role", None, dict(ROLE))
    return applied(provider, "aws_iam_role", None, wanted)[0]


def test_a_plan_knows_what_it_does_not_know(make: Make) -> None:
    """A new object's computed attributes are unknown; tags_all is the tags and the provider's default tags."""
    provider = make()
    defaults = {"region": None, "profile": None, "default_tags": [{"tags": {"a": "1", "b": "1"}}]}
    provider.configure(decode(encode((2, encode_value(defaults)))))
    wanted, forcing = planned(provider, "aws_iam_role", None, {**ROLE, "tags": {"b": "2"}})
    assert (wanted["id"], wanted["arn"], wanted["tags_all"], forcing) == (UNKNOWN, UNKNOWN, {"a": "1", "b": "2"}, [])


@pytest.mark.parametrize(
    ("change", "forcing"),
    [({}, []), ({"name": "other"}, ["name"]), ({"assume_role_policy": "p"}, []), ({"name": UNKNOWN}, ["name"])],
)
def test_what_forces_a_replacement(make: Make, change: dict[str, object], forcing: list[str]) -> None:
    """A change of an identifying attribute forces a replacement, others do not, and no change forces nothing."""
    provider = make()
    made = role(provider)
    assert planned(provider, "aws_iam_role", made, {**made, **change})[1] == forcing


def test_a_destroy_is_planned_as_nothing(make: Make) -> None:
    """A planned destroy is null."""
    provider = make()
    assert planned(provider, "aws_iam_role", role(provider), None) == (None, [])


def test_what_is_computed_anew(make: Make) -> None:
    """Any change of a launch template makes its version unknown, and no change leaves it."""
    provider = make()
    template = {**dict.fromkeys(spec("aws", "4.67.0").resources["aws_launch_template"].attributes), "latest_version": 7}
    prior = {**template, "block_device_mappings": [], "user_data": "u", "tags_all": {}}
    same = planned(provider, "aws_launch_template", prior, dict(prior))[0]
    changed = planned(provider, "aws_launch_template", prior, {**prior, "http_tokens": "required"})[0]
    assert (same["latest_version"], changed["latest_version"], changed["user_data"]) == (7, UNKNOWN, UNKNOWN)


def test_a_life(make: Make, store: Store) -> None:
    """Create, update and delete are done in the store and logged; an update keeps the identity."""
    provider = make()
    made = role(provider)
    assert store.get("aws_iam_role", "r") == made
    changed, _ = applied(provider, "aws_iam_role", made, {**made, "assume_role_policy": "p"})
    assert changed == {**made, "assume_role_policy": "p"}
    assert applied(provider, "aws_iam_role", changed, None) == (None, "")
    assert store.get("aws_iam_role", "r") is None
    assert [(one["op"], one["id"], one["result"]) for one in store.operations()] == [
        ("create", "r", "ok"),
        ("update", "r", "ok"),
        ("delete", "r", "ok"),
    ]


def test_a_setting_written_twice_is_one(make: Make, store: Store) -> None:
    """A property of something else, written again, is the same object; of something else again it is another one."""
    provider = make()

    def attached(policy: str) -> str:
        wanted = {"id": UNKNOWN, "role": "r", "policy_arn": policy}
        return str(applied(provider, "aws_iam_role_policy_attachment", None, wanted)[0]["id"])

    assert attached("a") == attached("a") != attached("b")
    assert len(store.all("aws_iam_role_policy_attachment")) == 2


def test_two_objects_are_two(make: Make) -> None:
    """Objects that have no name of their own get ids that differ."""
    provider = make("random", "3.7.2")
    made = [
        applied(provider, "random_id", None, {"id": UNKNOWN, "byte_length": 4, "hex": UNKNOWN})[0]["hex"] for _ in range(3)
    ]
    assert len(set(made)) == 3


def test_an_error(tmp_path: Path, make: Make, store: Store) -> None:
    """An operation that fails does nothing and gives back what was there before."""
    break_it(tmp_path, op="create", error="LimitExceeded")
    assert applied(make(), "aws_iam_role", None, {**ROLE, "id": UNKNOWN}) == (None, "LimitExceeded")
    assert store.all("aws_iam_role") == []
    assert [one["result"] for one in store.operations()] == ["error"]


def test_half_a_create(tmp_path: Path, make: Make, store: Store) -> None:
    """A partial create answers its error with the object, which is there: Terraform taints it."""
    break_it(tmp_path, op="create", error="Timeout", partial=True)
    made, said = applied(make(), "aws_iam_role", None, {**ROLE, "id": UNKNOWN, "arn": UNKNOWN})
    assert (made["id"], said) == ("r", "Timeout")
    assert store.get("aws_iam_role", "r") == made
    assert [one["result"] for one in store.operations()] == ["partial"]


def test_a_crash(tmp_path: Path, make: Make, store: Store) -> None:
    """A crash leaves a line in the log and nothing in the cloud."""
    break_it(tmp_path, op="create", crash=True)
    with pytest.raises(Crash):
        applied(make(), "aws_iam_role", None, dict(ROLE))
    assert (store.all("aws_iam_role"), [one["result"] for one in store.operations()]) == ([], ["crash"])


def test_a_service_that_refuses(make: Make, store: Store) -> None:
    """What another service refuses is an error in its own words, and is logged as one."""
    record = {"id": UNKNOWN, "zone_id": "Z", "name": "n", "type": "A", "fqdn": UNKNOWN, "alias": []}
    assert applied(make(), "aws_route53_record", None, record) == (None, "InvalidChangeBatch: True")
    assert [one["result"] for one in store.operations()] == ["error"]


@pytest.mark.parametrize("gone", [False, True])
def test_a_refresh(make: Make, store: Store, gone: bool) -> None:
    """A read shows the object as the cloud has it, or null where it is gone."""
    provider = make()
    made = role(provider)
    store.put("aws_iam_role", "r", {**made, "assume_role_policy": "by somebody else"})
    if gone:
        store.remove("aws_iam_role", "r")
    answer = decode(provider.read(decode(encode((1, "aws_iam_role"), (2, encode_value(made))))))
    shown = None if gone else {**made, "assume_role_policy": "by somebody else"}
    assert decode_value(raw_field(answer, 1)) == shown


@pytest.mark.parametrize(("name", "there"), [("r", True), ("nobody", False)])
def test_an_import(make: Make, name: str, there: bool) -> None:
    """An import finds what is in the cloud, and says so where there is nothing."""
    provider = make()
    role(provider)
    answer = decode(provider.take_in(decode(encode((1, "aws_iam_role"), (2, name)))))
    assert (1 in answer, 2 in answer) == (there, not there)


@pytest.mark.parametrize(("name", "there"), [("wandb:efs", True), ("wandb:other", False)])
def test_an_import_by_names(make: Make, store: Store, name: str, there: bool) -> None:
    """Where a type is imported by names instead of its id, it is found by these."""
    store.put("aws_eks_addon", "e", {"id": "e", "cluster_name": "wandb", "addon_name": "efs"})
    answer = decode(make().take_in(decode(encode((1, "aws_eks_addon"), (2, name)))))
    assert (1 in answer, 2 in answer) == (there, not there)


def test_the_state_of_another_version(make: Make) -> None:
    """What 4.x calls by another name is carried over, what it no longer has is dropped, what is new is null."""
    stored = {"id": "c", "replication_group_description": "d", "number_cache_clusters": 2, "strange": 1}
    call = encode((1, "aws_elasticache_replication_group"), (3, encode((1, json.dumps(stored)))))
    answer = decode(make().upgrade(decode(call)))
    found = json.loads(raw_field(decode(raw_field(answer, 1)), 2))
    assert (found["id"], found["description"], found["num_cache_clusters"]) == ("c", "d", 2)
    assert found["node_type"] is None
    assert not {"strange", "number_cache_clusters"} & set(found)


@pytest.mark.parametrize("version", ["3.76.1", "4.67.0"])
def test_what_came_with_4(version: str) -> None:
    """The bucket's parts and the attachment's new attribute exist in 4.x only."""
    found = spec("aws", version).resources
    new = version.startswith("4")
    assert ("aws_s3_bucket_acl" in found) is new
    assert ("lb_target_group_arn" in found["aws_autoscaling_attachment"].attributes) is new


@pytest.mark.parametrize(("version", "block"), [("2.17.0", True), ("3.1.1", False)])
def test_what_went_with_helm_3(version: str, block: bool) -> None:
    """Helm 2.x has `kubernetes` and `set` as blocks, 3.x has not."""
    found = spec("helm", version)
    assert ("kubernetes" in found.provider.blocks) is block
    assert ("set" in found.resources["helm_release"].blocks) is block


@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_every_provider_says_what_it_has(make: Make, name: str, version: str) -> None:
    """Every provider that the mirror offers answers its schemas and every call of the protocol that it names."""
    provider = make(name, version)
    schemas, metadata = decode(provider.schema({})), decode(provider.metadata({}))
    known = spec(name, version)
    assert (len(schemas.get(2, [])), len(schemas.get(3, []))) == (len(known.resources), len(known.data))
    assert (len(metadata.get(4, [])), len(metadata.get(3, []))) == (len(known.resources), len(known.data))
    assert {"GetProviderSchema", "PlanResourceChange", "ApplyResourceChange", "StopProvider"} <= set(provider.calls())
