"""The command line: which commands there are, and what the shell is told. Nothing else prints or exits.

Commands are imported when they are called, so that `--help` costs nothing but click.
"""

import importlib
import os
import sys
from collections.abc import Mapping

import click

from checks.problem import Exit, Problem

COMMANDS: Mapping[str, tuple[str, str]] = {
    "preflight": ("migrator.commands.judge:preflight", "Prove what can be proved; touch nothing."),
    "plan": (
        "migrator.commands.judge:plan",
        "The dry run: what would be created, updated, destroyed, replaced, and its risk.",
    ),
    "run": ("migrator.commands.run:run", "The whole migration, or on from where it stopped."),
    "resume": ("migrator.commands.run:resume", "Go on with the newest run, with the arguments it was started with."),
    "pause": ("migrator.commands.pause:pause", "Let the run stop before its next state."),
    "status": ("migrator.commands.look:status", "Where the run stands and what to type next."),
    "report": ("migrator.commands.report:report", "Everything that a run did."),
    "verify": ("migrator.commands.judge:verify", "Prove that the migrated deployment is healthy."),
    "assess": ("migrator.commands.assess:assess", "Judge any plan from `terraform show -json`."),
    "journal": ("migrator.commands.journal:journal", "Show, verify or repair a run's journal."),
    "backup": (
        "migrator.commands.backup:backup",
        "Save what is hard to get back; verify or list what was saved.",
    ),
    "explain": ("migrator.commands.explain:explain", "What a code means and what to do."),
    "graph": ("migrator.commands.look:graph", "The state machine as a Mermaid diagram."),
    "sandbox": ("migrator.commands.sandbox:sandbox", "A deployment in miniature, without an AWS account."),
    "demo": ("migrator.commands.demo:demo", "The whole migration on a sandbox."),
}


class LazyGroup(click.Group):
    """Knows every command's name and one-line help; imports a command only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="wandb-migrator", prog_name="migrator")
def cli() -> None:
    """Take a self-managed Weights & Biases deployment on AWS from its pre-operator to its post-operator Terraform.

    Start with `migrator plan --tfvars post-operator.tfvars`: it touches nothing.
    """


def main() -> None:
    """Entry point of `migrator`: run a command and exit with its code; every failure becomes one four-part error."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        answer = cli.main(args=arguments, prog_name="migrator", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return int(Exit.DONE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.FAILED)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last floor: four parts, never a traceback
        return _say(_problem(error), arguments)
    return int(answer) if isinstance(answer, int) else int(Exit.DONE)


def _problem(error: BaseException) -> Problem:
    """What a person is told about it."""
    match error:
        case Problem():
            return error
        case KeyboardInterrupt() | click.Abort():
            return _interrupted()
        case click.ClickException():
            return _usage(error)
        case OSError():
            return _system(error)
        case ModuleNotFoundError():
            return _missing_module(error)
    return _unexpected(error)


def _say(problem: Problem, arguments: list[str]) -> int:
    from migrator.again import exact  # noqa: PLC0415 - only where something went wrong
    from migrator.report.documents import error_document  # noqa: PLC0415
    from migrator.report.text import error_text  # noqa: PLC0415

    problem.next = exact(problem.next, arguments)
    if _wants_json(arguments):
        click.echo(error_document(problem))
    else:
        click.echo(error_text(problem), err=True)
    return int(problem.exit)


def _wants_json(arguments: list[str]) -> bool:
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return any(one == "--format=json" or (one == "--format" and value == "json") for one, value in pairs)


def _usage(error: click.ClickException) -> Problem:
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "migrator"
    return Problem(
        "usage",
        what="The command line could not be understood.",
        why=error.format_message(),
        next=f"{command} --help",
        exit=Exit.USAGE,
    )


def _interrupted() -> Problem:
    return Problem(
        "interrupted",
        what="Interrupted; everything that was done is in the journal.",
        why="Ctrl-C, or an end of input. A Terraform that was applying goes on by itself and is attached to again.",
        next="migrator status",
        exit=Exit.INTERRUPTED,
    )


def _system(error: OSError) -> Problem:
    return Problem(
        "input-output",
        what=f"The system refused: {error.strerror or error}.",
        why=f"It was about {error.filename}." if error.filename else "It did not say about what.",
        next="mend it, then the same command again",
    )


def _missing_module(error: ModuleNotFoundError) -> Problem:
    return Problem(
        "extra-missing",
        what=f"A part of the installation is missing: {error.name}.",
        why="The sandbox and the demonstration need the extra `sandbox`, which a plain installation leaves out.",
        next="pip install 'wandb-migrator[sandbox]'",
    )


def _unexpected(error: BaseException) -> Problem:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_globals.get('__name__')}:{at.tb_lineno}" if at else "unknown"
    return Problem(
        "unexpected",
        what="migrator itself failed; this is a defect of it.",
        why=f"{type(error).__name__} at {place}. Its text is not shown, since it could hold a secret.",
        next="migrator status  # the journal is intact; report the place named above",
    )
