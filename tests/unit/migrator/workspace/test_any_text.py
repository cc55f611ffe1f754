"""No text in any file that Terraform reads makes the reading crash; what is refused is refused with file and line."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.facts import Facts, Known
from checks.preflight.configuration import judge
from checks.problem import Exit, Problem
from tests.support.directories import DOCUMENTED, RUNBOOK, workspace

FILES = ("pre-operator.tf", "post-operator.tf.disabled", "variables.tf", "z_override.tf", "post-operator.tfvars",
         "x.auto.tfvars", "y.auto.tfvars.json")  # fmt: skip
PIECES = (
    "{", "}", "[", "]", "(", ")", '"', "${", "%{", "<<EOT\n", "EOT\n", "\n", "=", "==", "!", "? 1 :", ",", ".",
    "...", "*", "#", "/*", "\0", "\ufeff", "\r\n", "é", "null", "true", "1e9999", "-", "var.", "local.a",
    "var.namespace", "merge(", "for", "module", "variable", 'variable "x" ', "locals", "default", "type = list(",
    "type = object({", "provider", "terraform", 'backend "s3" ', "dynamic", "required_providers",
    'data "aws_eks_cluster" "c" ', "exec", "kubernetes", "assume_role", "a = b\n", "other_wandb_env = ",
)  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=30))
NAMED = re.compile(rf"^({'|'.join(map(re.escape, FILES))}):[1-9]\d* ")


def looked_at(files: dict[str, bytes], env: dict[str, str]) -> Problem | None:
    """Everything that preflight reads of a directory, judged; the Problem where it is refused."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        there = workspace(Path(folder), "post-operator.tfvars", env=env, pre_tfvars=("pre-operator.tfvars",))
        try:
            known = Known(there.layout(), there.before(), there.after(None), there.values(), swap=True)
            (there.secrets(), there.licence(), list(judge(Facts(known), RUNBOOK)))
        except Problem as problem:
            return problem
    return None


def fine(problem: Problem | None) -> None:
    """Nothing, or one that says where."""
    if problem is not None:
        assert (problem.code, problem.exit) == ("hcl-syntax", Exit.USAGE), problem
        assert NAMED.match(problem.what), problem.what
        assert problem.why


def documented() -> dict[str, bytes]:
    """The guide's files."""
    return {one.name: one.read_bytes() for one in DOCUMENTED.iterdir()}


@settings(deadline=None)
@given(name=st.sampled_from(FILES), content=st.one_of(st.binary(max_size=40), TEXTS.map(str.encode)))
@example(name="variables.tf", content=b'variable "x" {\n  default = ' + b"[" * 3000 + b"]" * 3000 + b"\n}\n")
@example(name="variables.tf", content=b"a {\n" * 3000 + b"}\n" * 3000)
@example(name="y.auto.tfvars.json", content=b'{"x": ' + b"[" * 100000 + b"]" * 100000 + b"}")
@example(name="y.auto.tfvars.json", content=b'{"x": "\\ud800", "wandb_license": "{\\ud800"}')
@example(name="x.auto.tfvars", content=b"x = 1\x00 = 2")
def test_any_content(name: str, content: bytes) -> None:
    """A file with anything at all in it."""
    fine(looked_at({**documented(), name: content}, {}))


@settings(deadline=None)
@given(name=st.sampled_from(FILES[:3]), at=st.floats(0, 1), cut=st.integers(0, 40), text=TEXTS)
def test_any_edit(name: str, at: float, cut: int, text: str) -> None:
    """One of the guide's files with some of it cut out, and something else in its place."""
    files = documented()
    start = int(at * len(files[name]))
    files[name] = files[name][:start] + text.encode() + files[name][start + cut :]
    fine(looked_at(files, {}))


@settings(deadline=None)
@given(
    name=st.sampled_from(("size", "deletion_protection", "other_wandb_env", "allowed_inbound_cidr")),
    text=st.one_of(TEXTS, st.binary(max_size=9).map(lambda one: one.decode(errors="surrogateescape"))),
)
def test_any_environment(name: str, text: str) -> None:
    """A TF_VAR_ with anything in it, bytes that are no UTF-8 among it."""
    assert looked_at(documented(), {f"TF_VAR_{name}": text}) is None
