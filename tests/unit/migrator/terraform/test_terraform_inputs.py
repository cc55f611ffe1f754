"""What is refused in Terraform's environment, and what every Terraform gets."""

from pathlib import Path

import pytest

import runbooks
from checks.problem import Exit, Problem
from migrator.terraform.inputs import environment, refuse, variables_before
from states.inputs import Inputs


@pytest.mark.parametrize("name", ["TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_apply"])
@pytest.mark.parametrize(
    "value",
    [
        "-target=module.a",
        "--target=module.a",
        "-no-color -target module.a",
        '"-target=module.a"',
        "-replace=a.b",
        "-destroy",
        "-refresh=false",
        "-refresh=0",
        "-refresh=F",
        "-lock=false",
        "-lock=FALSE",
        "-refresh-only",
        "-exclude=a.b",
        "-lock=false 'open quote",
    ],
)
def test_what_narrows_a_plan_is_refused(name: str, value: str) -> None:
    """Options that take a part of the migration or its protection away are a usage Problem that names the variable."""
    with pytest.raises(Problem) as raised:
        refuse({name: value})
    assert (raised.value.code, raised.value.exit) == ("terraform-args-refused", Exit.USAGE)
    assert raised.value.next.startswith(f"unset {name},")


@pytest.mark.parametrize(
    "value", ["", "-no-color", "-lock-timeout=5m", "-parallelism=3", "-lock=true", "-refresh=true", "-var=x=-target=y"]
)
def test_everything_else_is_the_users_own(value: str) -> None:
    """Harmless options pass, and other variables are none of our business."""
    refuse({"TF_CLI_ARGS": value, "TF_VAR_note": "-target=x", "ARGS": "-destroy"})


def test_the_refusal_shows_no_value() -> None:
    """What stands beside the refused option may be secret, and is not repeated."""
    with pytest.raises(Problem) as raised:
        refuse({"TF_CLI_ARGS_plan": "-var=wandb_license=CANARY -target=CANARY"})
    assert "CANARY" not in f"{raised.value.what}{raised.value.why}{raised.value.next}"


def test_the_users_variables_stay() -> None:
    """What steers Terraform stays as the user has it, a log that was asked for included."""
    names = ("TF_VAR_a", "TF_WORKSPACE", "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "TF_DATA_DIR", "TF_LOG", "PATH")
    base = dict.fromkeys(names, "theirs")
    made = environment(base, None)
    assert {name: made[name] for name in names} == base
    assert set(made) - set(base) == {"TF_IN_AUTOMATION", "TF_INPUT", "CHECKPOINT_DISABLE", "NO_COLOR"}
    assert "TF_LOG" not in environment({}, None)


def test_automation_is_ours_to_say() -> None:
    """Terraform asks nobody, calls nobody, and uses the data directory that it is given."""
    made = environment({"TF_INPUT": "1", "TF_DATA_DIR": "theirs"}, Path("/scratch/data"))
    assert (made["TF_IN_AUTOMATION"], made["TF_INPUT"], made["CHECKPOINT_DISABLE"]) == ("1", "0", "1")
    assert made["TF_DATA_DIR"] == "/scratch/data"


def test_the_variables_before_are_named_or_found(tmp_path: Path) -> None:
    """Those that were named; else the file that is called like the configuration; else none."""
    names = runbooks.load("wandb-aws-operator").layout
    assert variables_before(Inputs(str(tmp_path), ("post.tfvars",)), names) == ()
    (tmp_path / "pre-operator.tfvars").touch()
    assert variables_before(Inputs(str(tmp_path), ("post.tfvars",)), names) == ("pre-operator.tfvars",)
    assert variables_before(Inputs(str(tmp_path), (), ("old.tfvars",)), names) == ("old.tfvars",)
