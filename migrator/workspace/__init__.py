"""The user's Terraform directory, as the states' port sees it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from checks.facts import Configuration, Layout, Place, Values
from migrator.hcl import Block, Said, blocks, mistyped, read
from migrator.terraform.inputs import variables_before
from migrator.workspace import backup, variables
from migrator.workspace import swap as swapping
from migrator.workspace.copy import copy, refuse_outside
from migrator.workspace.files import OVERRIDE, active, content, data_directory, layout, swapped, unwritable, write
from migrator.workspace.fingerprints import fingerprints
from migrator.workspace.names import resolve
from migrator.workspace.places import aside, places
from runbooks.model import Runbook
from states.events import Saved, Step
from states.inputs import Inputs
from states.terraform import Directory

LOCK_FILE = ".terraform.lock.hcl"
IMPORTS = "migrator_imports.tf"
ERRORED, FORMER = "errored.tfstate", "terraform.tfstate.backup"
NAMED = ("namespace", "domain_name", "subdomain", "zone_id", "custom_domain_filter")


class TerraformWorkspace:
    """One directory, one runbook, one run's inputs."""

    def __init__(self, directory: Path, runbook: Runbook, inputs: Inputs, env: Mapping[str, str]) -> None:
        self._directory = directory.absolute()
        self._runbook = runbook
        self._names = runbook.layout
        self._inputs = inputs
        self._env = env

    @property
    def path(self) -> Path:
        """Absolute."""
        return self._directory

    def layout(self) -> Layout:
        """Which of the two files are active."""
        return layout(self._directory, self._names)

    def before(self) -> Configuration:
        """What Terraform reads now."""
        return read(active(self._directory), self._given_before())

    def after(self, override: str | None) -> Configuration:
        """What Terraform would read after the swap; without an override the one on disk does not count either."""
        return read(self._after(override), self._given())

    def _after(self, override: str | None) -> dict[str, bytes]:
        files = swapped(self._directory, self._names, override, swap=self._inputs.swap)
        if override is None:
            files.pop(OVERRIDE, None)
        return files

    def _top(self) -> tuple[Block, ...]:
        return blocks(self._after(None))

    def _given(self) -> dict[str, Said]:
        return variables.said(self._directory, self._inputs.tfvars, self._env)

    def _given_before(self) -> dict[str, Said]:
        """As Terraform took them for the pre-operator configuration, as far as its variables files are there."""
        named = variables_before(self._inputs, self._names)
        there = [name for name in named if (self._directory / name).is_file()]
        return variables.said(self._directory, there, self._env)

    def values(self) -> Values:
        """What the checks need of the variables; see `checks.facts.Values`."""
        top, found = self._top(), self._given()
        declared = {one.labels[0] for one in top if one.type == "variable"}
        named = resolve(top, found, self._runbook.source_module)
        in_files = variables.given(self._directory, self._inputs.tfvars, {})
        return Values(
            frozenset(found),
            frozenset(set(in_files) - declared),
            **{name: named[name] for name in NAMED},
            places={name: one.where for name, one in found.items()},
            mistyped=mistyped(top, found),
        )

    def secrets(self) -> frozenset[str]:
        """Every text that must never be shown: of either configuration, given, by default or in clear."""
        top = (*self._top(), *blocks(active(self._directory)))
        given = ({name: one.value for name, one in found.items()} for found in (self._given(), self._given_before()))
        return variables.secrets(given, top)

    def licence(self) -> str | None:
        """The licence that the new configuration passes on; for the deployer's eyes only."""
        return resolve(self._top(), self._given(), self._runbook.source_module)["license"]

    def places(self) -> dict[str, Place]:
        """Where the blocks of the root module stand, by their address."""
        return places(self._directory, self._names, swap=self._inputs.swap)

    def aside(self, directory: Path) -> Mapping[str, str]:
        """Each block that only a file put aside has: address -> file."""
        return aside(directory, self._names)

    def lock_file(self, directory: Path) -> bytes:
        """A directory's dependency lock file; empty where there is none."""
        path = directory / LOCK_FILE
        return content(path) if path.exists() else b""

    def modules(self, where: Directory) -> bytes:
        """The module manifest of a directory; empty where there is none."""
        own = where.path / where.data if where.data else data_directory(where.path, self._env)
        manifest = own / backup.MANIFEST
        return content(manifest) if manifest.is_file() else b""

    def copy(self, into: Path, *, swap: bool, override: str | None) -> Directory:
        """A scratch copy, swapped there."""
        refuse_outside(self._directory, self._top())
        try:
            there = copy(self._directory, into, self._env)
            self._swap_in(into, override, swap=swap)
        except OSError as error:
            raise unwritable(into, error) from error
        return there

    def _swap_in(self, directory: Path, override: str | None, *, swap: bool) -> None:
        (directory / OVERRIDE).unlink(missing_ok=True)
        swapping.take(directory, swapping.steps(directory, self._names, override, swap=swap), override)

    def discard(self, scratch: Path) -> None:
        """Remove a scratch directory."""
        shutil.rmtree(scratch, ignore_errors=True)

    def fingerprints(self) -> dict[str, str]:
        """The digest of everything that Terraform reads here."""
        return fingerprints(self._directory, self._names, self._inputs, frozenset({IMPORTS}))

    def save(self, into: Path) -> tuple[Saved, ...]:
        """Copy configuration, variables, lock file and module manifest below `into`."""
        return backup.save(self._directory, into, self._inputs, self._env)

    def swap_steps(self, override: str | None) -> tuple[Step, ...]:
        """What a swap would do now."""
        return swapping.steps(self._directory, self._names, override, swap=self._inputs.swap)

    def take(self, steps: tuple[Step, ...], override: str | None) -> None:
        """Do what is not done yet of it."""
        swapping.take(self._directory, steps, override)

    def undo(self, steps: tuple[Step, ...]) -> None:
        """Take it back."""
        swapping.undo(self._directory, steps)

    def install_lock(self, source: Path) -> None:
        """Put the approved lock file in place; nothing is written where it is there already."""
        whole, target = content(source), self._directory / LOCK_FILE
        if whole and self.lock_file(self._directory) != whole:
            try:
                write(target, whole)
            except OSError as error:
                raise unwritable(target, error) from error

    def adopt(self, text: str | None) -> None:
        """Write, or remove, the file with import blocks."""
        target = self._directory / IMPORTS
        try:
            if text is None:
                target.unlink(missing_ok=True)
            else:
                write(target, text.encode())
        except OSError as error:
            raise unwritable(target, error) from error

    def errored(self) -> bytes | None:
        """What Terraform leaves where it cannot persist its state."""
        return self._kept(ERRORED)

    def former_state(self) -> bytes | None:
        """What its local backend keeps."""
        return self._kept(FORMER)

    def _kept(self, name: str) -> bytes | None:
        path = self._directory / name
        return content(path) if path.exists() else None

    def clear_errored(self) -> None:
        """Remove it."""
        try:
            (self._directory / ERRORED).unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self._directory / ERRORED, error) from error
