"""The cluster: the way to it, who we are in it, and what stands in it already."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from checks.facts import Known, Missing, NotThere
from checks.facts.kubernetes import ClusterPlace, InState, Way
from migrator.aws import Endpoint
from migrator.cluster import Connection
from migrator.probes import kubernetes_objects as objects
from migrator.probes.kubernetes_objects import Read
from migrator.probes.sources import Once, Sources
from migrator.terraform.statefile import Instance
from states.probes import Question

Fact = TypeVar("Fact")
# A cluster that cannot be reached is tried for a while, and the state may be far away.
SECONDS = 90.0
PEM_END = "-----END CERTIFICATE-----"


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """The way, what EKS says about it, and what the API and the state have."""
    connection = sources.cluster.connection
    yield _question("way", lambda: _way(connection))
    yield _question("eks", lambda: _eks(sources, known.values.namespace))
    yield _question("in_state", lambda: _in_state(sources))
    yield from _of_the_api(sources, Api(connection))


def _of_the_api(sources: Sources, api: Api) -> Iterator[Question]:
    installed, health, old = sources.runbook.installed, sources.runbook.health, sources.runbook.old_application
    yield _question("version", api.version)
    yield _question("admin", lambda: api.ask("a SelfSubjectAccessReview", objects.admin))
    yield _question("budgets", lambda: api.ask("the PodDisruptionBudgets", objects.budgets))
    yield _question("releases", lambda: api.ask("the helm releases", partial(objects.releases, installed.releases)))
    yield _question("definition", lambda: api.there("the CustomResourceDefinition", partial(objects.definition, health)))
    yield _question("resource", lambda: api.there("the custom resource", partial(objects.resource, health)))
    alb = partial(objects.ingress_class, installed.ingress_class)
    yield _question("ingress_class", lambda: api.there("the IngressClass", alb))
    yield _question("storage_classes", lambda: api.ask("the StorageClasses", objects.storage_classes))
    deployment = f"Deployment {old.namespace}/{old.deployment}"
    yield _question("environment", lambda: api.find(deployment, partial(objects.environment, old)))


def _question(field: str, ask: Callable[[], object]) -> Question:
    return Question("kubernetes", field, ask, SECONDS)


class Api:
    """Questions to the API. All wait for its version: where it does not answer, one has tried, and all know why."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.version: Once[str | Missing] = Once(lambda: _found(self._ask("its version", objects.version)))

    def _ask(self, what: str, read: Read[Fact]) -> Fact | NotThere | Missing:
        return self._connection.ask(what, lambda client: read(client, self._connection))

    def find(self, what: str, read: Read[Fact]) -> Fact | NotThere | Missing:
        """A fact, or that the object is not there."""
        version = self.version()
        return version if isinstance(version, Missing) else self._ask(what, read)

    def ask(self, what: str, read: Read[Fact]) -> Fact | Missing:
        """A fact that every cluster has."""
        return _found(self.find(what, read))

    def there(self, what: str, read: Read[object]) -> bool | Missing:
        """Whether an object, or its kind, is there."""
        found = self.find(what, read)
        return found if isinstance(found, Missing) else not isinstance(found, NotThere)


def _found(fact: Fact | NotThere | Missing) -> Fact | Missing:
    return Missing(f"the cluster's API does not know {fact.what}") if isinstance(fact, NotThere) else fact


def _way(connection: Connection) -> Way | Missing:
    client = connection.client()
    if isinstance(client, Missing):
        return client
    known = client.configuration
    try:
        authorities = _digests(Path(known.ssl_ca_cert).read_text()) if known.ssl_ca_cert else frozenset()
    except (OSError, ValueError) as error:
        return Missing(f"the CA in {connection.kubeconfig or 'the answer of EKS'} cannot be read ({type(error).__name__})")
    return Way(connection.kubeconfig, ClusterPlace(known.host, authorities))


def _eks(sources: Sources, name: str | None) -> ClusterPlace | NotThere | Missing:
    if name is None:
        return Missing("namespace is not a plain value in the configuration")
    found = sources.aws.cluster(name)
    if not isinstance(found, Endpoint):
        return found
    try:
        return ClusterPlace(found.url, _digests(base64.b64decode(found.authority, validate=True).decode()))
    except ValueError as error:
        return Missing(f"the CA that EKS names cannot be read ({type(error).__name__})")


def _digests(pem: str) -> frozenset[str]:
    """The certificates of a PEM text; ValueError where it is none."""
    certificates = [one + PEM_END for one in pem.split(PEM_END)[:-1]]
    return frozenset(hashlib.sha256(ssl.PEM_cert_to_DER_cert(one)).hexdigest() for one in certificates)


def _in_state(sources: Sources) -> InState | Missing:
    state = sources.state()
    if isinstance(state, Missing):
        return state
    return InState(
        releases=frozenset(map(_name, state.of("helm_release"))),
        storage_classes=frozenset(map(_name, state.of("kubernetes_storage_class"))),
    )


def _name(one: Instance) -> str:
    """The name: the provider for Kubernetes keeps it in a block."""
    blocks = one.attributes.get("metadata")
    first = blocks[0] if isinstance(blocks, list) and blocks else {}
    return str(one.attributes.get("name") or (first.get("name") if isinstance(first, dict) else ""))
