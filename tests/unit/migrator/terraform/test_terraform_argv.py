"""The exact argument vectors: what runs is what stands here."""

from pathlib import Path

import pytest

from migrator.terraform import argv
from states.inputs import Inputs

PLAIN = Inputs("/w", ("post-operator.tfvars",))
RICH = Inputs("/w", ("a.tfvars", "b c.tfvars"), backend_config=("bucket=b", "../s3.hcl"), parallelism=3, lock_timeout="30s")
OUT = Path("/run/plan")


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        (argv.version(), "version -json"),
        (argv.workspace_show(), "workspace show"),
        (argv.state_pull(), "state pull"),
        (argv.show(OUT), "show -json -no-color /run/plan"),
        (argv.untaint(PLAIN, 'a.b["c"]'), 'untaint -no-color a.b["c"]'),
        (argv.untaint(RICH, "a.b"), "untaint -no-color -lock-timeout=30s a.b"),
        (argv.state_push(PLAIN, OUT), "state push /run/plan"),
        (argv.force_unlock("1-2-3"), "force-unlock -force 1-2-3"),
        (argv.init(PLAIN, upgrade=True), "init -input=false -no-color -upgrade"),
        (argv.init(PLAIN, upgrade=False), "init -input=false -no-color -lockfile=readonly"),
        (
            argv.init(RICH, upgrade=True),
            "init -input=false -no-color -upgrade -backend-config=bucket=b -backend-config=/w/../s3.hcl",
        ),
        (
            argv.plan(PLAIN, OUT, lock=True),
            "plan -input=false -json -detailed-exitcode -out=/run/plan -var-file=/w/post-operator.tfvars",
        ),
        (
            argv.plan(PLAIN, OUT, lock=False),
            "plan -input=false -json -detailed-exitcode -out=/run/plan -lock=false -var-file=/w/post-operator.tfvars",
        ),
        (argv.apply(PLAIN, OUT), "apply -input=false -json /run/plan"),
        (argv.apply(RICH, OUT), "apply -input=false -json -lock-timeout=30s -parallelism=3 /run/plan"),
    ],
)
def test_the_vector_is_exactly_this(vector: tuple[str, ...], words: str) -> None:
    """Each command has these words in this order, and no other."""
    assert vector == tuple(words.split())


def test_a_plan_takes_every_input_whole() -> None:
    """Variables files repeat in their order, blanks stay inside a word, and the lock's time-out goes with the lock."""
    options = ("-parallelism=3", "-var-file=/w/a.tfvars", "-var-file=/w/b c.tfvars")
    start = ("plan", "-input=false", "-json", "-detailed-exitcode", "-out=/run/plan")
    assert argv.plan(RICH, OUT, lock=True) == (*start, "-lock-timeout=30s", *options)
    assert argv.plan(RICH, OUT, lock=False) == (*start, "-lock=false", *options)


def test_building_a_vector_reads_no_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken state file in the current directory does not disturb: python-terraform's constructor is never run."""
    (tmp_path / "terraform.tfstate").write_text("{ not json")
    monkeypatch.chdir(tmp_path)
    argv._speller.cache_clear()
    assert argv.version() == ("version", "-json")
