"""Who may do what, and the certificate: IAM and ACM."""

import json

from moto.acm.models import acm_backends
from moto.iam.models import iam_backends

from migrator.sandbox.aws.answers import USER
from migrator.sandbox.names import ACCOUNT, REGION
from migrator.sandbox.store import Attributes, Store

TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "%s.amazonaws.com"}}]}'
)


def put(store: Store) -> None:
    """The user of a sandbox's shell, then what the store has."""
    iam_backends[ACCOUNT]["aws"].create_user(REGION, USER)
    for kind, make in (("aws_iam_role", role), ("aws_iam_policy", policy), ("aws_iam_openid_connect_provider", issuer)):
        for one in store.all(kind):
            make(one)
    _attachments(store)
    for one in store.all("aws_acm_certificate"):
        backend_of_acm = acm_backends[ACCOUNT][REGION]
        arn = backend_of_acm.request_certificate(str(one["domain_name"]), "", [], [])
        backend_of_acm.get_certificate(arn).status = "ISSUED"


def role(one: Attributes) -> None:
    """A role; one that the stand-in module gives no policy is trusted by who uses it."""
    name = str(one["name"])
    trust = one["assume_role_policy"] or TRUST % ("eks" if name.endswith("-cluster") else "ec2")
    iam_backends[ACCOUNT]["aws"].create_role(name, str(trust), "/", None, "", [], "3600")


def policy(one: Attributes) -> None:
    """A policy."""
    iam_backends[ACCOUNT]["aws"].create_policy("", "/", _document(str(one["policy"])), str(one["name"]), [])


def issuer(one: Attributes) -> None:
    """An OIDC provider."""
    iam_backends[ACCOUNT]["aws"].create_open_id_connect_provider(str(one["url"]), ["0" * 40], ["sts.amazonaws.com"], [])


def _attachments(store: Store) -> None:
    backend = iam_backends[ACCOUNT]["aws"]
    for one in store.all("aws_iam_role_policy_attachment"):
        owner, name = str(one["policy_arn"]).split(":")[4], str(one["policy_arn"]).rpartition("/")[2]
        if owner == ACCOUNT:  # moto does not have AWS's own
            backend.attach_role_policy(f"arn:aws:iam::{ACCOUNT}:policy/{name}", str(one["role"]))


def _document(policy: str) -> str:
    """Some of the stand-in module's policies say nothing, which IAM does not take."""
    nothing = {"Effect": "Deny", "Action": "none:Nothing", "Resource": "*"}
    document = json.loads(policy)
    return json.dumps({**document, "Statement": document["Statement"] or [nothing]})
