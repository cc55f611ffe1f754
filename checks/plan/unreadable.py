"""Input that is no plan in JSON: what it is instead, as far as its bytes tell, and the command that makes it one."""

import msgspec

from checks.problem import Exit, Problem

MAKE = "terraform show -json PLANFILE > plan.json; migrator assess plan.json"
# What a byte order mark says; a UTF-8 one is skipped, and the widest stands first.
WIDE = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
STATE = frozenset({"version", "lineage", "serial", "resources"})
UPGRADE = "pip install --upgrade wandb-migrator"
OLDER = ("Terraform 1.0 and older write 0.x, which lacks fields that are judged here.", "plan with Terraform 1.1 or newer")
NEWER = ("Another major version may mean other things by the same words; guessing would be unsafe.", UPGRADE)
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Versioned(msgspec.Struct):
    """A document that says in which format it is."""

    format_version: str


def unreadable(why: str) -> Problem:
    """The Problem where nothing better is known than what the decoder says."""
    return Problem(
        "plan-unreadable",
        what="This is not a plan in Terraform's JSON form.",
        why=f"{why}.",
        next=MAKE,
        exit=Exit.USAGE,
    )


def recognised(raw: bytes | memoryview) -> Problem | None:
    """The Problem for input that is told by its first bytes to be something else; None for what may be JSON."""
    head = bytes(raw[:64])
    if head and not head.strip(b"\x00"):
        return _truncated(
            "It begins with nothing but zero bytes: the disk was full, or the machine went down, while it was written"
        )
    if not bytes(raw[:4096]).strip():
        return _truncated("It is empty: the command that was to write it has probably failed")
    if head.startswith((b"PK\x03\x04", b"tfplan")):
        return _binary()
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        return _compressed()
    for mark, name in WIDE.items():
        if head.startswith(mark):
            return _encoded(f"It begins with the byte order mark of {name}")
    return _encoded("It has a zero in every other byte, as UTF-16 has") if b"\x00" in head[:4] else None


def foreign(head: bytes) -> Problem | None:
    """The Problem for what cannot become a plan, told by how it begins, before the rest of it is read."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    found = recognised(head)
    if found or begins == b"{":
        return found
    return _log(head) or unreadable("It does not begin with a brace, as every plan does")


def explained(raw: bytes | memoryview, error: Exception) -> Problem:
    """The Problem for what could not be decoded: by its content where that is telling, by the decoder's words otherwise."""
    if isinstance(error, RecursionError):
        return unreadable("It is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return _encoded("It is not UTF-8")
    if "truncated" in str(error):
        return _truncated("It ends in the middle: the disk was full, or the command that wrote it was stopped")
    newer = "unknown field" in str(error) or "Invalid enum value" in str(error)
    return _log(raw) or _state(raw) or (_new if newer else unreadable)(str(error))


def _state(raw: bytes | memoryview) -> Problem | None:
    """A state file, or what `terraform show -json` prints of a state."""
    try:
        keys = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys()
    except BROKEN:
        return None
    if keys >= STATE:
        return state("It is a state file: it says what is there, not what would change")
    return state("It is a state, as terraform show -json prints it without a plan file") if "values" in keys else None


def state(why: str) -> Problem:
    """The Problem for a state in place of a plan."""
    return Problem(
        "plan-is-state",
        what="This is a Terraform state, not a plan.",
        why=f"{why}.",
        next=f"terraform plan -out=PLANFILE; {MAKE}",
        exit=Exit.USAGE,
    )


def _log(raw: bytes | memoryview) -> Problem | None:
    """What `terraform plan` prints, with or without -json."""
    head = bytes(raw[:4096]).lstrip()
    if head.startswith(b'{"@level"'):
        return unreadable("It is the log of terraform plan -json, which leaves out what changes in a resource")
    if head.startswith((b"Terraform ", b"OpenTofu ", b"\x1b[")) or b"Refreshing state..." in head:
        return unreadable("It is what terraform plan prints for people")
    if not head.startswith((b"{", b"[")) and b"{" in head:
        return unreadable("Something stands before its first brace: a warning, or what another command has printed")
    return None


def _truncated(why: str) -> Problem:
    return Problem(
        "plan-truncated",
        what="The plan is not whole.",
        why=f"{why}.",
        next=MAKE,
        exit=Exit.USAGE,
    )


def _binary() -> Problem:
    return Problem(
        "plan-binary",
        what="This is the plan file itself, which only Terraform can read.",
        why="terraform plan -out writes a binary file; its JSON form is made by terraform show -json.",
        next=MAKE,
        exit=Exit.USAGE,
    )


def _compressed() -> Problem:
    return Problem(
        "plan-compressed",
        what="The plan is compressed.",
        why="Its first bytes are those of gzip or another compression.",
        next="gunzip -c plan.json.gz | migrator assess -",
        exit=Exit.USAGE,
    )


def _encoded(why: str) -> Problem:
    return Problem(
        "plan-encoding",
        what="The plan is not UTF-8 text.",
        why=f"{why}; an older PowerShell writes UTF-16 where > is used.",
        next="terraform show -json PLANFILE | Out-File -Encoding utf8 plan.json; migrator assess plan.json",
        exit=Exit.USAGE,
    )


def refusal(raw: bytes | memoryview, error: Exception) -> Problem:
    """Why it cannot be decoded: first of all because it is of another format."""
    return other_format(_version(raw)) or explained(raw, error)


def _version(raw: bytes | memoryview) -> str:
    """The format version of any document that has one, else what is understood."""
    try:
        return msgspec.json.decode(raw, type=Versioned).format_version
    except BROKEN:
        return "1.0"


def other_format(version: str) -> Problem | None:
    """The Problem for every format but 1.x."""
    major = version.partition(".")[0]
    if major == "1":
        return None
    why, advice = OLDER if major == "0" else NEWER
    return Problem(
        "plan-format-unknown",
        what=f"The plan has format version {version[:40]}; only 1.x is understood.",
        why=why,
        next=advice,
        exit=Exit.USAGE,
    )


def _new(said: str) -> Problem:
    return Problem(
        "plan-format-unknown",
        what="The plan has something that is not known here.",
        why=f"{said}. What is not understood cannot be judged, and guessing would be unsafe.",
        next=UPGRADE,
        exit=Exit.USAGE,
    )


def twice(address: str) -> Problem:
    """The Problem for an object that is named twice."""
    return Problem(
        "plan-address-twice",
        what=f"The plan says twice what happens to {address}.",
        why="Terraform names each object once; two entries may say different things, and only one of them is true.",
        next=MAKE,
        exit=Exit.USAGE,
    )
