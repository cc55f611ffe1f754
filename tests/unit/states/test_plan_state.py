"""plan: the plan in place is applied only if it means what was approved."""

from dataclasses import replace

import pytest

from checks.plan.model import Upgrade
from checks.problem import Problem
from states.attempts import Footing
from states.events import Accepted, Entered, Planned, Resumed, State
from states.plan import KILLED, MOST, OLDER
from states.stored import (
    APPROVED_ASSESSMENT,
    APPROVED_CHANGES,
    ASSESSMENT,
    OFFERED_CHANGES,
    PLAN_FILE,
    load_assessment,
    store_offered,
)
from tests.support.acts import Act, reached
from tests.support.ports import Stage, digest
from tests.support.small_plans import BUCKET, NODES, OLD_APP, OPERATOR, POLICY, PRE, change
from tests.support.terraform_port import FOREIGN, LOCK
from tests.support.world import HERE, INPUTS, LOCK_FILE, WHO


def planned(act: Act) -> Planned:
    """The outcome."""
    outcome = act.act()
    assert isinstance(outcome, Planned)
    return outcome


def test_as_approved() -> None:
    """The same meaning, state and providers: the plan goes on to be applied, named by its file's digest."""
    act = reached(State.PLAN)
    outcome = planned(act)
    assert (outcome.then, outcome.because) == ("proceed", ())
    assert outcome.plan_sha256 == digest(act.stage.files.read(PLAN_FILE))
    assert outcome.offer == act.run.approved.offer  # type: ignore[union-attr]
    assert act.run.state is State.APPLY


def test_the_providers_are_the_previews() -> None:
    """The preview's lock file is put in place, and init runs without -upgrade."""
    act = reached(State.PLAN)
    assert act.stage.world.disk[HERE / LOCK_FILE] != LOCK
    act.act()
    assert act.stage.world.disk[HERE / LOCK_FILE] == LOCK
    assert act.stage.terraform.inits[-1] == (HERE, False)


def test_another_value() -> None:
    """A plan that means something else is put before a person again, by address and attribute."""
    act = reached(State.PLAN)
    act.stage.terraform.wanted["post"][POLICY] = {"policy": "wide open"}
    outcome = planned(act)
    assert outcome.then == "differ"
    assert "the plan means something else than the approved one" in outcome.because
    assert f'{POLICY}: policy: "without sid" was approved, and now it is "wide open"' in outcome.because
    assert load_assessment(act.stage.files).meaning == outcome.offer.meaning
    assert act.run.state is State.APPROVE


@pytest.mark.parametrize(
    ("former", "named"),
    [
        (None, "backup/terraform.tfstate"),
        (b"", "backup/terraform.tfstate"),
        (b'{"lineage": "lineage-1", "serial": 6}', "backup/terraform.tfstate"),
        (b'{"lineage": "other", "serial": 9}', "backup/terraform.tfstate"),
        (b'{"lineage": "lineage-1", "serial": 7}', "terraform.tfstate.backup"),
        (b'{"lineage": "lineage-1", "serial": 9}', "terraform.tfstate.backup"),
    ],
)
def test_a_state_that_was_emptied_is_not_planned_from(former: bytes | None, named: str) -> None:
    """Where the approved state is empty now, nothing is planned: the error names its newest state, and the commands."""
    act = reached(State.PLAN)
    act.stage.world.lineage = ""
    act.stage.workspace.former = former
    with pytest.raises(Problem, match="state-lost") as raised:
        act.act()
    assert "lineage-1" in raised.value.what
    assert raised.value.next.partition(" && ")[0].endswith(f"/{named}")
    assert "migrator run" in raised.value.next


@pytest.mark.parametrize("quiesce", [True, False])
def test_what_goes_was_scaled_to_0(*, quiesce: bool) -> None:
    """What goes has other replicas than when that was approved: covered where the run itself did that."""
    act = reached(State.PLAN, inputs=replace(INPUTS, quiesce=quiesce))
    act.stage.world.state[OLD_APP] = {"replicas": 0}
    outcome = planned(act)
    assert outcome.then == ("proceed" if quiesce else "differ")
    assert ("the plan means something else than the approved one" in outcome.because) is not quiesce


def test_scaled_to_0_and_something_else() -> None:
    """Whatever else differs is put before a person, with --quiesce too."""
    act = reached(State.PLAN, inputs=replace(INPUTS, quiesce=True))
    act.stage.world.state[OLD_APP] = {"replicas": 0}
    act.stage.world.serial = 8
    assert planned(act).because == ("the state moved on: serial 7 -> 8",)


@pytest.mark.parametrize(
    ("moves", "because"),
    [
        (lambda stage: setattr(stage.world, "serial", 8), "the state moved on: serial 7 -> 8"),
        (lambda stage: setattr(stage.world, "lineage", "x"), "the state has another lineage: lineage-1 -> x"),
        (lambda stage: setattr(stage.terraform, "selected", "b"), "another Terraform workspace: default -> b"),
        (lambda stage: stage.terraform.more.append(FOREIGN), f"{FOREIGN['address']}: create was never approved"),
        (lambda stage: stage.world.state.pop(NODES), f"{NODES}: replace (create-delete) was approved, and now it is create"),
    ],
)
def test_what_else_differs(moves: object, because: str) -> None:
    """Another serial, lineage, workspace, or a change more or other, is named and asked about."""
    act = reached(State.PLAN)
    moves(act.stage)  # type: ignore[operator]
    outcome = planned(act)
    assert outcome.then == "differ"
    assert because in outcome.because


def test_fewer_changes_are_another_plan_too() -> None:
    """A state that others moved is no continuation: less to do than approved, by nobody's apply, is asked about."""
    act = reached(State.PLAN)
    act.stage.world.state[OPERATOR] = dict(act.stage.terraform.wanted["post"][OPERATOR])
    act.stage.world.serial += 1
    assert f"{OPERATOR}: create was approved, and is not planned any more" in planned(act).because


def test_an_expired_approval() -> None:
    """An approval whose time is over covers nothing, though the plan is the same; approved again, it goes on."""
    act = reached(State.PLAN)
    act.stage.world.sleep(4 * 3600)
    assert planned(act).because == ("the approval expired at 2026-01-02T07:04:05+00:00",)
    act.on()
    assert planned(act).then == "proceed"


def test_an_approval_that_expires_while_the_run_is_halted() -> None:
    """A run that is resumed the next day asks again before it applies anything."""
    act = reached(State.PLAN)
    act.stage.world.hook = lambda name: act.stage.world.sleep(86400) if name == "terraform.plan: before #2" else None
    assert planned(act).then == "differ"
    assert act.stage.terraform.started == []


def test_nothing_left() -> None:
    """An empty plan leads straight to verification."""
    act = reached(State.PLAN)
    act.stage.world.state = dict(act.stage.terraform.wanted["post"])
    assert planned(act).then == "empty"
    assert act.run.state is State.VERIFY


def bucket_goes(stage: Stage) -> None:
    """The plan would delete what must never be deleted."""
    stage.terraform.more.append(change(BUCKET, ["delete"], dict(PRE[BUCKET]), None))


def test_a_hazard_blocks() -> None:
    """A blocking finding blocks, before any comparison; the run says which, and plans again once it is mended."""
    act = reached(State.PLAN)
    bucket_goes(act.stage)
    outcome = planned(act)
    assert (outcome.then, outcome.because) == ("block", ())
    assert act.run.blocked_by == ("data-store-destroyed", "never-touch")
    act.stage.terraform.more.clear()
    act.record(Resumed(State.PLAN))
    assert planned(act).then == "proceed"


def test_what_was_accepted_is_still_shown_to_the_approver() -> None:
    """An accepted hazard does not block, and the plan that has it is approved anew."""
    act = reached(State.PLAN)
    act.stage.terraform.more.append(change("module.x.aws_ebs_volume.old", ["delete"], {"size": 1}, None))
    for code in ("data-store-destroyed", "unexpected-change"):
        act.record(Accepted(code, "it is empty", WHO))
    assert planned(act).then == "differ"


@pytest.mark.parametrize("more", [bucket_goes, lambda stage: stage.terraform.more.append(FOREIGN)])
def test_what_was_offered_and_never_approved_is_forgotten(more: object) -> None:
    """Blocked or different once, as approved later: the apply is held against the approved plan, and reports show it."""
    act = reached(State.PLAN)
    approved = act.stage.files.read(APPROVED_ASSESSMENT)
    more(act.stage)  # type: ignore[operator]
    act.stage.approver.says = False
    act.act()
    act.on()
    assert act.stage.files.read(ASSESSMENT) != approved
    assert act.stage.files.read(APPROVED_ASSESSMENT) == approved
    act.stage.terraform.more.clear()
    if act.run.state is State.WAITING:
        act.stage.approver.says = True
        act.record(Resumed(State.APPROVE))
        act.on()  # approves what was on offer, which is gone: it is planned again, and differs again
        act.act()
        act.on()
    else:
        act.record(Resumed(State.PLAN))
    assert planned(act).then == "proceed"
    assert load_assessment(act.stage.files).meaning == act.run.approved.offer.meaning  # type: ignore[union-attr]


def after_an_apply_that(fails: str) -> Act:
    """A run that plans again after its apply failed at an action."""
    act = reached(State.APPLY, lambda stage: stage.terraform.failing.update({fails: "Error: timeout"}))
    with pytest.raises(Problem, match="apply-failed"):
        act.act()
    act.stage.terraform.failing.clear()
    act.again()
    assert act.run.footing is Footing.OURS
    return Act(act.stage, State.PLAN)


@pytest.mark.parametrize("fails", [f"update {POLICY}", f"create {NODES}", f"delete {NODES}", f"create {OPERATOR}"])
def test_the_rest_of_what_was_approved(fails: str) -> None:
    """After a partial apply of our own the rest goes on under the approval: another serial, halves of replacements."""
    outcome = planned(after_an_apply_that(fails))
    assert (outcome.then, outcome.because) == ("proceed", ())


def test_more_than_the_rest() -> None:
    """Anything that the approved plan did not contain stops a continuation, by its address."""
    act = after_an_apply_that(f"delete {NODES}")
    act.stage.terraform.more.append(FOREIGN)
    assert planned(act).because == (f"{FOREIGN['address']}: create was never approved",)


def test_a_tainted_rest() -> None:
    """What an apply left half-made would be replaced: that never continues, it blocks."""
    act = after_an_apply_that(f"create {OPERATOR}")
    tainted = change(POLICY, ["delete", "create"], {"policy": "x"}, {"policy": "x"}, action_reason="replace_because_tainted")
    act.stage.terraform.more.append(tainted)
    assert planned(act).blocked_by == ("tainted-replacement", "unexpected-change")


def test_the_rest_on_other_providers() -> None:
    """A continuation keeps everything else that the approval is bound to."""
    act = after_an_apply_that(f"delete {NODES}")
    act.stage.terraform.selected = "staging"
    assert planned(act).because == ("another Terraform workspace: default -> staging",)


def test_after_a_kill_nothing_is_covered() -> None:
    """Where a person vouched for a killed apply, even the very same plan is approved again: it may create things twice."""
    act = reached(State.APPLY)
    act.stage.world.hook = lambda name: (
        act.stage.terraform.applies[act.stage.files.path("apply-1")].kill()
        if (name == "terraform.begin_apply: after #1")
        else None
    )
    with pytest.raises(Problem, match="apply-in-doubt"):
        act.act()
    act.record(Accepted("apply-in-doubt", "nothing is there", WHO))
    act.again()
    act = Act(act.stage, State.PLAN)
    outcome = planned(act)
    assert outcome.offer == act.run.approved.offer  # type: ignore[union-attr]
    assert (outcome.then, outcome.because) == ("differ", (KILLED,))
    act.on()
    assert planned(act).then == "proceed"


def test_kept_changes_that_are_damaged() -> None:
    """Where what was approved cannot be read, nothing is guessed: the run stops with a Problem that names the file."""
    act = reached(State.PLAN)
    act.stage.terraform.more.append(FOREIGN)
    act.stage.files.write(APPROVED_CHANGES, b"[{]")
    with pytest.raises(Problem, match="run-file-damaged"):
        act.act()


def test_settle_plans_again() -> None:
    """A plan changes nothing: killed, it is made again."""
    act = reached(State.PLAN)
    act.record(Entered(State.PLAN))
    assert act.settle() is None


def test_a_plan_without_an_approval() -> None:
    """Planning in place before anybody approved anything is a mistake of the program."""
    act = reached(State.PLAN)
    act.record.run = replace(act.run, approved=None)
    with pytest.raises(ValueError, match="without an approval"):
        act.act()


def test_the_plan_in_place_has_the_same_company() -> None:
    """A plan that is offered anew is judged with what the deployment said, and still says which versions moved."""
    act = reached(State.PLAN)
    before = load_assessment(act.stage.files)
    moved = Upgrade("provider", "hashicorp/aws", "4.1.0", "5.1.0", wanted=False, because="the newest was taken")
    store_offered(act.stage.files, replace(before, upgrades=(moved,)), ())
    act.stage.terraform.more.append(FOREIGN)
    assert planned(act).then != "proceed"
    kept = load_assessment(act.stage.files)
    assert (kept.upgrades, kept.live) == ((moved,), before.live)
    assert kept.live


OLD_FORM = b'[{"address": "a.b", "deposed": null, "action": "create", "values": {"x": "00ff"}, "order": null}]'


def test_what_an_older_version_kept() -> None:
    """Where what was approved is kept in an older form, the same plan goes on; what is left of it is put before a person."""
    act = reached(State.PLAN)
    act.stage.files.write(APPROVED_CHANGES, OLD_FORM)
    assert planned(act).then == "proceed"
    act = after_an_apply_that(f"create {OPERATOR}")
    act.stage.files.write(APPROVED_CHANGES, OLD_FORM)
    outcome = planned(act)
    assert (outcome.then, outcome.because[0]) == ("differ", OLDER)


def test_a_secret_is_in_no_refusal() -> None:
    """A plan that differs in a secret says so, and has it neither in the journal nor in what is kept."""

    def prepare(stage: Stage) -> None:
        stage.redact = lambda text: text.replace("CANARY", "(sensitive)")
        stage.terraform.wanted["post"][POLICY] = {"policy": "without sid", "note": "CANARY-1"}

    act = reached(State.PLAN, prepare)
    act.stage.terraform.wanted["post"][POLICY] = {"policy": "without sid", "note": "CANARY-2"}
    assert f"{POLICY}: note: (sensitive) was approved" in " ".join(planned(act).because)
    assert "CANARY" not in f"{act.stage.journal.kept}{act.stage.files.read(OFFERED_CHANGES).decode()}"


def test_many_refusals_are_bounded() -> None:
    """Of very many differences as many are journalled as a person reads; the rest is counted."""
    act = reached(State.PLAN)
    act.stage.terraform.wanted["post"][POLICY] = {f"a{number}": number for number in range(2 * MOST)}
    because = planned(act).because
    assert len(because) == MOST + 1
    assert because[-1].startswith("... and ")
