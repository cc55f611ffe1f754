"""What is read of the cluster, each by one call of the official client or a few. They raise whatever the client raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts.kubernetes import Budget, Environment, HelmRelease
from migrator.cluster import Connection
from runbooks.model import Health, OldApplication, Release

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Fact = TypeVar("Fact")
Read = Callable[["ApiClient", Connection], Fact]
EVERYTHING = {"verb": "*", "group": "*", "resource": "*"}


def version(client: ApiClient, connection: Connection) -> str:
    """The server's version, such as v1.28.15-eks-7f9249a."""
    from kubernetes.client import VersionApi  # noqa: PLC0415

    return str(VersionApi(client).get_code(_request_timeout=connection.each).git_version)


def admin(client: ApiClient, connection: Connection) -> bool:
    """Whether the caller may do everything; only a question, although it is a POST."""
    from kubernetes.client import AuthorizationV1Api  # noqa: PLC0415

    body = {"spec": {"resourceAttributes": EVERYTHING}}
    ask = AuthorizationV1Api(client).create_self_subject_access_review
    return bool(ask(body, _request_timeout=connection.each).status.allowed)


def budgets(client: ApiClient, connection: Connection) -> tuple[Budget, ...]:
    """The PodDisruptionBudgets that have pods, by name."""
    from kubernetes.client import PolicyV1Api  # noqa: PLC0415

    found = connection.pages(PolicyV1Api(client).list_pod_disruption_budget_for_all_namespaces)
    used = [one for one in found if one.status and one.status.expected_pods]
    facts = [Budget(one.metadata.namespace, one.metadata.name, one.status.disruptions_allowed) for one in used]
    return tuple(sorted(facts, key=lambda one: (one.namespace, one.name)))


def releases(wanted: Iterable[Release], client: ApiClient, connection: Connection) -> tuple[HelmRelease, ...]:
    """Those of the wanted releases that helm has a record of. Of the records only the labels are looked at."""
    return tuple(found for one in wanted for found in _release(one, client, connection))


def _release(wanted: Release, client: ApiClient, connection: Connection) -> Iterator[HelmRelease]:
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    selector = f"owner=helm,name={wanted.name}"
    found = connection.pages(CoreV1Api(client).list_namespaced_secret, wanted.namespace, selector=selector)
    labels = [one.metadata.labels for one in found]
    if labels:
        newest = max(labels, key=lambda one: int(one.get("version", 0)))
        yield HelmRelease(wanted.namespace, wanted.name, newest.get("status", "unknown"))


def definition(health: Health, client: ApiClient, connection: Connection) -> object:
    """The definition of the custom resource."""
    from kubernetes.client import ApiextensionsV1Api  # noqa: PLC0415

    read = ApiextensionsV1Api(client).read_custom_resource_definition
    name = f"{health.custom_resource_plural}.{health.custom_resource_group}"
    return read(name, _request_timeout=connection.each).metadata.name


def resource(health: Health, client: ApiClient, connection: Connection) -> object:
    """The custom resource itself."""
    from kubernetes.client import CustomObjectsApi  # noqa: PLC0415

    return CustomObjectsApi(client).get_namespaced_custom_object(
        health.custom_resource_group,
        health.custom_resource_version,
        health.custom_resource_namespace,
        health.custom_resource_plural,
        health.custom_resource_name,
        _request_timeout=connection.each,
    )["metadata"]


def ingress_class(name: str, client: ApiClient, connection: Connection) -> object:
    """An IngressClass."""
    from kubernetes.client import NetworkingV1Api  # noqa: PLC0415

    return NetworkingV1Api(client).read_ingress_class(name, _request_timeout=connection.each).metadata.name


def storage_classes(client: ApiClient, connection: Connection) -> frozenset[str]:
    """The names of all StorageClasses."""
    from kubernetes.client import StorageV1Api  # noqa: PLC0415

    return frozenset(one.metadata.name for one in connection.pages(StorageV1Api(client).list_storage_class))


def environment(old: OldApplication, client: ApiClient, connection: Connection) -> Environment:
    """The names of the variables that the old Deployment's containers get, from wherever; values stay here."""
    from kubernetes.client import AppsV1Api  # noqa: PLC0415

    read = AppsV1Api(client).read_namespaced_deployment
    found = read(old.deployment, old.namespace, _request_timeout=connection.each)
    containers = found.spec.template.spec.containers
    given = {one.name for it in containers for one in it.env or () if _says_something(one, old.defaults)}
    brought = {name for it in containers for name in imported(it, old.namespace, client, connection)}
    return Environment(f"{old.namespace}/{old.deployment}", frozenset(given | brought))


def _says_something(one: Any, defaults: dict[str, str]) -> bool:
    """Whether a variable has a value that somebody asked for; one that comes from elsewhere has."""
    return one.value_from is not None or (one.value or "") not in ("", defaults.get(one.name))


def imported(container: Any, namespace: str, client: ApiClient, connection: Connection) -> Iterator[str]:
    """The names that whole Secrets and ConfigMaps bring."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    api = CoreV1Api(client)
    for one in container.env_from or ():
        sources = ((one.secret_ref, api.read_namespaced_secret), (one.config_map_ref, api.read_namespaced_config_map))
        for reference, read in sources:
            if reference is not None:
                names = _keys(partial(read, reference.name, namespace, _request_timeout=connection.each))
                yield from (f"{one.prefix or ''}{name}" for name in names)


def _keys(read: Callable[[], Any]) -> tuple[str, ...]:
    """The keys of a Secret or ConfigMap; none where it is not there, since it may be optional."""
    from kubernetes.client import ApiException  # noqa: PLC0415

    try:
        return tuple(read().data or ())
    except ApiException as error:
        if error.status != 404:
            raise
        return ()
