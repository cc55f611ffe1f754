"""The cluster's API through the official client: read-only, every call with a deadline, nothing retried without bound.

With KUBECONFIG the way is the kubeconfig's; else EKS is asked for the endpoint, and a token is signed for it. What this
file goes around in client 36: no default timeout, retries that multiply it, plain-text 404s for unknown groups.
"""

from __future__ import annotations

import base64
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential

from checks.facts import CustomResourceFact, DeploymentFact, Missing, NotThere
from migrator.aws import Aws, Endpoint
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient, Configuration

Fact = TypeVar("Fact")
TIMEOUT = (5.0, 10.0)
PATIENCE, TOKEN_SECONDS, PAGE = 15.0, 600.0, 200


class Cluster:
    """One cluster; connects at the first question."""

    def __init__(self, aws: Aws, env: Mapping[str, str], name: Callable[[], str | None], where: Health) -> None:
        self._aws = aws
        self._env = env
        self._name = name
        self._where = where
        self._lock = threading.Lock()
        self._connected: ApiClient | Missing | None = None

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment, with what its pods wait for."""
        where = self._where

        def ask(client: ApiClient) -> DeploymentFact:
            from kubernetes.client import AppsV1Api  # noqa: PLC0415

            read = AppsV1Api(client).read_namespaced_deployment
            found = read(where.operator_deployment, where.operator_namespace, _request_timeout=TIMEOUT)
            return _workload(client, found, found.status.available_replicas)

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
                _request_timeout=TIMEOUT,
            )
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
            deployments = _pages(api.list_namespaced_deployment, where.workload_namespace, where.workload_label)
            sets = _pages(api.list_namespaced_stateful_set, where.workload_namespace, where.workload_label)
            facts = [_workload(client, one, one.status.available_replicas) for one in deployments]
            facts += [_workload(client, one, one.status.ready_replicas) for one in sets]
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
            found = read(where.ingress_name, where.workload_namespace, _request_timeout=TIMEOUT)
            points = (found.status.load_balancer.ingress if found.status and found.status.load_balancer else None) or []
            return next((str(one.hostname) for one in points if one.hostname), NotThere(what))

        return self._asked(what, ask)

    def _asked(self, what: str, ask: Callable[[ApiClient], Fact]) -> Fact | NotThere | Missing:
        client = self._client()
        if isinstance(client, Missing):
            return client
        from kubernetes.client import ApiException  # noqa: PLC0415
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        again = Retrying(
            retry=retry_if_exception(_passing),
            stop=stop_after_delay(PATIENCE),
            wait=wait_exponential(0.3, max=3),
            reraise=True,
        )
        try:
            return again(ask, client)
        except ApiException as error:
            return (
                NotThere(what) if error.status == 404 else Missing(f"the cluster's API answered {error.status} for {what}")
            )
        except (HTTPError, OSError, ValueError) as error:
            return Missing(f"the cluster's API did not answer for {what} ({type(error).__name__})")

    def _client(self) -> ApiClient | Missing:
        with self._lock:
            if self._connected is None or isinstance(self._connected, Missing):
                self._connected = self._connect()
            return self._connected

    def _connect(self) -> ApiClient | Missing:
        from kubernetes.client import ApiClient, Configuration  # noqa: PLC0415
        from kubernetes.config import ConfigException, load_kube_config  # noqa: PLC0415

        configuration = Configuration()
        configuration.retries = False
        if not self._env.get("KUBECONFIG"):
            return self._connect_to_eks(configuration)
        try:
            load_kube_config(config_file=self._env["KUBECONFIG"], client_configuration=configuration)
        except (ConfigException, OSError, ValueError) as error:
            return Missing(f"KUBECONFIG {self._env['KUBECONFIG']} cannot be used ({type(error).__name__})")
        return ApiClient(configuration)

    def _connect_to_eks(self, configuration: Configuration) -> ApiClient | Missing:
        from kubernetes.client import ApiClient  # noqa: PLC0415

        name = self._name()
        if name is None:
            return Missing("the cluster's name is not a plain value in the configuration; set KUBECONFIG")
        endpoint = self._aws.cluster(name)
        if not isinstance(endpoint, Endpoint):
            return endpoint if isinstance(endpoint, Missing) else Missing(f"{endpoint.what} does not exist")
        configuration.host = endpoint.url
        configuration.ssl_ca_cert = _authority_file(endpoint.authority)
        configuration.api_key_prefix["authorization"] = "Bearer"
        token = Token(self._aws, name)
        configuration.refresh_api_key_hook = token.refresh
        token.refresh(configuration)
        return ApiClient(configuration)


class Token:
    """An EKS token: a presigned STS call, good for 15 minutes, made anew after 10."""

    def __init__(self, aws: Aws, cluster: str) -> None:
        self._aws = aws
        self._cluster = cluster
        self._lock = threading.Lock()
        self._made: float | None = None

    def refresh(self, configuration: Configuration) -> None:
        """Put a token that still lives into the configuration."""
        with self._lock:
            if self._made is None or time.monotonic() - self._made > TOKEN_SECONDS:
                configuration.api_key["authorization"] = self._sign()
                self._made = time.monotonic()

    def _sign(self) -> str:
        from botocore.signers import RequestSigner  # noqa: PLC0415

        session = self._aws.session
        region = session.region_name or "us-east-1"
        sts = session.client("sts", region_name=region)
        credentials = session.get_credentials()
        signer = RequestSigner(sts.meta.service_model.service_id, region, "sts", "v4", credentials, session.events)
        request = {
            "method": "GET",
            "url": f"{sts.meta.endpoint_url}/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": self._cluster},
            "context": {},
        }
        url = signer.generate_presigned_url(request, region_name=region, expires_in=60, operation_name="")
        return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def _authority_file(authority: str) -> str:
    """The CA as a file: client 36 ignores CA data. A CA is no secret."""
    with tempfile.NamedTemporaryFile("wb", prefix="migrator-ca-", delete=False) as file:
        file.write(base64.b64decode(authority))
    return str(Path(file.name))


def _passing(error: BaseException) -> bool:
    """Whether a failure may pass by itself: too many requests, a server error, a lost connection."""
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    status = getattr(error, "status", None)
    return isinstance(error, HTTPError) if status is None else status == 429 or int(status) >= 500


def _pages(read: Callable[..., Any], namespace: str, selector: str) -> list[Any]:
    items: list[Any] = []
    more: str | None = None
    while True:
        page = read(namespace, label_selector=selector, limit=PAGE, _continue=more, _request_timeout=TIMEOUT)
        items += page.items
        more = page.metadata._continue  # noqa: SLF001 - the client's spelling of a reserved word
        if not more:
            return items


def _workload(client: ApiClient, found: Any, available: int | None) -> DeploymentFact:
    desired = 1 if found.spec.replicas is None else found.spec.replicas
    name, namespace = found.metadata.name, found.metadata.namespace
    waiting = () if (available or 0) >= desired else _waiting(client, namespace, found.spec.selector.match_labels or {})
    return DeploymentFact(namespace, name, desired, available or 0, waiting)


def _waiting(client: ApiClient, namespace: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    pods = _pages(CoreV1Api(client).list_namespaced_pod, namespace, selector)
    statuses = [one for pod in pods for one in pod.status.container_statuses or []]
    return tuple(sorted({f"{one.state.waiting.reason}: {one.image}" for one in statuses if one.state and one.state.waiting}))
