"""Loss of data: what holds it goes, its restore points go, or what protects it is taken away.

Sources: the AWS documentation of each attribute; hashicorp/terraform-provider-aws, the page of each resource.
"""

import math
import re
from typing import Any

from checks.model import Severity
from checks.plan.hazards.kinds import holds_data
from checks.plan.hazards.looks import going, number, only_if, turned_off, turned_on, where
from checks.plan.hazards.rule import GOING, Lines, Rule, of
from checks.plan.hazards.seen import Seen

RETENTION = (
    "automated_snapshot_retention_period",
    "automatic_backup_retention_days",
    "backup_retention_days",
    "backup_retention_period",
    "default_retention",
    "delete_after",
    "min_retention_days",
    "retained_backups",
    "retention_period",
    "snapshot_retention_limit",
)
LOG_DAYS = "retention_in_days"
LOGS = frozenset({"aws_cloudwatch_log_group", "aws_cloudwatch_log_stream"})
PROTECTION = (
    "deletion_protection",
    "deletion_protection_enabled",
    "disable_api_stop",
    "disable_api_termination",
    "enable_deletion_protection",
    "purge_protection_enabled",
    "termination_protection",
)
# Point in time recovery, versions of objects, automatic backups.
RECOVERY = (
    "backup_configuration",
    "backup_policy",
    "backups_enabled",
    "enable_automatic_backup",
    "point_in_time_recovery",
    "point_in_time_recovery_enabled",
    "resource_type_opt_in_preference",
    "versioning",
    "versioning_configuration",
)
SKIPPED = ("delete_automated_backups", "skip_final_backup", "skip_final_snapshot")
WINDOWS = ("deletion_window_in_days", "recovery_window_in_days", "soft_delete_retention_days")
SPACE = ("allocated_storage", "disk_size_gb", "size", "storage_capacity", "volume_size")
KEYS = of("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")


def _no_backups(old: Any, new: Any) -> bool:
    return (number(old) or 0) > 0 and number(new) == 0


def _shorter(old: Any, new: Any) -> bool:
    was, will = number(old), number(new)
    return was is not None and was > 0 and (new is None or (will is not None and will < was))


def _less(old: Any, new: Any) -> bool:
    was, will = number(old), number(new)
    return was is not None and will is not None and will < was


def _days(value: Any) -> float | None:
    """How long a log group keeps its events; it spells for ever as 0, or not at all."""
    return math.inf if value in (0, None) else number(value)


def _fewer_logs(old: Any, new: Any) -> bool:
    was, will = _days(old), _days(new)
    return was is not None and will is not None and will < was


def _cut(seen: Seen) -> Lines:
    return (*where(*RETENTION, is_so=_shorter)(seen), *where(LOG_DAYS, is_so=_fewer_logs)(seen))


KEEPING = re.compile(r"retention|backtrack_window")
# Judged by rules of their own, or no data: how long a database's own statistics are kept.
ELSEWHERE = frozenset({*RETENTION, LOG_DAYS, "message_retention_seconds", "performance_insights_retention_period"})


def _kept_shorter(seen: Seen) -> Lines:
    """Any other attribute that says for how long something is kept."""
    names = [one for one in seen.names if KEEPING.search(one) and one not in ELSEWHERE]
    return where(*names, is_so=_less)(seen) if names else ()


RULES = (
    Rule("data-store-destroyed", Severity.CRITICAL, going,
         "Stop. Find out what makes Terraform want this; a backup is no reason to go on.",
         blocks=True, actions=GOING, kinds=holds_data),
    Rule("backups-off", Severity.CRITICAL, where(*RETENTION, is_so=_no_backups),
         "Keep automatic backups: 0 deletes the ones that are there.", attributes=frozenset(RETENTION)),
    Rule("retention-cut", Severity.HIGH, _cut,
         "Older restore points are lost for good: take a manual snapshot first, or keep the old retention.",
         attributes=frozenset({*RETENTION, LOG_DAYS})),
    Rule("retention-cut", Severity.HIGH, _kept_shorter, "Older data is lost for good: keep the old retention.",
         word=KEEPING),
    Rule("recovery-off", Severity.HIGH, turned_off("state"), "Keep it on: no restore points are made without it.",
         kinds=of("aws_dlm_lifecycle_policy"), attributes=frozenset({"state"})),
    Rule("logs-destroyed", Severity.HIGH, only_if(lambda seen: seen.before.get("skip_destroy") is not True, going),
         "Export what may still be needed, or set skip_destroy = true.", actions=frozenset({"delete", "replace"}),
         kinds=LOGS.__contains__),
    Rule("messages-expire-sooner", Severity.HIGH, where("message_retention_seconds", is_so=_less),
         "Messages that wait longer than this are dropped: let the consumers catch up first.",
         attributes=frozenset({"message_retention_seconds"})),
    Rule("deletion-protection-off", Severity.HIGH, turned_off(*PROTECTION),
         "Keep the protection: set deletion_protection = true.", attributes=frozenset(PROTECTION)),
    Rule("force-destroy-on", Severity.HIGH, turned_on("force_destroy"),
         "Keep force_destroy = false.", attributes=frozenset({"force_destroy"})),
    Rule("force-destroy-on", Severity.HIGH, turned_on("force_delete"),
         "Keep force_delete = false.", kinds=of("aws_ecr_repository"), attributes=frozenset({"force_delete"})),
    Rule("final-snapshot-skipped", Severity.HIGH, turned_on(*SKIPPED), "Keep a final snapshot.",
         attributes=frozenset(SKIPPED)),
    Rule("recovery-off", Severity.HIGH, turned_off(*RECOVERY),
         "Keep it on: without it an overwritten or deleted object, or an earlier state, cannot be brought back.",
         attributes=frozenset(RECOVERY)),
    Rule("recovery-off", Severity.HIGH, going,
         "Keep it: what it made restore points or copies of has none from here on.", actions=frozenset({"delete", "forget"}),
         kinds=of("aws_backup_plan", "aws_backup_selection", "aws_backup_vault_lock_configuration",
                  "aws_db_instance_automated_backups_replication", "aws_dlm_lifecycle_policy", "aws_efs_backup_policy",
                  "aws_efs_replication_configuration", "aws_s3_bucket_object_lock_configuration",
                  "aws_s3_bucket_replication_configuration", "aws_s3_bucket_versioning")),
    Rule("key-disabled", Severity.CRITICAL, turned_off("is_enabled", "enabled"),
         "Leave the key enabled: whatever it encrypted cannot be read while it is off.", kinds=KEYS,
         attributes=frozenset({"is_enabled", "enabled"})),
    Rule("key-rotation-off", Severity.MEDIUM, turned_off("enable_key_rotation"),
         "Keep enable_key_rotation = true.", attributes=frozenset({"enable_key_rotation"})),
    Rule("deleted-at-once", Severity.HIGH, where("recovery_window_in_days", is_so=lambda old, new: old != 0 and new == 0),
         "Keep a recovery window of 7 days or more.", attributes=frozenset({"recovery_window_in_days"})),
    Rule("deletion-window-cut", Severity.MEDIUM, where(*WINDOWS, is_so=lambda old, new: _less(old, new) and new != 0),
         "Keep the longer window: it is the time in which a deletion can be taken back.", attributes=frozenset(WINDOWS)),
    Rule("storage-shrunk", Severity.HIGH, where(*SPACE, is_so=_less),
         "Storage can only grow: a smaller one is refused, or made anew and empty. Put the size back.",
         kinds=holds_data, attributes=frozenset(SPACE)),
)  # fmt: skip
