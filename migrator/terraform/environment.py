"""What Terraform's environment may hold, and what it must not."""

import re
from collections.abc import Mapping

from checks.problem import Exit, Problem
from states.ports import Directory

REFUSED = re.compile(r"(?:^|\s)--?(target|replace|destroy|refresh=(?:false|0)|lock=(?:false|0)|exclude)\b")


def refuse(env: Mapping[str, str]) -> None:
    """A usage Problem where TF_CLI_ARGS or one of its kin would narrow a plan or take its safety away."""
    for name, value in sorted(env.items()):
        found = REFUSED.search(value) if name.startswith("TF_CLI_ARGS") else None
        if found:
            raise Problem(
                "terraform-args-refused",
                what=f"{name} contains -{found[1]}.",
                why="With it, the plan that is approved would not be the whole migration, or would not be protected.",
                next=f"unset {name}, then the same command again",
                exit=Exit.USAGE,
            )


def environment(env: Mapping[str, str], where: Directory) -> dict[str, str]:
    """The environment of one Terraform command: the user's, quiet, and with a data directory of its own where asked."""
    own = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
    data = {"TF_DATA_DIR": str(where.data)} if where.data else {}
    return {**env, **own, **data}
