"""The Kubernetes API, as far as the official client asks: read-only, over TLS, with a bearer token, selectors and pages.

What is not played answers a plain-text 404, as the real one does for a group that it does not know; everything else a
Status object. Numbers that are zero are left out, as there.
"""

import json
import re
import secrets
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from migrator.sandbox.world import Workload, World

Item = dict[str, Any]
RESOURCE = re.compile(
    r"^/(?:api|apis/(?P<group>[^/]+))/(?P<version>v1)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<kind>[a-z]+)(?:/(?P<name>[^/]+))?$"
)
OPERATOR_GROUP = "apps.wandb.com"
# (group, plural) -> kind; the core group has no name.
KINDS = {
    ("apps", "deployments"): "Deployment",
    ("apps", "statefulsets"): "StatefulSet",
    (None, "pods"): "Pod",
    ("networking.k8s.io", "ingresses"): "Ingress",
    (OPERATOR_GROUP, "weightsandbiases"): "WeightsAndBiases",
}
# The official client wants every one of these.
VERSION: Item = {
    **dict.fromkeys(("buildDate", "compiler", "gitCommit", "gitTreeState", "goVersion", "platform"), "stand-in"),
    "major": "1",
    "minor": "25",
    "gitVersion": "v1.25.16-eks-stand-in",
}
TERM = re.compile(r"^(?P<no>!?)(?P<key>[\w./-]+)(?:\s*(?P<op>==|=|!=)\s*(?P<value>[\w.-]*))?$")


class ClusterApi:
    """Answers paths from the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.token = secrets.token_urlsafe(24)

    def answer(self, url: str, authorization: str | None) -> tuple[int, str, bytes]:
        """(status, content type, body) of a GET."""
        if authorization != f"Bearer {self.token}":
            return _status(401, "Unauthorized")
        parts = urlsplit(url)
        if parts.path.rstrip("/") == "/version":
            return _json(VERSION)
        found = RESOURCE.match(parts.path.rstrip("/"))
        if found is None or not self._serves(found):
            return 404, "text/plain", b"404 page not found\n"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        items = self._items(found["kind"])
        try:
            return _one(found, items) if found["name"] else _page(found, items, query)
        except ValueError:
            return _status(400, "BadRequest")

    def _serves(self, found: "re.Match[str]") -> bool:
        defined = found["group"] != OPERATOR_GROUP or self._world.operator() is not None
        return defined and (found["group"], found["kind"]) in KINDS

    def _items(self, kind: str) -> list[Item]:
        builders = {
            "deployments": lambda: [_deployment(one) for one in self._world.deployments()],
            "pods": lambda: [_pod(one) for one in self._world.deployments()],
            "ingresses": self._ingresses,
            "weightsandbiases": self._custom_resources,
        }
        build = builders.get(kind)
        return build() if build else []

    def _ingresses(self) -> list[Item]:
        host = self._world.ingress()
        if host is None:
            return []
        points = [{"hostname": host}] if host else []
        spec = {"ingressClassName": "alb"}
        return [
            {"metadata": _metadata("default", "wandb", {}), "spec": spec, "status": {"loadBalancer": {"ingress": points}}}
        ]

    def _custom_resources(self) -> list[Item]:
        found = self._world.custom_resource()
        if found is None:
            return []
        status = {key: value for key, value in zip(("phase", "version"), found, strict=True) if value}
        return [
            {"apiVersion": "apps.wandb.com/v1", "metadata": _metadata("default", "wandb", {}), "spec": {}, "status": status}
        ]


def handler(api: ClusterApi) -> type[BaseHTTPRequestHandler]:
    """The HTTP handler in front of the API."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = api.answer(self.path, self.headers.get("Authorization"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            """Not logged."""

    return Handler


def _json(body: Item, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(body).encode()


def _status(code: int, reason: str) -> tuple[int, str, bytes]:
    return _json({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}, code)


def _one(found: "re.Match[str]", items: list[Item]) -> tuple[int, str, bytes]:
    for item in items:
        if (item["metadata"]["namespace"], item["metadata"]["name"]) == (found["namespace"], found["name"]):
            return _json({"kind": KINDS[found["group"], found["kind"]], "apiVersion": _api_version(found), **item})
    return _status(404, "NotFound")


def _page(found: "re.Match[str]", items: list[Item], query: dict[str, str]) -> tuple[int, str, bytes]:
    here = [one for one in items if found["namespace"] in (None, one["metadata"]["namespace"])]
    chosen = [one for one in here if _matches(one["metadata"]["labels"], query.get("labelSelector", ""))]
    start, limit = int(query.get("continue", "0")), int(query.get("limit", "0") or 0)
    page = chosen[start : start + limit] if limit else chosen[start:]
    more = str(start + limit) if limit and start + limit < len(chosen) else ""
    kind = KINDS[found["group"], found["kind"]]
    return _json({"kind": f"{kind}List", "apiVersion": _api_version(found), "metadata": {"continue": more}, "items": page})


def _api_version(found: "re.Match[str]") -> str:
    return f"{found['group']}/v1" if found["group"] else "v1"


def _matches(labels: dict[str, str], selector: str) -> bool:
    """ValueError where a term is not one of: key, !key, key=value, key==value, key!=value."""
    return all(_holds(labels, term.strip()) for term in selector.split(",") if term.strip())


def _holds(labels: dict[str, str], term: str) -> bool:
    match = TERM.match(term)
    if match is None or (match["no"] and match["op"]):
        raise ValueError(term)
    if match["op"] is None:
        return (match["key"] in labels) is not bool(match["no"])
    return (labels.get(match["key"]) == match["value"]) is not (match["op"] == "!=")


def _metadata(namespace: str, name: str, labels: dict[str, str]) -> Item:
    return {"namespace": namespace, "name": name, "labels": labels, "uid": f"{namespace}-{name}"}


def _deployment(one: Workload) -> Item:
    available = {"availableReplicas": 1, "readyReplicas": 1} if one.available else {}
    return {
        "metadata": _metadata(one.namespace, one.name, one.labels),
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": one.labels},
            "template": {
                "metadata": {"labels": one.labels},
                "spec": {"containers": [{"name": one.name, "image": one.image}]},
            },
        },
        "status": {"replicas": 1, **available},
    }


def _pod(one: Workload) -> Item:
    waiting = {"waiting": {"reason": one.waiting or "ContainerCreating"}}
    state = {"running": {}} if one.available else waiting
    container = {
        "name": one.name,
        "image": one.image,
        "imageID": "",
        "ready": one.available,
        "restartCount": 0,
        "state": state,
    }
    return {
        "metadata": _metadata(one.namespace, f"{one.name}-0", one.labels),
        "spec": {"containers": [{"name": one.name, "image": one.image}]},
        "status": {"phase": "Running" if one.available else "Pending", "containerStatuses": [container]},
    }
