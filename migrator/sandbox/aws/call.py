"""Which operation of which service a request asks for, told from the request as boto3 signs and writes it."""

import json
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, unquote

from moto.core.utils import get_service_model

SIGNED = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
MODELS = {
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
}
REST = frozenset({"eks", "elasticfilesystem", "route53", "s3"})
PLACEHOLDER = re.compile(r"\{([^}+]+)(\+?)\}")
Environment = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """An operation; `service` is the name in signatures and IAM actions, `key` the access key, `given` the parameters.

    Parameters of the query protocol are as flat as they came: `ActionNames.member.1`.
    """

    service: str
    operation: str
    key: str
    given: dict[str, object]

    def listed(self, name: str) -> list[str]:
        """A list parameter of the query protocol."""
        return [str(value) for key, value in self.given.items() if re.fullmatch(rf"{name}\.member\.\d+", key)]


def model(service: str) -> Any:
    """Botocore's description of a service."""
    return get_service_model(MODELS.get(service, service))


def recognise(environ: Environment) -> Call | None:
    """None where a request is not signed, or is none that we know; its body can be read again."""
    signed = SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
    if signed is None:
        return None
    key, service = signed["key"], signed["service"]
    if service in REST:
        found = _rest(environ, service)
        return Call(service, found[0], key, found[1]) if found else None
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return Call(service, target.rpartition(".")[2], key, _json(_body(environ)))
    form = dict(parse_qsl(_body(environ).decode(), keep_blank_values=True))
    return Call(service, form["Action"], key, dict(form)) if "Action" in form else None


def _body(environ: Environment) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _json(body: bytes) -> dict[str, object]:
    found = json.loads(body or b"{}")
    return dict(found) if isinstance(found, dict) else {}


def _rest(environ: Environment, service: str) -> tuple[str, dict[str, object]] | None:
    """The operation with the most of the query in its address: `GET /BUCKET?cors` is not `GET /BUCKET`."""
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    for operation, method, path, names, wanted in _routes(service):
        fits = path.fullmatch(environ["PATH_INFO"])
        if "Copy" in operation and "HTTP_X_AMZ_COPY_SOURCE" not in environ:
            continue  # by its address alone a PutObject is a CopyObject
        if fits and method == environ["REQUEST_METHOD"] and wanted.items() <= query.items():
            placed = dict(zip(names, map(unquote, fits.groups()), strict=True))
            # Bodies of S3 may be as long as they like, and nobody here looks at them.
            body = {} if service in ("route53", "s3") else _json(_body(environ))
            return operation, {**query, **body, **placed}
    return None


@cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str], list[str], dict[str, str]]]:
    described = model(service)
    routes = [_route(described.operation_model(name)) for name in described.operation_names]
    return sorted(routes, key=lambda one: (-len(one[4]), len(one[3])))


def _route(operation: Any) -> tuple[str, str, re.Pattern[str], list[str], dict[str, str]]:
    path, _, query = operation.http["requestUri"].partition("?")
    names = [name for name, _ in PLACEHOLDER.findall(path)]
    pattern = PLACEHOLDER.sub(lambda one: "(.+)" if one[2] else "([^/]+)", path)
    wanted = dict(parse_qsl(query, keep_blank_values=True))
    return operation.name, operation.http["method"], re.compile(f"{pattern}/?"), names, wanted
