"""The states' probes, joined from AWS, the cluster, DNS and the web."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from checks.facts import (
    CustomResourceFact,
    DeploymentFact,
    HttpAnswer,
    Identity,
    Missing,
    NoSuchZone,
    NotThere,
    Zone,
)
from checks.problem import Problem
from migrator import dns, web
from migrator.aws import Aws
from migrator.cluster import Cluster
from runbooks.model import Runbook

MANIFEST_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
MANIFESTS = ", ".join(MANIFEST_TYPES)
CHALLENGE = re.compile(r'(realm|service|scope)="([^"]*)"')
Answer = Callable[[], str | None]


class WorldProbes:
    """Everything that is asked of the world. Each answers a fact; none raises."""

    def __init__(self, runbook: Runbook, env: Mapping[str, str], licence: Answer, cluster_name: Answer) -> None:
        self._runbook = runbook
        self._env = env
        self._licence = licence
        self._aws = Aws()
        self._cluster = Cluster(self._aws, env, cluster_name, runbook.health)

    def identity(self) -> Identity | Missing:
        """Who the credentials are."""
        return self._aws.identity()

    def zone(self, zone_id: str) -> Zone | NoSuchZone | Missing:
        """A hosted zone."""
        return self._aws.zone(zone_id)

    def record(self, zone_id: str, fqdn: str) -> str | NotThere | Missing:
        """What the A record points at."""
        return self._aws.record(zone_id, fqdn)

    def deployer(self) -> HttpAnswer | Missing:
        """The release channel, asked with the licence: proves egress and licence at once."""
        known = urlsplit(self._runbook.deployer)
        base = (self._env.get("MIGRATOR_DEPLOYER_URL") or f"{known.scheme}://{known.netloc}").rstrip("/")
        try:
            licence = self._licence() or ""
        except Problem as problem:
            return Missing(problem.what)
        pair = base64.b64encode(f"license:{licence}".encode(errors="surrogateescape")).decode()
        return _machine(web.get(base + known.path, self._env, {"Authorization": f"Basic {pair}"}))

    def image(self, reference: str) -> HttpAnswer | Missing:
        """An image's manifest; a registry that wants a token gets an anonymous one."""
        host, _, rest = reference.partition("/")
        name, tag = _name_and_tag(rest)
        url = f"https://{'registry-1.docker.io' if host == 'docker.io' else host}/v2/{name}/manifests/{tag}"
        first = web.get(url, self._env, {"Accept": MANIFESTS})
        if isinstance(first, Missing) or first.answer.status != 401:
            return _machine(first)
        token = self._anonymous_token(first.headers)
        return _machine(
            web.get(url, self._env, {"Accept": MANIFESTS, "Authorization": f"Bearer {token}"}) if token else first
        )

    def _anonymous_token(self, headers: Mapping[str, str]) -> str | None:
        wanted = dict(CHALLENGE.findall(headers.get("www-authenticate", "")))
        realm = wanted.pop("realm", "")
        if not realm.startswith("https://"):
            return None
        found = web.get(f"{realm}?{urlencode(wanted)}", self._env)
        if isinstance(found, Missing):
            return None
        try:
            said = json.loads(found.body)
        except ValueError:
            return None
        token = said.get("token") or said.get("access_token") if isinstance(said, dict) else None
        return token if isinstance(token, str) else None

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment."""
        return self._cluster.operator()

    def custom_resource(self) -> CustomResourceFact | NotThere | Missing:
        """The custom resource's status."""
        return self._cluster.custom_resource()

    def workloads(self) -> tuple[DeploymentFact, ...] | Missing:
        """The application's workloads."""
        return self._cluster.workloads()

    def load_balancer(self) -> str | NotThere | Missing:
        """The Ingress's host name."""
        return self._cluster.load_balancer()

    def addresses(self, fqdn: str) -> tuple[str, ...] | NotThere | Missing:
        """What DNS answers."""
        return dns.addresses(fqdn, self._env)

    def application(self, fqdn: str, path: str) -> HttpAnswer | Missing:
        """As a user would: resolve the name, then GET over HTTPS."""
        found = self.addresses(fqdn)
        if isinstance(found, NotThere):
            return Missing(f"{found.what} does not exist")
        return found if isinstance(found, Missing) else _answer(web.get(f"https://{fqdn}{path}", self._env, at=found[0]))


def _answer(found: web.Response | Missing) -> HttpAnswer | Missing:
    return found if isinstance(found, Missing) else found.answer


def _machine(found: web.Response | Missing) -> HttpAnswer | Missing:
    """An answer meant for a program: a web page with a good status is somebody else's, between here and there."""
    if isinstance(found, web.Response) and found.answer.status < 300 and found.is_page:
        return Missing(f"{found.answer.url}: a web page came in place of the answer; a proxy or portal stands in between")
    return _answer(found)


def _name_and_tag(rest: str) -> tuple[str, str]:
    """Repository, and tag or digest; without either it is `latest`."""
    name, at, digest = rest.partition("@")
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return f"{folder}{slash}{last}", digest if at else tag or "latest"
