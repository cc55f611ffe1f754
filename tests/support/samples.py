"""Small fixed inputs for everything that renders: verdicts, a judged plan, runs, problems."""

from datetime import UTC, datetime, timedelta

from checks.model import Finding, Passed, Severity, Unknown, Verdict
from checks.outage import Look, Service
from checks.plan.live import Weight, Witness
from checks.plan.model import Assessment, Contract, Forecast, JudgedChange, Summary, Upgrade
from checks.problem import Exit, Problem
from migrator.report.preflight import Preflight
from migrator.report.risk import RiskReport
from runbooks import phases as known
from states.events import (
    Accepted,
    ActionSeen,
    Applied,
    ApplyIntended,
    ApplyStarted,
    Approved,
    AwaitingApproval,
    Entered,
    Event,
    Halted,
    Offer,
    Phase,
    Planned,
    Preflighted,
    Previewed,
    Process,
    Resumed,
    Stamped,
    Started,
    State,
    Step,
    SwapIntended,
    Swapped,
    Unfinished,
    Verified,
)
from states.inputs import Inputs, Who
from states.run import Run, fold
from states.saving import Absent, BackedUp, Kind, Origin, Part, Snapshot, Workload

HASH = "3f" * 32
OTHER = "a7" * 32
APPROVAL = "0123456789abcdef" * 4
RUN = "20260102T030405Z-9f3a"
INPUTS = Inputs("/srv/w&b prod", ("post-operator.tfvars",), override=True)
WHO = Who("arn:aws:iam::123456789012:user/kim", "kim", "bastion")
WORKERS = 'module.wandb_infra.module.app_eks.module.eks.module.node_groups.aws_eks_node_group.workers["primary"]'
RECORD = "module.wandb_infra.module.app_lb.aws_route53_record.alb"
CLUSTER = "module.wandb_infra.module.database.module.aurora.aws_rds_cluster.this[0]"

LAYOUT = Finding(
    "files-layout",
    Severity.CRITICAL,
    blocks=True,
    subject="the Terraform directory",
    because=("both configurations are active: Terraform refuses duplicates", "there: pre-operator.tf, post-operator.tf"),
    remedy="mv post-operator.tf post-operator.tf.disabled",
)
UNDECLARED = Finding(
    "variable-undeclared",
    Severity.LOW,
    blocks=False,
    subject="wandb_verion",
    because=("a variables file sets it, and no variable block declares it",),
    remedy="look for a typing error in its name",
)
VERDICT = Verdict(
    findings=(LAYOUT, UNDECLARED),
    passed=(Passed("aws-credentials", f"{WHO.arn} in account 123456789012"),),
    unknown=(
        Unknown("hosted-zone", "Route53 did not answer within 10 s", blocks=True),
        Unknown("licence-rejected", "the deployer did not answer", blocks=False),
    ),
)
LOOK = Preflight(
    VERDICT,
    frozenset({"files-layout"}),
    skipped=("operator-image-gone",),
    questions=7,
    wall=1.25,
    sum=4.5,
    slowest="dns.zone",
)
HEALTHY = Verdict(passed=(Passed("second-plan-empty", "a second plan has no changes"),))

NEVER = Finding(
    "never-touch",
    Severity.CRITICAL,
    blocks=True,
    subject=CLUSTER,
    because=("replace of a aws_rds_cluster: never part of this migration",),
    remedy="Stop. No flag accepts this; find the attribute that causes it and mend the configuration.",
)
MOVED_PODS = Finding(
    "node-group-replaced",
    Severity.HIGH,
    blocks=False,
    subject=WORKERS,
    because=("instance_types[0]: m4.large -> r6i.xlarge forces replacement",),
    remedy="Pods are moved; with create-delete the new nodes come first. Check PodDisruptionBudgets.",
)
UNREACHABLE = Finding(
    "dns-record-replaced",
    Severity.HIGH,
    blocks=False,
    subject=RECORD,
    because=("name: wandb.example.com -> old.wandb.example.com forces replacement",),
    remedy="Users cannot resolve the name until the new record is published: announce a maintenance window.",
)


def change(address: str, action: str, severity: Severity, *because: str, **more: object) -> JudgedChange:
    """A judged change; `more` are its other fields."""
    plain: dict[str, object] = {"deposed": None, "order": None, "expected": True, "findings": ()}
    kind = address.rpartition(".")[0].rpartition(".")[2]
    given = {**plain, **more, "address": address, "type": kind, "action": action, "severity": severity, "because": because}
    return JudgedChange(**given)  # type: ignore[arg-type]


CHANGES = (
    change(
        CLUSTER, "replace", Severity.CRITICAL, "kms_key_id: null -> (sensitive) forces replacement",
        order="delete-create", expected=False, findings=("never-touch",),
        dimensions=("availability", "durability", "reversibility"),
    ),
    change(
        WORKERS, "replace", Severity.HIGH, *MOVED_PODS.because, "live: no PodDisruptionBudget keeps a pod",
        order="create-delete", findings=("node-group-replaced",), dimensions=("availability",),
    ),
    change(RECORD, "replace", Severity.HIGH, *UNREACHABLE.because, order="delete-create", findings=("dns-record-replaced",)),
    change("module.wandb_app.kubernetes_service.service", "delete", Severity.MEDIUM, "delete because no resource config"),
    change("module.wandb_infra.module.app_lb.aws_lb.alb", "update", Severity.LOW, "tags.Name: a -> b", deposed="12ab34cd"),
    change("module.wandb_infra.module.app_eks.aws_eks_addon.efs", "create", Severity.INFO),
    change("module.wandb_infra.module.app_eks.aws_iam_policy.mine", "create", Severity.INFO, expected=False),
)  # fmt: skip
ASSESSMENT = Assessment(
    level="critical",
    complete=True,
    summary=Summary(create=2, update=1, delete=1, replace=3, read=4, no_op=80, moved=1),
    changes=CHANGES,
    findings=(NEVER, UNREACHABLE, MOVED_PODS),
    contract=Contract("wandb-aws-operator", 4, ("module.wandb_infra.random_pet.efs",), (CLUSTER,)),
    meaning=HASH,
    forecast=Forecast(
        (
            known.Phase("the nodes", "pods move", "the old nodes are drained", (10, 25)),
            known.Phase("new roles", "none", "what is new does not touch what runs", (3, 10)),
        ),
        (45, 90),
        120,
    ),
    live=(
        Witness("snapshot", "wandb", "newest snapshot wandb-before is 40 days old", Weight.RAISES),
        Witness("versioning", "wandb-files", "versioning of wandb-files is on", Weight.LOWERS),
        Witness("standby", "wandb", "AWS says AccessDenied", Weight.UNKNOWN),
        Witness("disruption budgets", "wandb", "no PodDisruptionBudget keeps a pod", Weight.NAMED),
    ),
    upgrades=(
        Upgrade("module", "module.wandb_infra", "1.16.10", "4.7.2", wanted=True, because="the migration's own module"),
        Upgrade(
            "provider", "hashicorp/aws", "4.67.0", "5.90.0", wanted=False,
            because="constraint >= 4.0 admits 4.67.0 too; the newest was taken",
        ),
    ),
)  # fmt: skip
CALM = Assessment("low", True, Summary(update=1), (CHANGES[4],), (), None, HASH)
RISK = RiskReport(ASSESSMENT, subject="plan.json", file="plan.json")
OFFERED = RiskReport(ASSESSMENT, approval=APPROVAL, subject="/srv/w&b prod")

PROBLEM = Problem(
    "apply-failed",
    what="Terraform stopped with exit code 1; what it had finished is in the state.",
    why="Error: timed out waiting for the condition\n  on main.tf line 3\nKnown (helm-timeout): helm wait 300s expired.",
    next="mend the cause, then: migrator run",
    exit=Exit.FAILED,
)
OFFER = Offer(APPROVAL, HASH, "3c1d", 12, "default", OTHER, "high", {"create": 2, "update": 1, "delete": 1, "replace": 2})
PROCESS = Process(4711, "812345", "b00t", "bastion")


def stamped(*events: Event) -> tuple[Stamped, ...]:
    """Events as a journal has them, half a minute apart."""
    times = (f"2026-01-02T03:{one // 2:02}:{one % 2 * 30:02}.000Z" for one in range(4, 4 + len(events)))
    return tuple(Stamped(number, at, event) for number, (at, event) in enumerate(zip(times, events, strict=True)))


def run(*events: Event) -> Run:
    """The run that these events make after its start."""
    return fold(stamped(Started(RUN, "0.1.0", INPUTS, WHO), *events))


def passed(state: State, outcome: Event) -> tuple[Event, Event]:
    """A state entered and left."""
    return Entered(state), outcome


def seen(address: str, verb: str, whole: str, phase: Phase = Phase.COMPLETED) -> ActionSeen:
    """A message of the apply's stream; `whole` is the class of the change in the approved plan."""
    return ActionSeen(address, verb, whole, phase, None, 3.0)


PREFLIGHTED = passed(State.PREFLIGHT, Preflighted("proceed", (), ("aws-credentials",), ()))
PREVIEWED = (*PREFLIGHTED, *passed(State.PREVIEW, Previewed("proceed", OFFER, ())))
WAITING = (*PREVIEWED, *passed(State.APPROVE, AwaitingApproval(APPROVAL)))
APPROVED = (
    *PREVIEWED,
    Entered(State.APPROVE),
    Approved("proceed", OFFER, WHO, "CHG-1", "2026-01-02T07:04:05+00:00"),
)
WORKLOAD = Workload("default", "wandb", 1)
SNAPSHOT = Snapshot("migrator-20260102t030405z-9f3a", "wandb", "2026-01-02T03:06:00+00:00")
ORIGIN = Origin("3c1d", 12, "1.15.0", "v7")
BACKED_UP = BackedUp(
    (Part(Kind.CONFIGURATION, "main.tf", OTHER, 120), Part(Kind.RECORDS, "records.json", HASH, 240, "Z1")),
    (Absent("kubernetes", "Service default/prometheus", "it is not there", excused=True),),
    ORIGIN,
    SNAPSHOT,
    "wandb/local@sha256:" + HASH,
    WORKLOAD,
)
STEP = Step("rename", "post-operator.tf.disabled", "post-operator.tf", OTHER)
SWAPPED = (
    *APPROVED,
    *passed(State.BACKUP, BACKED_UP),
    Entered(State.SWAP),
    SwapIntended((STEP,)),
    Swapped((STEP,)),
)
PLANNED = (*SWAPPED, *passed(State.PLAN, Planned("proceed", OFFER, OTHER)))
BECAUSE = ("the state moved on: serial 12 -> 13", f"{RECORD}: replace was approved, and now it is create")
DIFFERS = (
    *SWAPPED,
    *passed(State.PLAN, Planned("differ", OFFER, OTHER, (), BECAUSE)),
    *passed(State.APPROVE, AwaitingApproval(APPROVAL)),
)
APPLYING = (*PLANNED, Entered(State.APPLY), ApplyIntended(OTHER, "apply-1"), ApplyStarted(PROCESS))
HALF = (*APPLYING, seen(WORKERS, "create", "replace"), seen(RECORD, "delete", "replace"))
FAILED = (*HALF, Halted(PROBLEM.code, PROBLEM.what, PROBLEM.why, PROBLEM.next, 1))
BROKEN_OFF = (*FAILED, Resumed(State.APPLY), *passed(State.APPLY, Unfinished(1, ())))
DONE = (
    *HALF,
    seen(RECORD, "create", "replace"),
    Applied({"replace": 1}),
    *passed(State.VERIFY, Verified(("application-answers", "second-plan-empty"))),
)
BLOCKED = (
    Accepted("domain-filter", "the zone is right", WHO),
    *passed(State.PREFLIGHT, Preflighted("block", ("files-layout", "hosted-zone"), (), ())),
)


def ended(name: str) -> Run:
    """The run of one of the sequences above, by its name."""
    return run(*globals()[name])


def look(second: int, cause: str = "", previous: int | None = None, address: str | None = "192.0.2.7") -> Look:
    """What the outage probe saw so many seconds after the run above began to apply."""
    begins = datetime(2026, 1, 2, 3, 10, 0, tzinfo=UTC)
    before = None if previous is None else begins + timedelta(seconds=previous)
    service, stage = (Service.LOST, cause.partition(":")[0]) if cause else (Service.SERVED, "ok")
    return Look(begins + timedelta(seconds=second), service, stage, cause, 12, address, before)


LOOKS = (
    look(0),
    look(20, "DNS: the name does not exist, or has no address", 19, None),
    look(65, "HTTP: status 503", 64),
    look(92, "", 91),
    look(200),
    look(203, "", 202),
)
