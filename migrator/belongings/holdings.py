"""What of a Terraform state is to be saved: the objects in the cluster, the zone and its name, the buckets, the database."""

from __future__ import annotations

from collections.abc import Iterator

from checks.facts import Missing
from migrator.terraform.statefile import Instance, StateFile
from states.belongings import Holdings, Object

# Terraform's type, without `_v1`: apiVersion, kind, plural, whether it is in a namespace; in the order of applying them.
KINDS = {
    "kubernetes_namespace": ("v1", "Namespace", "namespaces", False),
    "kubernetes_priority_class": ("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", False),
    "kubernetes_storage_class": ("storage.k8s.io/v1", "StorageClass", "storageclasses", False),
    "kubernetes_service_account": ("v1", "ServiceAccount", "serviceaccounts", True),
    "kubernetes_cluster_role": ("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", False),
    "kubernetes_cluster_role_binding": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", False),
    "kubernetes_role": ("rbac.authorization.k8s.io/v1", "Role", "roles", True),
    "kubernetes_role_binding": ("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", True),
    "kubernetes_secret": ("v1", "Secret", "secrets", True),
    "kubernetes_config_map": ("v1", "ConfigMap", "configmaps", True),
    "kubernetes_persistent_volume_claim": ("v1", "PersistentVolumeClaim", "persistentvolumeclaims", True),
    "kubernetes_service": ("v1", "Service", "services", True),
    "kubernetes_deployment": ("apps/v1", "Deployment", "deployments", True),
    "kubernetes_stateful_set": ("apps/v1", "StatefulSet", "statefulsets", True),
    "kubernetes_daemonset": ("apps/v1", "DaemonSet", "daemonsets", True),
    "kubernetes_cron_job": ("batch/v1", "CronJob", "cronjobs", True),
    "kubernetes_ingress": ("networking.k8s.io/v1", "Ingress", "ingresses", True),
    "kubernetes_network_policy": ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", True),
    "kubernetes_pod_disruption_budget": ("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", True),
    "kubernetes_horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", True),
}
# Part of an object that somebody else owns: there is nothing of its own to save.
PARTIAL = frozenset({"kubernetes_annotations", "kubernetes_labels", "kubernetes_env", "kubernetes_config_map_v1_data"})
ORDER = tuple(KINDS)


def holdings(raw: bytes) -> Holdings | Missing:
    """Of a pulled state; nothing of an empty one."""
    try:
        state = StateFile.read(raw)
    except ValueError as error:
        return Missing(str(error))
    mine = [one for one in state.instances if one.type.startswith("kubernetes_") and one.type not in PARTIAL]
    known = sorted((one for one in mine if _object(one)), key=lambda one: (ORDER.index(_kind(one)), one.address))
    return Holdings(
        state.lineage,
        state.serial,
        state.terraform_version,
        tuple(found for one in known if (found := _object(one))),
        tuple(sorted(one.address for one in mine if _object(one) is None)),
        *_name(state),
        tuple(sorted(_texts(state, "aws_s3_bucket", "bucket"))),
        state.attribute("aws_rds_cluster", "cluster_identifier"),
    )


def _kind(one: Instance) -> str:
    return one.type.removesuffix("_v1")


def _object(one: Instance) -> Object | None:
    """None where the type or the name is not known. The provider has the name in a block; a stand-in may have it plainly."""
    blocks = one.attributes.get("metadata")
    named = blocks[0] if isinstance(blocks, list) and blocks else one.attributes
    if _kind(one) not in KINDS or not named.get("name"):
        return None
    api, kind, plural, inside = KINDS[_kind(one)]
    namespace = str(named.get("namespace") or "default") if inside else None
    return Object(api, kind, plural, namespace, str(named["name"]))


def _name(state: StateFile) -> tuple[str | None, str | None]:
    """The zone and the host name of the deployment, by its record."""
    for one in state.of("aws_route53_record"):
        zone, name = one.attributes.get("zone_id"), one.attributes.get("fqdn") or one.attributes.get("name")
        if zone and name and one.attributes.get("type") == "A":
            return str(zone), str(name).rstrip(".").lower().removeprefix("old.")
    return None, None


def _texts(state: StateFile, kind: str, attribute: str) -> Iterator[str]:
    yield from (str(found) for one in state.of(kind) if (found := one.attributes.get(attribute)))
