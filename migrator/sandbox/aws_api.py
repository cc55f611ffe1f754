"""AWS over HTTP, and its Route53, which is the truth for what it holds: the store has no copy of it. The rest is in `aws`.

moto keeps everything in memory, so the zone's records are written down at every change of ours and when the daemon ends,
and put back when it starts.
"""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.route53.models import HostedZoneIdentifier
from moto.utilities.id_generator import moto_id_manager
from werkzeug.serving import BaseWSGIServer, make_server

from migrator.sandbox.aws.front import Live
from migrator.sandbox.names import ACCOUNT, REGION, ZONE, ZONE_ID
from migrator.sandbox.providers.catalogue import BackendError
from migrator.sandbox.store import Attributes

# The daemon's own, by which its requests are told from everybody else's.
OWN_KEY = "daemon"
CREDENTIALS = {"aws_access_key_id": OWN_KEY, "aws_secret_access_key": "sandbox"}


class _Quiet(MotoRequestHandler):
    """Requests are not logged: a log that grows with them is of no use."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Not logged."""


def _server(live: Live) -> BaseWSGIServer:
    """Bound here, since werkzeug ends the process where it gets no port, and gives advice that nobody can follow."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, application = listener.getsockname()[1], live.before(DomainDispatcherApplication(create_backend_app))
        return make_server("127.0.0.1", port, application, threaded=True, request_handler=_Quiet, fd=listener.fileno())


class AwsApi:
    """The server, the zone in it, and clients of it. `live` is the deployment in it."""

    def __init__(self, kept: Path, live: Live) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        # Hundreds of images for each region, which nobody here asks for.
        os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
        # moto makes up the ids of its zones; the documented variables name this one.
        moto_id_manager.set_custom_id(HostedZoneIdentifier(ACCOUNT, f"{ZONE}.", None), ZONE_ID)
        self._server = _server(live)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.endpoint = f"http://127.0.0.1:{self._server.port}"
        self.route53 = self.client("route53")
        self.route53.create_hosted_zone(Name=ZONE, CallerReference="sandbox")
        before = json.loads(kept.read_text()) if kept.exists() else []
        if before:
            self.change("CREATE", *before)

    def client(self, service: str) -> Any:
        """A boto3 client of the server."""
        quick = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, config=quick, **CREDENTIALS)

    def stop(self) -> None:
        """Write down the records, and serve no more."""
        with self._lock:
            self._keep()
        self._server.shutdown()
        self._server.server_close()

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record set of the zone but its own NS and SOA."""
        for page in self.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=ZONE_ID):
            yield from (one for one in page["ResourceRecordSets"] if one["Type"] not in ("NS", "SOA"))

    def name_servers(self) -> list[str]:
        """The zone's own name servers."""
        found: list[str] = self.route53.get_hosted_zone(Id=ZONE_ID)["DelegationSet"]["NameServers"]
        return found

    def _keep(self) -> None:
        temporary = self._kept.with_suffix(".new")
        temporary.write_text(json.dumps(list(self.records())))
        temporary.replace(self._kept)

    def change(self, action: str, *records: dict[str, Any]) -> None:
        """CREATE, UPSERT or DELETE record sets, all or none."""
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": one} for one in records]}
        with self._lock:
            self.route53.change_resource_record_sets(HostedZoneId=ZONE_ID, ChangeBatch=batch)
            self._keep()

    def caller(self, given: Attributes) -> Attributes:
        """The data source aws_caller_identity."""
        said = self.client("sts").get_caller_identity()
        return {**given, "id": said["Account"], "account_id": said["Account"], "arn": said["Arn"]}


class RecordBackend:
    """`aws_route53_record`, in Route53 itself."""

    def __init__(self, api: AwsApi) -> None:
        self._api = api

    def write(self, attributes: Attributes, *, new: bool) -> None:
        """Create, or change in place."""
        name = f"[{attributes['name']} {attributes['type']}]"
        if new and self.read(attributes) is not None:
            raise BackendError(f"InvalidChangeBatch: Tried to create resource record set {name} but it already exists")
        self._change("CREATE" if new else "UPSERT", attributes)

    def read(self, attributes: Attributes) -> Attributes | None:
        """The alias that is there now."""
        for one in self._api.records():
            if (one["Name"].rstrip("."), one["Type"]) == (attributes["name"], attributes["type"]):
                return {**attributes, "alias": [_alias(one["AliasTarget"])] if "AliasTarget" in one else []}
        return None

    def delete(self, attributes: Attributes) -> None:
        """Delete; a record that is gone is fine."""
        if self.read(attributes) is not None:
            self._change("DELETE", attributes)

    def _change(self, action: str, attributes: Attributes) -> None:
        alias = attributes["alias"]
        target = alias[0] if isinstance(alias, list) else {}
        record = alias_record(str(attributes["name"]), str(target["name"]), str(target["zone_id"]))
        try:
            self._api.change(action, record)
        except ClientError as error:
            raise BackendError(str(error)) from error


def alias_record(name: str, target: str, zone_id: str) -> dict[str, Any]:
    """An alias A record set."""
    return {
        "Name": name,
        "Type": "A",
        "AliasTarget": {"HostedZoneId": zone_id, "DNSName": target, "EvaluateTargetHealth": True},
    }


def _alias(target: dict[str, Any]) -> dict[str, object]:
    return {
        "name": target["DNSName"].rstrip("."),
        "zone_id": target["HostedZoneId"],
        "evaluate_target_health": target["EvaluateTargetHealth"],
    }
