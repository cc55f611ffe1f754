"""Where the blocks of the root module stand."""

from pathlib import Path

import pytest

from checks.facts import Place
from migrator.workspace.places import aside, places
from runbooks.model import Layout

NAMES = Layout("pre.tf", "post.tf", ".disabled")
FILES = {
    "pre.tf": 'module "infra" {\n}\n\nmodule "app" {\n}\n',
    "post.tf.disabled": '\nmodule "infra" {\n}\ndata "aws_x" "y" {\n}\n',
    "more.tf": 'variable "v" {\n}\nresource "aws_z" "w" {\n}\n',
}


@pytest.mark.parametrize(("swap", "infra"), [(True, Place("post.tf.disabled", 2)), (False, Place("pre.tf", 1))])
def test_places(tmp_path: Path, swap: bool, infra: Place) -> None:
    """A block of both configurations is told where the coming one has it; one that goes, where it stands now."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    found = places(tmp_path, NAMES, swap=swap)
    assert found["module.infra"] == infra
    assert (found["module.app"], found["aws_z.w"]) == (Place("pre.tf", 4), Place("more.tf", 3))
    assert found.get("data.aws_x.y") == (Place("post.tf.disabled", 4) if swap else None)
    assert len(found) == (4 if swap else 3)


def test_what_was_put_aside(tmp_path: Path) -> None:
    """Only what no active file has counts, and a file that is no configuration says nothing."""
    files = {**FILES, "odd.tf.disabled": "this is not {", "old.tf.disabled": 'module "gone" {\n}\nmodule "app" {\n}\n'}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert aside(tmp_path, NAMES) == {"data.aws_x.y": "post.tf.disabled", "module.gone": "old.tf.disabled"}
