"""The operations that moto lacks, answered from tables: who calls, policy simulation, quotas, offers. All stand-ins."""

import re
from collections.abc import Callable

from migrator.sandbox.aws.call import Call
from migrator.sandbox.aws.errors import AwsError
from migrator.sandbox.names import ACCOUNT, REGION

Document = dict[str, object]
# The user whose access key the shell of a sandbox has; moto only knows keys of AWS's own form.
USER = "sandbox"
PRINCIPAL = re.compile(rf"arn:aws:iam::{ACCOUNT}:(user|role|group)/.+")
QUOTAS = {
    "ec2": (("L-1216C47A", "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 256.0, "None"),),
    "elasticloadbalancing": (("L-53DA6B97", "Application Load Balancers per Region", 50.0, "Count"),),
}
AURORA = tuple(f"8.0.mysql_aurora.{one}" for one in ("3.03.0", "3.04.2", "3.05.2", "3.06.0", "3.07.1"))
CLASSES = tuple(f"db.{family}.{size}" for family in ("r5", "r6g", "r6i") for size in ("large", "xlarge", "2xlarge"))
REDIS = {"6.0": "6.x", "6.2": "6.x", "7.0": "7", "7.1": "7"}


def answer(call: Call) -> Document | None:
    """What we say, None where moto does."""
    made = OURS.get((call.service, call.operation))
    return made(call) if made else None


def simulated(call: Call, denied: frozenset[str]) -> Document:
    """iam:SimulatePrincipalPolicy: everything is allowed that is not denied by a fault."""
    principal = str(call.given.get("PolicySourceArn"))
    if not PRINCIPAL.fullmatch(principal):
        raise AwsError("InvalidInput", f"Invalid Entity Arn: {principal} does not clearly define entity type and name.")
    refused = {one.lower() for one in denied}
    places = call.listed("ResourceArns") or ["*"]
    results = [_decision(action, place, refused) for action in call.listed("ActionNames") for place in places]
    return {"EvaluationResults": results, "IsTruncated": False}


def _decision(action: str, place: str, refused: set[str]) -> Document:
    no = {action.lower(), f"{action.lower().partition(':')[0]}:*"} & refused
    decision = "implicitDeny" if no else "allowed"
    return {"EvalActionName": action, "EvalResourceName": place, "EvalDecision": decision, "MatchedStatements": []}


def _caller(call: Call) -> Document | None:
    """sts:GetCallerIdentity."""
    named = {"UserId": "AIDASANDBOXSANDBOX00", "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/{USER}"}
    return {**named} if call.key == USER else None


def _quotas(service: str) -> list[Document]:
    return [
        {
            "ServiceCode": service,
            "ServiceName": service,
            "QuotaArn": f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:{service}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "Value": value,
            "Unit": unit,
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for code, name, value, unit in QUOTAS.get(service, ())
    ]


def _quota(call: Call) -> Document:
    known = _quotas(str(call.given.get("ServiceCode")))
    for one in known:
        if one["QuotaCode"] == call.given.get("QuotaCode"):
            return {"Quota": one}
    raise AwsError("NoSuchResourceException", "The request failed because the specified service quota does not exist.")


def _listed_quotas(call: Call) -> Document:
    return {"Quotas": _quotas(str(call.given.get("ServiceCode")))}


def _orderable(call: Call) -> Document | None:
    """rds:DescribeOrderableDBInstanceOptions of Aurora MySQL; moto has PostgreSQL's."""
    if call.given.get("Engine") != "aurora-mysql":
        return None
    versions = [one for one in AURORA if call.given.get("EngineVersion") in (None, one)]
    classes = [one for one in CLASSES if call.given.get("DBInstanceClass") in (None, one)]
    zones = [{"Name": f"{REGION}{letter}"} for letter in "abc"]
    return {
        "OrderableDBInstanceOptions": [
            {
                "Engine": "aurora-mysql",
                "EngineVersion": version,
                "DBInstanceClass": name,
                "LicenseModel": "general-public-license",
                "AvailabilityZones": zones,
                "Vpc": True,
            }
            for version in versions
            for name in classes
        ]
    }


def _cache_versions(call: Call) -> Document:
    wanted = (call.given.get("Engine"), call.given.get("EngineVersion"))
    return {
        "CacheEngineVersions": [
            {"Engine": "redis", "EngineVersion": version, "CacheParameterGroupFamily": f"redis{family}"}
            for version, family in REDIS.items()
            if wanted[0] in (None, "redis") and wanted[1] in (None, version)
        ]
    }


OURS: dict[tuple[str, str], Callable[[Call], Document | None]] = {
    ("sts", "GetCallerIdentity"): _caller,
    ("servicequotas", "GetServiceQuota"): _quota,
    ("servicequotas", "GetAWSDefaultServiceQuota"): _quota,
    ("servicequotas", "ListServiceQuotas"): _listed_quotas,
    ("servicequotas", "ListAWSDefaultServiceQuotas"): _listed_quotas,
    ("rds", "DescribeOrderableDBInstanceOptions"): _orderable,
    ("elasticache", "DescribeCacheEngineVersions"): _cache_versions,
}
