"""A cluster's API as far as the probes ask, with selectors and pages, and a kubeconfig that leads to a server."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from tests.support.servers import LOCAL, Authority, Heard, Script, http, serving

Object = dict[str, Any]


def workload(name: str, *, desired: int | None = 1, status: Object | None = None, labels: Object | None = None) -> Object:
    """A Deployment or StatefulSet; without `desired` the field is left out, as the API may."""
    selected = {"app.kubernetes.io/name": name}
    spec: Object = {
        "selector": {"matchLabels": selected},
        "template": {"metadata": {"labels": selected}, "spec": {"containers": []}},
    }
    spec["serviceName"] = name
    if desired is not None:
        spec["replicas"] = desired
    return {
        "metadata": {"name": name, "namespace": "default", "labels": labels or {}},
        "spec": spec,
        "status": {"replicas": 0, **(status or {})},
    }


def pod(name: str, of: str, *waiting: tuple[str, str], init: tuple[tuple[str, str], ...] = ()) -> Object:
    """A pod of a workload whose containers wait for reasons: (reason, image)."""

    def statuses(pairs: tuple[tuple[str, str], ...]) -> list[Object]:
        return [
            {
                "name": "c",
                "image": image,
                "imageID": "",
                "ready": False,
                "restartCount": 0,
                "state": {"waiting": {"reason": reason}},
            }
            for reason, image in pairs
        ]

    labels = {"app.kubernetes.io/name": of}
    status = {"containerStatuses": statuses(waiting), "initContainerStatuses": statuses(init)}
    return {"metadata": {"name": name, "namespace": "default", "labels": labels}, "status": status}


@dataclass
class Api:
    """Path -> object, or list of objects; every path that is not there is a plain-text 404, as a missing kind is."""

    objects: Mapping[str, Object | list[Object]] = field(default_factory=dict)
    page: int = 200

    def script(self) -> Script:
        """What it answers."""
        return lambda one, head: self.answer(head.split(b" ")[1].decode())(one, head)

    def answer(self, url: str) -> Script:
        """One answer."""
        parts = urlsplit(url)
        found = self.objects.get(parts.path)
        if found is None:
            return http(404, b"404 page not found\n", "text/plain")
        if isinstance(found, dict):
            return http(body=json.dumps(found).encode())
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return http(body=json.dumps(self._listed(found, query)).encode())

    def _listed(self, found: list[Object], query: Mapping[str, str]) -> Object:
        wanted = dict(term.split("=") for term in query.get("labelSelector", "").split(",") if term)
        chosen = [one for one in found if wanted.items() <= one["metadata"]["labels"].items()]
        start, size = int(query.get("continue", 0)), min(int(query.get("limit", 500)), self.page)
        more = str(start + size) if start + size < len(chosen) else ""
        return {"metadata": {"continue": more}, "items": chosen[start : start + size]}


def kubeconfig(path: Path, port: int, authority: Authority) -> dict[str, str]:
    """A kubeconfig that leads to a TLS server, with a token that holds `canary`; the environment that names it."""
    cluster = {"server": f"https://{LOCAL}:{port}", "certificate-authority": str(authority.path / "ca.pem")}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "it",
        "clusters": [{"name": "it", "cluster": cluster}],
        "users": [{"name": "it", "user": {"token": "token-canary"}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
    }
    (path / "kubeconfig").write_text(yaml.safe_dump(content))
    return {"KUBECONFIG": str(path / "kubeconfig")}


@contextmanager
def played(path: Path, authority: Authority, *scripts: Script) -> Iterator[tuple[dict[str, str], Heard]]:
    """A server that plays scripts, and the environment that leads to it."""
    with serving(*scripts, certificate=authority.certificate(LOCAL)) as server:
        yield kubeconfig(path, server.port, authority), server
