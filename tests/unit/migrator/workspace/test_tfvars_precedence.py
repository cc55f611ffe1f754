"""Input variables are taken as Terraform takes them: later sources win, and what cannot be read is said with its place."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.problem import Exit, Problem
from migrator.workspace import variables

# In the order in which Terraform loads them: each wins over all before it.
SOURCES = (
    "TF_VAR_it",
    "terraform.tfvars",
    "terraform.tfvars.json",
    "a.auto.tfvars",
    "b.auto.tfvars.json",
    "c.auto.tfvars",
    "--tfvars first",
    "--tfvars second",
)
FILES = {"--tfvars first": "z.tfvars", "--tfvars second": "first/y.tfvars.json"}


def write(path: Path, name: str, value: object) -> None:
    """One variable `it` in a file, in the syntax that its name says."""
    path.joinpath(name).parent.mkdir(exist_ok=True)
    said = {"it": value}
    text = json.dumps(said) if name.endswith(".json") else f"it = {json.dumps(value)}\n"
    (path / name).write_text(text)


@pytest.mark.parametrize("count", range(1, len(SOURCES) + 1))
def test_the_last_source_wins(tmp_path: Path, count: int) -> None:
    """Environment, terraform.tfvars, its JSON, *.auto.tfvars by name, --tfvars in order: the last that is there wins."""
    there = SOURCES[:count]
    for name in there[1:]:
        write(tmp_path, FILES.get(name, name), name)
    tfvars = [FILES[name] for name in there if name in FILES]
    env = {"TF_VAR_it": "TF_VAR_it", "TF_VAR_other": "o", "NOT_TF_VAR_x": "n"}
    assert variables.given(tmp_path, tfvars, env) == {"it": there[-1], "other": "o"}


def test_a_file_given_twice_or_in_another_order_counts_as_given(tmp_path: Path) -> None:
    """The order of --tfvars decides, not the names of the files."""
    write(tmp_path, "a.tfvars", "a")
    write(tmp_path, "b.tfvars", "b")
    assert variables.given(tmp_path, ["b.tfvars", "a.tfvars"], {}) == {"it": "a"}
    assert variables.given(tmp_path, ["b.tfvars", "a.tfvars", "b.tfvars"], {}) == {"it": "b"}


def test_files_that_are_not_automatic_are_not_taken(tmp_path: Path) -> None:
    """`post-operator.tfvars` counts only where it is given."""
    write(tmp_path, "post-operator.tfvars", "x")
    assert variables.given(tmp_path, [], {}) == {}


def test_an_absolute_path_is_taken_as_it_is(tmp_path: Path) -> None:
    """Variables may lie anywhere."""
    (tmp_path / "here").mkdir()
    write(tmp_path, "elsewhere.tfvars", "x")
    assert variables.given(tmp_path / "here", [str(tmp_path / "elsewhere.tfvars")], {}) == {"it": "x"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it = <<EOT\none\ntwo\nEOT\n", "one\ntwo\n"),
        ('it = "a"\r\nother = 1\r\n', "a"),
        ('\ufeffit = "a"\n', "a"),
        ("it = null\n", None),
        ('it = { a = ["b"] }\n', {"a": ["b"]}),
        ('# it = "b"\nit = "ü$${x}"\n', "ü${x}"),
    ],
    ids=["heredoc", "crlf", "bom", "null", "map", "escapes"],
)
def test_values_are_terraforms(tmp_path: Path, text: str, value: object) -> None:
    """Heredocs, Windows files, null, maps and escapes come out as Terraform would take them."""
    (tmp_path / "it.tfvars").write_bytes(text.encode())
    assert variables.given(tmp_path, ["it.tfvars"], {})["it"] == value


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\ufeff"])
def test_an_empty_file_gives_nothing(tmp_path: Path, text: str) -> None:
    """Empty files and comments are valid."""
    (tmp_path / "it.tfvars").write_text(text)
    assert variables.given(tmp_path, ["it.tfvars"], {}) == {}


@pytest.mark.parametrize(
    ("name", "content", "line", "why"),
    [
        ("bad.tfvars", b'a = "b"\nit = \n', 2, "Invalid expression"),
        ("bad.tfvars", b'a = "b"\nit = file("c")\n', 2, "Function calls not allowed"),
        ("bad.tfvars", b"it = var.b\n", 1, "Variables not allowed"),
        ("bad.tfvars", b"block {\n}\n", 1, "Blocks are not allowed"),
        ("bad.tfvars", b'it = "\xff"\n', 1, "not UTF-8"),
        ("bad.tfvars.json", b'{\n"it": }\n', 2, "Expecting value"),
        ("bad.tfvars.json", b'["it"]', 1, "not a JSON object"),
        ("bad.tfvars.json", b"", 1, "Expecting value"),
    ],
    ids=["expression", "function", "variable", "block", "latin-1", "json", "json-list", "json-empty"],
)
def test_a_mistake_is_shown_with_file_and_line(tmp_path: Path, name: str, content: bytes, line: int, why: str) -> None:
    """What Terraform would refuse is `hcl-syntax`, exit 2, at its file and line."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem, match="hcl-syntax") as raised:
        variables.given(tmp_path, [name], {})
    assert raised.value.exit is Exit.USAGE
    assert raised.value.what.startswith(f"{name}:{line} ")
    assert why in raised.value.why


@pytest.mark.parametrize(
    ("asked", "there", "hint"),
    [
        ("post-operator.tfvar", "post-operator.tfvars", "--tfvars post-operator.tfvars"),
        ("envs/prod.tfvar", "envs/prod.tfvars", "--tfvars envs/prod.tfvars"),
        ("my prod.tfvar", "my prod.tfvars", "--tfvars 'my prod.tfvars'"),
        ("prod.tfvars", "prod.tfvars.json", "--tfvars prod.tfvars.json"),
        ("nowhere/x.tfvars", "quite-another.tfvars", "--tfvars PATH"),
    ],
)
def test_a_missing_file_is_answered_with_its_neighbours(tmp_path: Path, asked: str, there: str, hint: str) -> None:
    """`tfvars-missing`, exit 2, says where it looked, and the next command names the file that is meant, ready to paste."""
    write(tmp_path, there, "x")
    with pytest.raises(Problem, match="tfvars-missing") as raised:
        variables.given(tmp_path, [asked], {})
    assert raised.value.exit is Exit.USAGE
    assert raised.value.what.startswith(f"The variables file {asked} ")
    assert str(tmp_path / asked) in raised.value.why
    assert raised.value.next == f"the same command with {hint}"


def test_a_directory_is_no_variables_file(tmp_path: Path) -> None:
    """It is said like a missing file."""
    (tmp_path / "vars").mkdir()
    with pytest.raises(Problem, match="tfvars-missing") as raised:
        variables.given(tmp_path, ["vars"], {})
    assert "directory" in raised.value.what


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="$%"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(value=VALUES)
def test_json_files_hold_any_value(value: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever value a JSON file gives, it arrives."""
    path = tmp_path_factory.mktemp("json")
    write(path, "it.tfvars.json", value)
    assert variables.given(path, ["it.tfvars.json"], {}) == {"it": value}
