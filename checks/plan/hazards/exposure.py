"""Exposure: a firewall, a database, an API, a load balancer or a bucket that the internet can reach; protection that ends.

Sources: the AWS documentation of each attribute; the Amazon S3 user guide, "Blocking public access".
"""

import re
from typing import Any

from checks.model import Severity
from checks.plan.actions import HIDDEN, LATER, Path
from checks.plan.hazards.looks import going, only_moved, turned_off, turned_on, veiled, where
from checks.plan.hazards.networks import STRUCTURED, everybody, openings
from checks.plan.hazards.objects import notes, part
from checks.plan.hazards.rule import COMING, Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

PUBLIC = (
    "allow_blob_public_access", "allow_nested_items_to_be_public", "assign_public_ip", "associate_public_ip_address",
    "direct_internet_access", "enable_public_ip", "endpoint_public_access", "ipv4_enabled", "is_publicly_accessible",
    "public_endpoint_enabled", "public_network_access_enabled", "publicly_accessible",
)  # fmt: skip
BLOCKED = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
ENCRYPTED = (
    "at_rest_encryption_enabled", "enable_https_traffic_only", "encrypt_at_rest", "encrypted",
    "encryption_at_rest_enabled", "enforce_https", "https_traffic_only_enabled", "node_to_node_encryption",
    "require_ssl", "storage_encrypted", "tls_enabled", "transit_encryption_enabled",
)  # fmt: skip
ACL_GROUPS = re.compile(r"AllUsers|AuthenticatedUsers|^allUsers$|^allAuthenticatedUsers$")
# Words of an attribute that lets in; one that lets out, or routes, has others.
LETS_IN = re.compile(r"cidr|ingress|source|allow|authorized|whitelist|ip_range|inbound|trusted")
OPENS = re.compile(r"access|allow|cidr|direction|disabled|ingress|port|prefix|protocol|rule|source|type")
LETS_OUT = re.compile(r"egress|outbound|destination|route(?!53)|deny|block_list|except")
SCHEME = "/scheme"
INTERNAL = re.compile(r"internal|scheme", re.IGNORECASE)
# Every subnet's list lets all in by default; what protects is the security group.
SECOND_LAYER = frozenset({"aws_network_acl", "aws_network_acl_rule", "aws_default_network_acl"})
# Parameters of a database that make clients use TLS.
TLS = frozenset({"neptune_enforce_ssl", "rds.force_ssl", "require_secure_transport", "require_ssl", "tls"})
PRIVATE_KINDS = ("DISABLED", "PRIVATE", "VPC", "VPC_ENDPOINT", "VpcOnly")
PUBLIC_KINDS = ("EDGE", "PUBLIC", "PublicInternetOnly", "REGIONAL", "SERVICE_PROVIDED_EIPS")
LOGIN = ("authentication_type", "authorization", "authorization_type")
# An API key stands in every page that uses it.
UNASKED = ("API_KEY", "NONE")
LB_KINDS = of("aws_lb", "aws_alb", "aws_elb")


def _opened(*, web: bool) -> Look:
    """Openings to everybody that were not there before, of web ports or of others."""

    def look(seen: Seen) -> Lines:
        was, will = openings(seen.kind, seen.before), openings(seen.kind, seen.after)
        new = sorted(one for one in will if not any(old.covers(one) for old in was))
        return tuple(f"new: {HIDDEN if seen.marks else one}" for one in new if one.web is web)

    return look


def _lets_everybody_in(seen: Seen) -> Lines:
    """Of other types: an attribute that lets networks in, and now has the whole internet in it."""
    if not _compared_loosely(seen):
        return ()
    every = [(_names(one.path), one) for one in seen.went()]
    held = {names for names, one in every if isinstance(one.old, str) and everybody(one.old)}
    found = ((names, one) for names, one in every if names not in held and _lets_in(names))
    return tuple(seen.line(one) for _, one in found if isinstance(one.new, str) and everybody(one.new))


def _compared_loosely(seen: Seen) -> bool:
    if seen.kind in SECOND_LAYER or LETS_OUT.search(seen.kind):
        return False
    return seen.kind not in STRUCTURED or not any(openings(seen.kind, one) for one in (seen.before, seen.after))


def _names(path: Path) -> str:
    return ".".join(part for part in path if isinstance(part, str))


def _lets_in(names: str) -> bool:
    return bool(LETS_IN.search(names)) and not LETS_OUT.search(names)


def _public_at_birth(seen: Seen) -> Lines:
    """A database that is made public from the start."""
    return ("publicly_accessible: true",) if seen.after.get("publicly_accessible") is True else ()


def _faces_internet(seen: Seen) -> Lines:
    """A load balancer that is made, or made again, for the internet: what `internal` is by default."""
    was = seen.before.get("internal") is False
    will = seen.after.get("internal") is False or seen.unknown.get("internal") is True
    kept = seen.action == "update" and seen.unknown.get("internal") is True
    return ("internal: false",) if will and not was and not kept else ()


def _public_service(seen: Seen) -> Lines:
    """A Kubernetes Service that becomes a load balancer, without a word that it is an internal one."""
    was, will = (_balanced(one) for one in (seen.before, seen.after))
    return ("type: LoadBalancer, not annotated as internal",) if will and not was else ()


def _balanced(body: dict[str, Any]) -> bool:
    said = notes(body).items()
    inside = any(INTERNAL.search(key) and one.lower() in ("true", "internal", "0.0.0.0/0") for key, one in said)
    return any(one.get("type") == "LoadBalancer" for one in part(body, "spec")) and not inside


def _public_ingress(seen: Seen) -> Lines:
    """An Ingress whose load balancer was internal, and faces the internet now."""
    was, will = (_faces(body) for body in (seen.before, seen.after))
    return ("scheme: internet-facing",) if will and not was else ()


def _faces(body: dict[str, Any]) -> bool:
    return any(key.endswith(SCHEME) and one == "internet-facing" for key, one in notes(body).items())


def _unblocked_at_birth(seen: Seen) -> Lines:
    """A public access block that is made, and does not block."""
    return tuple(f"{name}: false" for name in BLOCKED if seen.after.get(name) is False)


def _public_acl(seen: Seen) -> Lines:
    """A canned ACL or a grant for everybody, that was not there before."""
    was, will = _acl(seen.before), _acl(seen.after)
    hidden = any(map(seen.secret, ("acl", "predefined_acl")))
    return tuple(f"acl: {HIDDEN if hidden else one}" for one in sorted(will - was))


def _acl(body: dict[str, Any]) -> set[str]:
    canned = body.get("acl") or body.get("predefined_acl")
    found = {str(canned)} if str(canned).lower().startswith(("public", "authenticated")) else set()
    policies = [part for one in blocks(body.get("access_control_policy")) for part in blocks(one.get("grant"))]
    grants = [one for part in policies for one in blocks(part.get("grantee"))] + blocks(body.get("grant"))
    named = [str(one.get("uri") or "") for one in grants] + texts(body.get("role_entity"))
    return found | {"a grant to everybody" for one in named if ACL_GROUPS.search(one)}


def _shared_with_all(seen: Seen) -> Lines:
    """A snapshot, image or function that is shared with, or answers, everybody."""
    now = {name: seen.after.get(name) for name in ("shared_accounts", "restore_accounts", "group", "authorization_type")}
    old = {name: seen.before.get(name) for name in now}
    shared = [name for name, one in now.items() if one in ("all", "NONE", ["all"]) and old[name] != one]
    documents = [one for one in seen.went("permissions") if str(one.new).lower() == "all"]
    return (*(f"{name}: everybody" for name in shared), *map(seen.line, documents))


def _handed_over(seen: Seen) -> Lines:
    """A snapshot that another account may copy from now on."""
    listed = set(texts(seen.after.get("shared_accounts"))) - set(texts(seen.before.get("shared_accounts"))) - {"all"}
    alone = seen.after.get("account_id") if seen.action != "update" and "snapshot_id" in seen.after else None
    name = "shared_accounts" if listed else "account_id"
    return veiled(seen, name, (f"shared with {one}" for one in sorted(listed | set(texts(alone)))))


def _unlocked(seen: Seen) -> Lines:
    """A listener or a cache behaviour that spoke TLS only, and speaks plain text now."""
    plain = ("HTTP", "TCP", "allow-all")
    found = (one for one in seen.went("protocol", "viewer_protocol_policy") if one.new in plain)
    locked = (one for one in found if one.old in ("HTTPS", "TLS", "https-only", "redirect-to-https"))
    return tuple(seen.line(one) for one in locked if not only_moved(seen, one, gained=False))


def _no_login(seen: Seen) -> Lines:
    """An API method or a route that asked who calls, and does not any more."""
    found = seen.went(*LOGIN)
    return tuple(seen.line(one) for one in found if one.new in UNASKED and one.old not in (None, *UNASKED))


def _no_login_page(seen: Seen) -> Lines:
    """A load balancer that sent people to log in first, and does not any more."""
    was, will = (_authenticates(body) for body in (seen.before, seen.after))
    return ("nobody is asked to log in any more",) if was and not will else ()


def _authenticates(body: dict[str, Any]) -> bool:
    actions = [one for name in ("action", "default_action") for one in blocks(body.get(name))]
    return any(str(one.get("type")).startswith("authenticate-") for one in actions)


def _public_kind(seen: Seen) -> Lines:
    """An endpoint of a private kind that becomes one of a public kind."""
    found = seen.went("endpoint_configuration", "endpoint_type", "network_access_type", "public_access")
    unsaid = ("SERVICE_PROVIDED_EIPS",)
    known = (one for one in found if one.old in PRIVATE_KINDS or (one.old is None and one.new in unsaid))
    return tuple(seen.line(one) for one in known if one.new in PUBLIC_KINDS)


def _plain_text(seen: Seen) -> Lines:
    """A database's parameter that asked for TLS, and does not any more."""
    was, will = _asking(seen.before), _asking(seen.after)
    known = seen.unknown.get("parameter") is not True
    return tuple(f"{one}: not asked for any more" for one in sorted(was - will)) if known else ()


def _asking(body: dict[str, Any]) -> set[str]:
    return {
        str(one.get("name"))
        for one in blocks(body.get("parameter"))
        if str(one.get("name")) in TLS and _is_on(one.get("value"))
    }


def _is_on(value: Any) -> bool:
    return str(value).lower() in ("1", "on", "true", "enabled")


def _logs_off(seen: Seen) -> Lines:
    """Control plane or database logs that are not written any more."""
    names = ("enabled_cluster_log_types", "enabled_cloudwatch_logs_exports")
    known = (name for name in names if seen.unknown.get(name) is not True)
    gone = ((name, set(texts(seen.before.get(name))) - set(texts(seen.after.get(name)))) for name in known)
    shown = ((name, HIDDEN if seen.secret(name) else ", ".join(sorted(those))) for name, those in gone if those)
    return tuple(f"{name}: no {those}" for name, those in shown)


def _tokens_optional(seen: Seen) -> Lines:
    return tuple(seen.line(one) for one in seen.went("http_tokens") if one.old == "required" and one.new != LATER)


NETWORKS = "Name the networks that may reach it."
RULES = (
    Rule("opened-to-the-world", Severity.HIGH, _opened(web=False), NETWORKS, actions=COMING, kinds=STRUCTURED.__contains__,
         word=OPENS),
    Rule("web-port-opened", Severity.MEDIUM, _opened(web=True),
         "Right for a public web site; else name the networks that may reach it.",
         actions=COMING, kinds=STRUCTURED.__contains__, word=OPENS),
    Rule("opened-to-the-world", Severity.HIGH, _lets_everybody_in, NETWORKS, word=LETS_IN),
    Rule("opened-to-the-world", Severity.HIGH,
         where("default_action", is_so=lambda old, new: (old, new) == ("Deny", "Allow")), NETWORKS,
         kinds=lambda kind: kind.startswith("azurerm_"), attributes=frozenset({"default_action"})),
    Rule("publicly-exposed", Severity.HIGH, turned_on(*PUBLIC), "Keep it private, or say who may reach it.",
         attributes=frozenset(PUBLIC)),
    Rule("publicly-exposed", Severity.HIGH, _public_at_birth, "Make it private from the start.",
         actions=frozenset({"create"}),
         kinds=of("aws_db_instance", "aws_rds_cluster_instance", "aws_redshift_cluster", "aws_mq_broker",
                  "aws_dms_replication_instance", "aws_redshiftserverless_workgroup")),
    Rule("publicly-exposed", Severity.HIGH, _shared_with_all, "Name the accounts that it is for.", actions=COMING,
         kinds=of("aws_db_snapshot", "aws_db_snapshot_copy", "aws_db_cluster_snapshot", "aws_ami_launch_permission",
                  "aws_lambda_function_url", "aws_rds_cluster_snapshot_copy", "aws_ssm_document")),
    Rule("stranger-let-in", Severity.HIGH, _handed_over, "Make sure that the account is yours, or one that you chose.",
         actions=COMING,
         kinds=of("aws_db_cluster_snapshot", "aws_db_snapshot", "aws_db_snapshot_copy",
                  "aws_snapshot_create_volume_permission"),
         attributes=frozenset({"account_id", "shared_accounts", "snapshot_id"})),
    Rule("publicly-exposed", Severity.HIGH, _no_login, "Keep the authorization: everybody could call it.",
         attributes=frozenset(LOGIN)),
    Rule("publicly-exposed", Severity.HIGH, _no_login_page, "Keep the login: everybody could use it.",
         kinds=of("aws_alb_listener", "aws_alb_listener_rule", "aws_lb_listener", "aws_lb_listener_rule"),
         attributes=frozenset({"action", "default_action"})),
    Rule("internet-facing", Severity.HIGH, _faces_internet,
         "Set internal = true, or make sure that everything behind it is meant for the internet.",
         actions=COMING, kinds=LB_KINDS, attributes=frozenset({"internal"})),
    Rule("internet-facing", Severity.HIGH, _public_service,
         "Annotate it as internal, or use an Ingress; else everybody reaches what is behind it.",
         actions=COMING, kinds=of("kubernetes_service")),
    Rule("internet-facing", Severity.HIGH, _public_ingress,
         "Keep the scheme internal, or make sure that it is meant for the internet.",
         kinds=of("kubernetes_annotations", "kubernetes_ingress")),
    Rule("bucket-public", Severity.HIGH, turned_off(*BLOCKED), "Keep all four: public access stays blocked.",
         attributes=frozenset(BLOCKED)),
    Rule("bucket-public", Severity.HIGH,
         where("public_access_prevention", is_so=lambda old, new: old == "enforced" != new),
         "Keep it enforced: one grant would make the bucket public.", kinds=of("google_storage_bucket"),
         attributes=frozenset({"public_access_prevention"})),
    Rule("bucket-public", Severity.HIGH, _unblocked_at_birth, "Set all four to true.", actions=frozenset({"create"}),
         kinds=of("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block")),
    Rule("bucket-public", Severity.HIGH, going, "Keep it: without it one policy or ACL makes the bucket public.",
         actions=frozenset({"delete", "forget"}), kinds=of("aws_s3_bucket_public_access_block")),
    Rule("bucket-public", Severity.HIGH, _public_acl, "Use a private ACL; name in a policy who may read.", actions=COMING,
         kinds=of("aws_s3_bucket_acl", "aws_s3_bucket", "aws_s3_object", "google_storage_bucket_acl",
                  "google_storage_default_object_acl"),
         attributes=frozenset({"acl", "access_control_policy", "grant", "predefined_acl", "role_entity"})),
    Rule("encryption-off", Severity.HIGH, turned_off(*ENCRYPTED), "Keep it encrypted.", attributes=frozenset(ENCRYPTED)),
    Rule("encryption-off", Severity.HIGH, _unlocked, "Keep TLS: passwords and tokens would travel in plain text.",
         attributes=frozenset({"protocol", "viewer_protocol_policy"}),
         kinds=of("aws_lb_listener", "aws_alb_listener", "aws_cloudfront_distribution")),
    Rule("encryption-off", Severity.HIGH, _plain_text, "Keep TLS: passwords and data would travel in plain text.",
         kinds=lambda kind: kind.endswith("parameter_group"), attributes=frozenset({"parameter"})),
    Rule("publicly-exposed", Severity.HIGH, _public_kind, "Keep it private, or say who may reach it.",
         attributes=frozenset({"endpoint_configuration", "endpoint_type", "network_access_type", "public_access"})),
    Rule("logs-off", Severity.MEDIUM, _logs_off, "Keep the logs: they are what an incident is understood by.",
         attributes=frozenset({"enabled_cluster_log_types", "enabled_cloudwatch_logs_exports"})),
    Rule("metadata-unprotected", Severity.MEDIUM, _tokens_optional,
         "Keep http_tokens = required: with version 1 a forged request can read the role's credentials.",
         attributes=frozenset({"http_tokens"})),
    Rule("encryption-off", Severity.HIGH, turned_off("enabled"),
         "Keep EBS encryption by default.", kinds=of("aws_ebs_encryption_by_default"), attributes=frozenset({"enabled"})),
    Rule("publicly-exposed", Severity.MEDIUM, where("map_public_ip_on_launch", is_so=lambda _, new: new is True),
         "Every machine that starts in this subnet gets a public address.",
         attributes=frozenset({"map_public_ip_on_launch"})),
)  # fmt: skip
