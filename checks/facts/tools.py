"""The programs on this machine that the migration runs."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing


@dataclass(frozen=True)
class TerraformFact:
    """The binary that will run: `product` is terraform or tofu, `version` as it prints it, without the v."""

    product: str
    version: str
    path: str


@dataclass(frozen=True)
class Program:
    """A program that provider blocks run for the cluster's token, by the name that they give it; no `path`: not found."""

    name: str
    path: str | None


@dataclass(frozen=True)
class ToolsFacts:
    """The programs, as they are found here; `lock_file` says whether the directory has a dependency lock file."""

    terraform: TerraformFact | Missing = NOT_ASKED
    programs: tuple[Program, ...] | Missing = NOT_ASKED
    lock_file: bool | Missing = NOT_ASKED
