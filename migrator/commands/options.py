"""The options that commands share, and what they mean together."""

import functools
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from checks import catalogue
from checks.health import groups as health
from checks.preflight.groups import GROUPS, Choice
from checks.problem import Exit, Problem
from states.inputs import Inputs

Command = TypeVar("Command", bound=Callable[..., Any])
SECRET_KEYS = ("access_key", "secret_key", "token", "password", "sas_token", "client_secret", "encryption_key")


@dataclass(frozen=True)
class Given:
    """What was typed, unset options as None: enough to make the inputs of a new run or to compare with an old one's."""

    directory: str
    tfvars: tuple[str, ...]
    pre_tfvars: tuple[str, ...]
    backend_config: tuple[str, ...]
    parallelism: int | None
    lock_timeout: str | None
    override: str | None
    no_swap: bool
    remove_override: bool
    runbook: str | None
    pre: str | None
    post: str | None
    terraform_bin: str | None

    def inputs(self, base: Inputs | None = None) -> Inputs:
        """The inputs that the options ask for, over those of an earlier run where something is not said."""
        start = base or Inputs(self.directory, ())
        said = {
            "tfvars": self.tfvars or None,
            "pre_tfvars": self.pre_tfvars or None,
            "backend_config": self.backend_config or None,
            "parallelism": self.parallelism,
            "lock_timeout": self.lock_timeout,
            "override": {"yes": True, "no": False}.get(self.override or ""),
            "swap": False if self.no_swap else None,
            "remove_override": True if self.remove_override else None,
            "runbook": self.runbook,
            "pre": self.pre,
            "post": self.post,
        }
        return replace(start, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]

    def asks_for_override(self) -> bool:
        """Whether a person at a terminal is to be asked."""
        return self.override in (None, "ask")


def migration(function: Command) -> Command:
    """The options of every command that looks at a workspace; they arrive as one `given: Given`."""
    options = (
        click.option("--dir", "directory", default=".", type=click.Path(file_okay=False), help="The Terraform directory."),
        click.option(
            "--tfvars", multiple=True, metavar="FILE", help="Variables of the post-operator configuration; repeats."
        ),
        click.option("--pre-tfvars", multiple=True, metavar="FILE", help="Variables of the pre-operator configuration."),
        click.option("--backend-config", multiple=True, metavar="FILE|K=V", help="Passed through to terraform init."),
        click.option("--parallelism", type=click.IntRange(1), help="Passed through to terraform."),
        click.option("--lock-timeout", metavar="DURATION", help="Passed through to terraform."),
        click.option("--override", type=click.Choice(["ask", "yes", "no"]), help="Write the override that mends the files."),
        click.option("--no-swap", is_flag=True, help="The post-operator configuration is in place already."),
        click.option("--remove-override", is_flag=True, help="Remove the override once the run is done."),
        click.option("--runbook", metavar="NAME", help="Which migration; default wandb-aws-operator."),
        click.option("--pre", metavar="FILE", callback=_active, help="The pre-operator file; default pre-operator.tf."),
        click.option("--post", metavar="FILE", callback=_active, help="The post-operator file; default post-operator.tf."),
        click.option("--terraform-bin", metavar="PATH", help="Terraform or OpenTofu to use."),
    )

    @functools.wraps(function)
    def wrapped(*positional: Any, **given: Any) -> Any:
        kept = Given(**{one.name: given.pop(one.name) for one in fields(Given)})
        return function(*positional, given=_checked(kept), **given)

    result: Any = wrapped
    for option in reversed(options):
        result = option(result)
    return result  # type: ignore[no-any-return]


def _active(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """The name that a configuration has when it is active; one that is put aside may be named by its name now."""
    if name is None:
        return None
    active = name.removesuffix(".disabled")
    if Path(active).name != active or not active.endswith(".tf"):
        raise click.BadParameter(f"{name} is not the name of a .tf file in the Terraform directory")
    return active


def _checked(given: Given) -> Given:
    directory = Path(given.directory).absolute()
    if not directory.is_dir():
        raise Problem(
            "directory-missing",
            what=f"There is no directory {directory}.",
            why="--dir names the directory with the Terraform files; the default is the current one.",
            next="migrator plan --dir PATH --tfvars post-operator.tfvars",
            exit=Exit.USAGE,
        )
    if given.pre is not None and given.pre == given.post:
        raise click.UsageError(f"--pre and --post are both {given.pre}")
    _refuse_secrets(given.backend_config)
    return replace(given, directory=os.fspath(directory))


def _refuse_secrets(backend_config: tuple[str, ...]) -> None:
    keys = [one.partition("=")[0].strip() for one in backend_config if "=" in one]
    secret = [key for key in keys if any(word in key.lower() for word in SECRET_KEYS)]
    if secret:
        raise Problem(
            "secret-in-argument",
            what=f"--backend-config {secret[0]}=... would put a secret into arguments and journal.",
            why="Arguments are seen by everybody on this machine; the journal keeps them.",
            next="put it into a file and pass --backend-config FILE, or use the environment",
            exit=Exit.USAGE,
        )


def need_tfvars(inputs: Inputs) -> None:
    """A usage Problem where no variables file was named at all and none is found by its usual name."""
    if inputs.tfvars:
        return
    raise Problem(
        "tfvars-not-given",
        what="No --tfvars was given.",
        why="The post-operator configuration needs the variables of its own; the guide calls the file post-operator.tfvars.",
        next="the same command with --tfvars post-operator.tfvars",
        exit=Exit.USAGE,
    )


def consented(inputs: Inputs, given: Given, env: Mapping[str, str]) -> Inputs:
    """The inputs with a person's answer about the override, asked only at a terminal and only where it mends something."""
    if not given.asks_for_override() or inputs.override or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return inputs
    from migrator.wiring import override_wanted  # noqa: PLC0415 - only where a person is asked

    text = override_wanted(inputs, env)
    if text is None:
        return inputs
    click.echo(
        f"Faults of the documented files can be mended by one generated file, migrator_override.tf:\n\n{text}", err=True
    )
    return replace(inputs, override=click.confirm("Write it when the files are swapped?", default=True, err=True))


def acceptances(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Codes and reasons of `--accept CODE=REASON`; a Problem where one has no reason."""
    pairs = tuple((code.strip(), reason.strip()) for code, _, reason in (one.partition("=") for one in values))
    empty = [code for code, reason in pairs if not code or not reason]
    if empty:
        raise Problem(
            "acceptance-without-reason",
            what=f"--accept {empty[0]} has no reason.",
            why="An accepted finding is journalled with the reason for it.",
            next=f"the same command with --accept {empty[0] or 'CODE'}='why this is all right'",
            exit=Exit.USAGE,
        )
    return pairs


def chosen(only: tuple[str, ...], skip: tuple[str, ...]) -> Choice:
    """The checks that `--only` and `--skip` leave; a Problem where one names neither a check of preflight nor a group."""
    try:
        return Choice.of(only, skip)
    except LookupError as error:
        raise _no_check(str(error.args[0]), [one.name for one in GROUPS]) from error


def chosen_of_health(only: tuple[str, ...], skip: tuple[str, ...]) -> frozenset[str]:
    """The same for the checks of verify."""
    try:
        return health.chosen(only, skip)
    except LookupError as error:
        raise _no_check(str(error.args[0]), [one.name for one in health.GROUPS]) from error


def _no_check(name: str, groups: list[str]) -> Problem:
    near = catalogue.similar(name)
    return Problem(
        "code-unknown",
        what=f"There is no check and no group of checks {name!r}.",
        why=f"Groups: {', '.join(sorted(groups))}. Codes that look like it: {', '.join(near) or 'none'}.",
        next="migrator explain",
        exit=Exit.USAGE,
    )
