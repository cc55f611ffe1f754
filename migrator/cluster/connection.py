"""The way to the cluster's API, and one bounded question to it.

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

from checks.facts import Missing, NotThere
from checks.problem import Problem
from migrator.aws import Aws, Endpoint
from migrator.cluster.trouble import asked_once, passing, patient, refusal
from migrator.deadline import within
from migrator.eks_token import Token

if TYPE_CHECKING:
    from kubernetes.client import ApiClient, Configuration

Fact = TypeVar("Fact")
PAGE = 200
REFUSED = 401
# What client 36 calls a bearer token; before it was called after the header.
TOKEN = "BearerToken"  # noqa: S105 - a name, not a token


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


class Connection:
    """The way to one cluster; connects at the first question, and again where that failed."""

    def __init__(self, aws: Aws, env: Mapping[str, str], name: Callable[[], str | None], limits: Limits = LIMITS) -> None:
        self._aws = aws
        self._env = env
        self._name = name
        self._limits = limits
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._connected: ApiClient | Missing | None = None

    @property
    def each(self) -> tuple[float, float]:
        """The `_request_timeout` of every call."""
        return self._limits.each

    @property
    def kubeconfig(self) -> str | None:
        """What KUBECONFIG says; None where EKS is asked."""
        return self._env.get("KUBECONFIG") or None

    def ask(self, what: str, ask: Callable[[ApiClient], Fact]) -> Fact | NotThere | Missing:
        """What `ask` makes of the client's answers; it may raise whatever the client raises. `what` is for a person."""
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        from kubernetes.client import ApiException  # noqa: PLC0415
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        try:
            return within(self._limits.total, lambda: self._again(ask))
        except ApiException as error:
            return refusal(what, error)
        except BotoCoreError as error:
            return Missing(f"no token could be made for the cluster ({type(error).__name__})")
        except (HTTPError, OSError) as error:
            return Missing(f"the cluster's API did not answer for {what} ({type(error).__name__})")
        except (ValueError, AttributeError, TypeError, LookupError) as error:
            return Missing(f"the cluster's API gave an answer for {what} that is not Kubernetes' ({type(error).__name__})")

    def pages(self, read: Callable[..., Any], *where: str, selector: str | None = None) -> list[Any]:
        """Every item of a list call of the client, page by page; `where` is the namespace of a namespaced one."""
        items: list[Any] = []
        more: str | None = None
        chosen = {} if selector is None else {"label_selector": selector}
        while True:
            page = read(*where, **chosen, limit=PAGE, _continue=more, _request_timeout=self.each)
            items += page.items
            more = page.metadata._continue  # noqa: SLF001 - the client's spelling of a reserved word
            if not more:
                return items

    def _again(self, ask: Callable[[ApiClient], Fact]) -> Fact | Missing:
        """A token that is refused may have expired in the middle: once, the way is made anew, and a token with it."""
        from kubernetes.client import ApiException  # noqa: PLC0415

        client = self.client()
        if isinstance(client, Missing):
            return client
        try:
            return self._patiently(ask, client)
        except ApiException as error:
            if error.status != REFUSED:
                raise
            anew = self._anew(client)
            return anew if isinstance(anew, Missing) else self._patiently(ask, anew)

    def _anew(self, refused: ApiClient) -> ApiClient | Missing:
        with self._lock:
            if self._connected is refused:
                self._connected = None
        return self.client()

    def _patiently(self, ask: Callable[[ApiClient], Fact], client: ApiClient) -> Fact:
        stop, wait = stop_after_delay(self._limits.patience), wait_exponential(0.3, max=3)
        found: Fact = Retrying(retry=retry_if_exception(passing), stop=stop, wait=wait, reraise=True)(
            asked_once, ask, client
        )
        return found

    def client(self) -> ApiClient | Missing:
        """The client, once there is a way; nothing is asked of the cluster yet."""
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
        if self.kubeconfig is None:
            return self._connect_to_eks(configuration)
        try:
            load_kube_config(config_file=self.kubeconfig, client_configuration=configuration)
        except (ConfigException, YAMLError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            return Missing(f"KUBECONFIG {self.kubeconfig} cannot be used ({type(error).__name__})")
        return patient(ApiClient)(configuration)

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
        configuration.api_key_prefix[TOKEN] = "Bearer"
        configuration.refresh_api_key_hook = token.refresh
        try:
            configuration.ssl_ca_cert = self._authority_file(endpoint.authority)
            token.refresh(configuration)
        except BotoCoreError as error:
            return Missing(f"no token could be made for the cluster ({type(error).__name__})")
        except (OSError, ValueError) as error:
            return Missing(f"the cluster's CA cannot be used ({type(error).__name__})")
        return patient(ApiClient)(configuration)

    def _authority_file(self, authority: str) -> str:
        """The CA as a file, gone again with this object: client 36 ignores CA data. A CA is no secret."""
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="migrator-ca-")
        file = Path(self._folder.name) / "ca.pem"
        file.write_bytes(base64.b64decode(authority, validate=True))
        return str(file)
