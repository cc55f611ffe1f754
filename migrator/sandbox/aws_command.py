"""The `aws` of a sandbox: a stand-in that knows every operation of every service, by botocore's own descriptions.

    aws SERVICE OPERATION [--PARAMETER VALUE...] [--cli-input-json JSON] [--query JMESPATH] [--output json|text] [--region R]
    aws SERVICE wait WAITER [--PARAMETER VALUE...]
    aws eks update-kubeconfig --name CLUSTER [--kubeconfig FILE]

Lists of pages are read to their end. Values are given as plain words, as JSON, as `file://PATH`, or as `Key=Value,...`.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.session
import jmespath
import yaml
from botocore import xform_name

from migrator.sandbox.aws_words import parameters, split

FAILED, USAGE = 254, 252


def main(words: Sequence[str], out: Any) -> int:
    """Run one command; the exit code is the real one's. What goes wrong is said on standard error."""
    try:
        given = split(words)
        found = _run(given.service, given.operation, given.parameters, given.options)
    except botocore.exceptions.ClientError as error:
        sys.stderr.write(f"\n{error}\n")
        return FAILED
    except (botocore.exceptions.BotoCoreError, LookupError, ValueError, OSError) as error:
        sys.stderr.write(f"\naws: error (a stand-in): {error}\n")
        return USAGE
    query = given.options.get("query")
    found = jmespath.search(query, found) if query else found
    if found not in (None, ""):
        out.write(_text(found) if given.options.get("output") == "text" else json.dumps(found, indent=4, default=_plain))
        out.write("\n")
    return 0


def _run(service: str, operation: str, words: dict[str, list[str]], options: dict[str, str]) -> Any:
    client = botocore.session.Session().create_client(service, region_name=options.get("region"))
    if (service, operation) == ("eks", "update-kubeconfig"):
        return _kubeconfig(client, words)
    if operation == "wait":
        return _wait(client, words, options)
    model = client.meta.service_model
    name = next((one for one in model.operation_names if xform_name(one, "-") == operation), None)
    if name is None:
        raise LookupError(f"{service} has no operation {operation}")
    given = parameters(model.operation_model(name).input_shape, words, options.get("cli-input-json"))
    method = xform_name(name)
    if not client.can_paginate(method) or "no-paginate" in options:
        return _bare(getattr(client, method)(**given))
    most = {"MaxItems": int(options["max-items"])} if "max-items" in options else {}
    return _bare(client.get_paginator(method).paginate(**given, PaginationConfig=most).build_full_result())


def _wait(client: Any, words: dict[str, list[str]], options: dict[str, str]) -> None:
    names = words.pop("wait")
    waiter = client.get_waiter(names[0].replace("-", "_"))
    shape = client.meta.service_model.operation_model(waiter.config.operation).input_shape
    waiter.wait(**parameters(shape, words, options.get("cli-input-json")))


def _bare(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "ResponseMetadata"}


def _kubeconfig(client: Any, words: dict[str, list[str]]) -> str:
    """A kubeconfig with the real one's contents; the file is made anew."""
    name = words["name"][0]
    cluster = client.describe_cluster(name=name)["cluster"]
    command = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "aws", "interactiveMode": "Never"}
    place = {"server": cluster["endpoint"], "certificate-authority-data": cluster["certificateAuthority"]["data"]}
    arn = cluster["arn"]
    whole = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": arn,
        "clusters": [{"name": arn, "cluster": place}],
        "contexts": [{"name": arn, "context": {"cluster": arn, "user": arn}}],
        "users": [{"name": arn, "user": {"exec": {**command, "args": ["eks", "get-token", "--cluster-name", name]}}}],
    }
    path = Path(words.get("kubeconfig", [os.environ.get("KUBECONFIG", "kubeconfig")])[0])
    path.write_text(yaml.safe_dump(whole))
    return f"Updated context {arn} in {path}"


def _text(found: Any) -> str:
    """Lines of words with tabs between them."""
    if not isinstance(found, list):
        return str(found)
    if any(isinstance(one, list) for one in found):
        return "\n".join(_text(one) for one in found)
    return "\t".join(str(one) for one in found)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout))
