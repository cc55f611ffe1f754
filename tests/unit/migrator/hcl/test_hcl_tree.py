"""Files as trees: places, texts as written, and what is refused with file and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.problem import Exit, Problem
from migrator.hcl.tree import LABELS, PLAIN, Block, entries, parse, references, without

MODULE = b"""# a comment
module "wandb_infra" {
  source  = "wandb/wandb/aws" // where from
  version = "4.7.2"

  nested {
    deep "label" {
      x = [1, 2]
    }
  }
}
"""


def test_places_count_from_one() -> None:
    """A block stands at the line of its first word, an attribute at its own."""
    (block,) = parse("main.tf", MODULE).blocks
    assert (block.type, block.labels, str(block.place)) == ("module", ("wandb_infra",), "main.tf:2")
    assert {name: str(place) for name, place in block.places.items()} == {"source": "main.tf:3", "version": "main.tf:4"}
    (nested,) = block.all("nested")
    (deep,) = nested.all("deep")
    assert (str(nested.place), str(deep.place), deep.labels, deep.attributes) == (
        "main.tf:6",
        "main.tf:7",
        ("label",),
        {"x": "[1, 2]"},
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"# only a comment\n", b"/* and\n another */", b"\xef\xbb\xbf"],
    ids=["empty", "blank", "comment", "block-comment", "bom"],
)
def test_a_file_without_blocks_is_empty_not_wrong(content: bytes) -> None:
    """Empty files, comments and a lone byte order mark are valid and hold nothing."""
    assert parse("a.tf", content).blocks == ()


@pytest.mark.parametrize(
    "change",
    [lambda text: text, lambda text: text.replace(b"\n", b"\r\n"), lambda text: b"\xef\xbb\xbf" + text],
    ids=["unix", "crlf", "bom"],
)
def test_line_ends_and_marks_change_nothing(change: "type[bytes]") -> None:
    """Windows line ends and a byte order mark give the same attributes at the same lines."""
    (block,) = parse("a.tf", change(MODULE)).blocks
    assert block.attributes == {"source": '"wandb/wandb/aws"', "version": '"4.7.2"'}
    assert {name: str(place) for name, place in block.places.items()} == {"source": "a.tf:3", "version": "a.tf:4"}


def test_comments_inside_an_attribute_are_not_its_value() -> None:
    """A comment between name and expression is passed over."""
    (block,) = parse("a.tf", b'variable "a" {\n  default /* b */ = /* c */ "d" # e\n}\n').blocks
    assert block.attributes == {"default": '"d"'}


def test_a_heredoc_is_text_not_configuration() -> None:
    """A block inside a heredoc is not seen as one, and what follows stands at its right line."""
    content = b'variable "a" {\n  default = <<-EOT\n    module "x" {\n    }\n  EOT\n}\nmodule "y" {}\n'
    first, second = parse("a.tf", content).blocks
    assert first.blocks == ()
    assert first.attributes["default"].startswith("<<-EOT\n")
    assert (second.labels, second.place.line) == (("y",), 7)


def test_a_label_needs_no_quotes() -> None:
    """`provider aws {` is the old spelling of `provider "aws" {`."""
    (block,) = parse("a.tf", b"provider aws {}\n").blocks
    assert (block.type, block.labels) == ("provider", ("aws",))


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b'module "a" {\n  source = \n}\n', 2, "Invalid expression"),
        (b'module "a" {\n  source = "x"\n', 1, "no closing brace"),
        (b"locals {\n  a = 1\n  a = 2\n}\n", 3, "Attribute redefined"),
        (b"\n}\n", 2, "block definition is required"),
        (b'module "\xff" {}\n', 1, "not UTF-8"),
        (b"\n\nmodule {}\n", 3, "`module` has 1 labels; this one has 0"),
        (b'data "aws_eks_cluster" {}\n', 1, "`data` has 2 labels; this one has 1"),
        (b'variable "a" "b" {}\n', 1, "`variable` has 1 labels; this one has 2"),
    ],
    ids=["expression", "unclosed", "twice", "brace", "latin-1", "no-label", "one-label", "two-labels"],
)
def test_what_terraform_refuses_is_refused_with_its_line(content: bytes, line: int, why: str) -> None:
    """The Problem `hcl-syntax`, exit 2, names file and line and says what is wrong there."""
    with pytest.raises(Problem, match="hcl-syntax") as raised:
        parse("post-operator.tf", content)
    assert raised.value.exit is Exit.USAGE
    assert raised.value.what.startswith(f"post-operator.tf:{line} ")
    assert why in raised.value.why
    assert f"line {line} of post-operator.tf" in raised.value.next


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('"4.7.2"', "4.7.2"),
        ('""', ""),
        ('"$5 and 100%"', "$5 and 100%"),
        ('"${var.a}"', None),
        ('"%{ if true }a%{ endif }"', None),
        ('"a" == "b"', None),
        ("var.a", None),
        ("null", None),
    ],
)
def test_only_a_literal_is_plain(text: str, plain: str | None) -> None:
    """A quoted text without templates has a value; every other expression has none, nor has an absent attribute."""
    (block,) = parse("a.tf", f'module "a" {{\n  source = {text}\n}}\n'.encode()).blocks
    assert block.plain("source") == plain
    assert block.plain("version") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{ source = "h/h", version = "~> 2.17" }', {"source": '"h/h"', "version": '"~> 2.17"'}),
        ('{\n  # version = "~> 2.17"\n  source = "h/h"\n}', {"source": '"h/h"'}),
        ('{ "version" : "~> 2.17" }', {"version": '"~> 2.17"'}),
        ("{}", {}),
        ('"~> 2.17"', {}),
        ("[1]", {}),
        ("", {}),
    ],
    ids=["plain", "comment", "quoted", "empty", "string", "list", "nothing"],
)
def test_entries_of_an_object(text: str, found: dict[str, str]) -> None:
    """Keys and texts of an object expression, comments left out; empty for every other expression."""
    assert entries(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("module.wandb_infra.cluster_id", {("module", "wandb_infra")}),
        ('"${var.a}-${local.b}.module.c"', {("var", "a"), ("local", "b")}),
        ('coalesce(var.a, data.aws_x.y["k"].z)', {("var", "a"), ("data", "aws_x")}),
        ('"module.literal"', set()),
        ("terraform_data.a[0].id", {("terraform_data", "a")}),
    ],
)
def test_references_are_words_of_the_language_not_of_texts(text: str, found: set[tuple[str, str]]) -> None:
    """What an expression refers to is found wherever it stands, and never inside a literal."""
    assert references(text) == found


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("host = a\ntoken = b\nca = c", "host = a\nca = c"),
        ("host = a\ntoken = coalesce(\n  b,\n  c,\n) # d\nca = c", "host = a\nca = c"),
        ("host = a\ntoken = b", "host = a\n"),
        ("exec {\n  token = b\n}\nhost = a", "exec {\n  token = b\n}\nhost = a"),
        ('# token = b\nhost = "token = c"', '# token = b\nhost = "token = c"'),
        ("token = b", ""),
    ],
    ids=["between", "several-lines", "last", "nested", "in-texts", "alone"],
)
def test_an_attribute_is_cut_whole(body: str, rest: str) -> None:
    """The attribute goes with all its lines; nested blocks, comments and texts keep what looks like it."""
    assert without(body, "token") == rest


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters='"\\$%'), max_size=20)


@given(st.dictionaries(NAMES, TEXTS, max_size=5), st.integers(0, 4), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_is_read(attributes: dict[str, str], blank: int, end: str) -> None:
    """Whatever literals a block holds, behind however many lines, they come back, each at its own line."""
    lines = [*[""] * blank, 'module "it" {', *(f'  {name} = "{text}"' for name, text in attributes.items()), "}", ""]
    (block,) = parse("a.tf", end.join(lines).encode()).blocks
    assert {name: block.plain(name) for name in block.attributes} == attributes
    assert [one.line for one in block.places.values()] == [blank + 2 + number for number in range(len(attributes))]


def read_or_refused(content: bytes) -> tuple[Block, ...]:
    """The blocks; none where the file is refused as invalid HCL. Any other error is a test's failure."""
    try:
        return parse("a.tf", content).blocks
    except Problem as problem:
        if problem.code != "hcl-syntax":
            raise
        return ()


@given(st.binary(max_size=60) | st.text('module "a{}=[\n$%<-E#/*.', max_size=40).map(str.encode))
def test_anything_is_read_or_refused(content: bytes) -> None:
    """Whatever bytes a file holds, the answer is a tree whose blocks have their labels, or the Problem `hcl-syntax`."""
    blocks = read_or_refused(content)
    assert all(len(one.labels) == LABELS.get(one.type, len(one.labels)) for one in blocks)
    assert all(PLAIN.fullmatch(f'"{one.plain("a")}"') for one in blocks if one.plain("a") is not None)
