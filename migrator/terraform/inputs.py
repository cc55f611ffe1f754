"""What Terraform's environment may hold, and what it must not."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from checks.problem import Exit, Problem
from runbooks.model import Layout
from states.inputs import Inputs

# Go's flag package takes one dash or two, and these spellings of false.
REFUSED = re.compile(
    r"--?((?:target|replace|destroy|exclude|target-file|exclude-file|refresh-only)(?:=.*)?|(?:refresh|lock)=(?:false|0|f))",
    re.IGNORECASE,
)


def refuse(env: Mapping[str, str]) -> None:
    """A usage Problem where TF_CLI_ARGS or one of its kin would narrow a plan or take its safety away."""
    for name, value in sorted(env.items()):
        if not name.startswith("TF_CLI_ARGS"):
            continue
        for word in _words(value):
            if found := REFUSED.fullmatch(word):
                raise _refused(name, found[1].partition("=")[0])


def _words(value: str) -> list[str]:
    try:
        return shlex.split(value)
    except ValueError:  # an open quote: Terraform will say so itself
        return value.split()


def _refused(name: str, option: str) -> Problem:
    return Problem(
        "terraform-args-refused",
        what=f"{name} contains -{option}.",
        why="With it, the plan that is approved would not be the whole migration, or would not be protected.",
        next=f"unset {name}, then the same command again",
        exit=Exit.USAGE,
    )


def variables_before(inputs: Inputs, names: Layout) -> tuple[str, ...]:
    """The variables files of the pre-operator configuration: those that were named, else the one named after it."""
    usual = f"{names.pre}vars"
    there = (Path(inputs.directory) / usual).is_file()
    return inputs.pre_tfvars or ((usual,) if there else ())


def environment(base: Mapping[str, str], data_dir: Path | None) -> dict[str, str]:
    """The environment of one Terraform command: the user's own, quiet; `data_dir` takes the place of TF_DATA_DIR.

    TF_VAR_*, TF_WORKSPACE, TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR and TF_LOG stay as the user has them.
    """
    own = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1", "NO_COLOR": "1"}
    data = {"TF_DATA_DIR": str(data_dir)} if data_dir else {}
    return {**base, **own, **data}
