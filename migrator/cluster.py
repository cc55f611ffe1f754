"""The cluster's API through the official client: read-only, every call with a deadline, nothing retried without bound.

With KUBECONFIG the way is the kubeconfig's; else EKS is asked for the endpoint, and a token is signed for it. What this
file goes around in client 36: no default timeout, retries that multiply it, plain-text 404s for unknown groups.
"""

from __future__ import annotations

import base64
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential

from checks.facts import CustomResourceFact, DeploymentFact, Missing, NotThere
from checks.problem import Problem
from migrator.aws import Aws, Endpoint
from migrator.deadline import within
from migrator.eks_token import Token
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient, ApiException, Configuration

Fact = TypeVar("Fact")
PAGE = 200


@dataclass(frozen=True)
class Limits:
    """Seconds for a connection, for each read, for trying again, and for a whole question with all its pages."""

    connect: float = 5.0
    read: float = 10.0
    patience: float = 15.0
    total: float = 40.0

    @property
    def each(self) -> tuple[float, float]:
        """As the client wants them."""
        return self.connect, self.read


LIMITS = Limits()


class Cluster:
    """One cluster; connects at the first question."""

    def __init__(
        self, aws: Aws, env: Mapping[str, str], name: Callable[[], str | None], where: Health, limits: Limits = LIMITS
    ) -> None:
        self._aws = aws
        self._env = env
        self._name = name
        self._where = where
        self._limits = limits
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._connected: ApiClient | Missing | None = None

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment, with what its pods wait for."""
        where = self._where

        def ask(client: ApiClient) -> DeploymentFact:
            from kubernetes.client import AppsV1Api  # noqa: PLC0415

            read = AppsV1Api(client).read_namespaced_deployment
            found = read(where.operator_deployment, where.operator_namespace, _request_timeout=self._limits.each)
            return self._workload(client, found, "available_replicas")

        return self._asked(f"Deployment {where.operator_namespace}/{where.operator_deployment}", ask)

    def custom_resource(self) -> CustomResourceFact | NotThere | Missing:
        """Its status."""
        where = self._where

        def ask(client: ApiClient) -> CustomResourceFact:
            from kubernetes.client import CustomObjectsApi  # noqa: PLC0415

            found = CustomObjectsApi(client).get_namespaced_custom_object(
                where.custom_resource_group,
                where.custom_resource_version,
                where.custom_resource_namespace,
                where.custom_resource_plural,
                where.custom_resource_name,
                _request_timeout=self._limits.each,
            )
            found["metadata"]  # without it it is no answer of Kubernetes
            status = found.get("status") or {}
            return CustomResourceFact(status.get("phase"), status.get("version"))

        return self._asked(
            f"{where.custom_resource_plural} {where.custom_resource_namespace}/{where.custom_resource_name}", ask
        )

    def workloads(self) -> tuple[DeploymentFact, ...] | Missing:
        """Deployments and StatefulSets with the application's label, by name."""
        where = self._where

        def ask(client: ApiClient) -> tuple[DeploymentFact, ...]:
            from kubernetes.client import AppsV1Api  # noqa: PLC0415

            api = AppsV1Api(client)
            deployments = self._pages(api.list_namespaced_deployment, where.workload_namespace, where.workload_label)
            sets = self._pages(api.list_namespaced_stateful_set, where.workload_namespace, where.workload_label)
            facts = [self._workload(client, one, "available_replicas") for one in deployments]
            facts += [self._workload(client, one, "ready_replicas") for one in sets]
            return tuple(sorted(facts, key=lambda one: one.name))

        found = self._asked("the application's workloads", ask)
        return () if isinstance(found, NotThere) else found

    def load_balancer(self) -> str | NotThere | Missing:
        """The host name of the application's Ingress."""
        where = self._where
        what = f"the address of Ingress {where.workload_namespace}/{where.ingress_name}"

        def ask(client: ApiClient) -> str | NotThere:
            from kubernetes.client import NetworkingV1Api  # noqa: PLC0415

            read = NetworkingV1Api(client).read_namespaced_ingress
            found = read(where.ingress_name, where.workload_namespace, _request_timeout=self._limits.each)
            there = found.status if found.metadata.name else None  # without a name it is no answer of Kubernetes
            points = (there.load_balancer.ingress if there and there.load_balancer else None) or []
            return next((str(one.hostname) for one in points if one.hostname), NotThere(what))

        return self._asked(what, ask)

    def _asked(self, what: str, ask: Callable[[ApiClient], Fact]) -> Fact | NotThere | Missing:
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        from kubernetes.client import ApiException  # noqa: PLC0415
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        try:
            return within(self._limits.total, lambda: self._again(ask))
        except ApiException as error:
            return _refusal(what, error)
        except BotoCoreError as error:
            return Missing(f"no token could be made for the cluster ({type(error).__name__})")
        except (HTTPError, OSError) as error:
            return Missing(f"the cluster's API did not answer for {what} ({type(error).__name__})")
        except (ValueError, AttributeError, TypeError, LookupError) as error:
            return Missing(f"the cluster's API gave an answer for {what} that is not Kubernetes' ({type(error).__name__})")

    def _again(self, ask: Callable[[ApiClient], Fact]) -> Fact | Missing:
        client = self._client()
        if isinstance(client, Missing):
            return client
        stop, wait = stop_after_delay(self._limits.patience), wait_exponential(0.3, max=3)
        found: Fact = Retrying(retry=retry_if_exception(_passing), stop=stop, wait=wait, reraise=True)(
            _asked_once, ask, client
        )
        return found

    def _client(self) -> ApiClient | Missing:
        with self._lock:
            if self._connected is None or isinstance(self._connected, Missing):
                self._connected = self._connect()
            return self._connected

    def _connect(self) -> ApiClient | Missing:
        from kubernetes.client import ApiClient, Configuration  # noqa: PLC0415
        from kubernetes.config import ConfigException, load_kube_config  # noqa: PLC0415
        from yaml import YAMLError  # noqa: PLC0415

        configuration = Configuration()
        configuration.retries = False
        if not self._env.get("KUBECONFIG"):
            return self._connect_to_eks(configuration)
        try:
            load_kube_config(config_file=self._env["KUBECONFIG"], client_configuration=configuration)
        except (ConfigException, YAMLError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            return Missing(f"KUBECONFIG {self._env['KUBECONFIG']} cannot be used ({type(error).__name__})")
        return ApiClient(configuration)

    def _connect_to_eks(self, configuration: Configuration) -> ApiClient | Missing:
        try:
            name = self._name()
        except Problem as problem:
            return Missing(problem.what)
        if name is None:
            return Missing("the cluster's name is not a plain value in the configuration; set KUBECONFIG")
        endpoint = self._aws.cluster(name)
        if not isinstance(endpoint, Endpoint):
            return endpoint if isinstance(endpoint, Missing) else Missing(f"{endpoint.what} does not exist")
        return self._connect_at(endpoint, name, configuration)

    def _connect_at(self, endpoint: Endpoint, name: str, configuration: Configuration) -> ApiClient | Missing:
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        from kubernetes.client import ApiClient  # noqa: PLC0415

        token = Token(self._aws, name)
        configuration.host = endpoint.url
        configuration.api_key_prefix["authorization"] = "Bearer"
        configuration.refresh_api_key_hook = token.refresh
        try:
            configuration.ssl_ca_cert = self._authority_file(endpoint.authority)
            token.refresh(configuration)
        except BotoCoreError as error:
            return Missing(f"no token could be made for the cluster ({type(error).__name__})")
        except (OSError, ValueError) as error:
            return Missing(f"the cluster's CA cannot be used ({type(error).__name__})")
        return ApiClient(configuration)

    def _authority_file(self, authority: str) -> str:
        """The CA as a file, gone again with this object: client 36 ignores CA data. A CA is no secret."""
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="migrator-ca-")
        file = Path(self._folder.name) / "ca.pem"
        file.write_bytes(base64.b64decode(authority, validate=True))
        return str(file)

    def _pages(self, read: Callable[..., Any], namespace: str, selector: str) -> list[Any]:
        items: list[Any] = []
        more: str | None = None
        while True:
            page = read(namespace, label_selector=selector, limit=PAGE, _continue=more, _request_timeout=self._limits.each)
            items += page.items
            more = page.metadata._continue  # noqa: SLF001 - the client's spelling of a reserved word
            if not more:
                return items

    def _workload(self, client: ApiClient, found: Any, count: str) -> DeploymentFact:
        desired = 1 if found.spec.replicas is None else found.spec.replicas
        available = getattr(found.status, count, None) or 0
        name, namespace = found.metadata.name, found.metadata.namespace
        waiting = () if available >= desired else self._waiting(client, namespace, found.spec.selector.match_labels or {})
        return DeploymentFact(namespace, name, desired, available, waiting)

    def _waiting(self, client: ApiClient, namespace: str, labels: Mapping[str, str]) -> tuple[str, ...]:
        """What containers wait for; nothing is known where pods are chosen by anything but labels."""
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
        pods = self._pages(CoreV1Api(client).list_namespaced_pod, namespace, selector) if selector else []
        statuses = [one for pod in pods if pod.status for one in _containers(pod.status)]
        return tuple(
            sorted({f"{one.state.waiting.reason}: {one.image}" for one in statuses if one.state and one.state.waiting})
        )


def _asked_once(ask: Callable[[ApiClient], Fact], client: ApiClient) -> Fact:
    """Client 36 stumbles over bodies that are none or no UTF-8, and hides what it was about to say."""
    from kubernetes.client import ApiException  # noqa: PLC0415

    try:
        return ask(client)
    except (AttributeError, UnicodeDecodeError) as error:
        if isinstance(error.__context__, ApiException):
            raise error.__context__ from None
        raise


def _containers(status: Any) -> list[Any]:
    return [*(status.init_container_statuses or []), *(status.container_statuses or [])]


def _refusal(what: str, error: ApiException) -> NotThere | Missing:
    """404 is an answer: as a Status, or as plain text for a kind that is not installed. A web page is somebody else's."""
    page = str((error.headers or {}).get("Content-Type", "")).startswith("text/html")
    if error.status == 404 and not page:
        return NotThere(what)
    if not error.status:
        return Missing("the certificate of the cluster's API is not accepted")
    return Missing(f"the cluster's API answered {error.status} for {what}", refused=error.status in (401, 403))


def _passing(error: BaseException) -> bool:
    """Whether a failure may pass by itself: a list that changed between its pages, too many requests, a lost connection.

    A certificate that is not accepted never does.
    """
    from urllib3.exceptions import HTTPError, SSLError  # noqa: PLC0415

    status = getattr(error, "status", None)
    if status is None:
        return isinstance(error, HTTPError) and not isinstance(error, SSLError)
    return status in (410, 429) or int(status) >= 500
