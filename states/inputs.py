"""What a run was asked to do, as it is journalled: no secrets, nothing that depends on the terminal."""

from dataclasses import dataclass, replace

from runbooks.model import Runbook


@dataclass(frozen=True)
class Inputs:
    """The arguments that a run is bound to from its first line to its last.

    Paths are as the user gave them, relative to `directory`. `override` says that the generated override file was
    consented to; `swap` is false for those who have the post-operator configuration in place already. `pre` and `post`
    name the two configurations, as they are called when active, where the runbook's names are not theirs. `two_person`
    wants the approval from another AWS caller than the plan. `journal` is where the journal has its mirror. `snapshot` is
    ask, yes or no; `quiesce` scales the old application to 0 before it; `backup_to` is `s3://bucket/prefix`, where the
    backup is copied to.
    """

    directory: str
    tfvars: tuple[str, ...]
    pre_tfvars: tuple[str, ...] = ()
    backend_config: tuple[str, ...] = ()
    parallelism: int | None = None
    lock_timeout: str | None = None
    override: bool = False
    swap: bool = True
    remove_override: bool = False
    runbook: str = "wandb-aws-operator"
    pre: str | None = None
    post: str | None = None
    two_person: bool = False
    journal: str | None = None
    snapshot: str = "ask"
    quiesce: bool = False
    backup_to: str | None = None

    @property
    def binding(self) -> "Inputs":
        """What a run is bound to from its start: all but what is asked of its backup, as long as there is none."""
        return replace(self, snapshot="ask", quiesce=False, backup_to=None)

    def named(self, runbook: Runbook) -> Runbook:
        """The runbook with the names that the two configurations have here."""
        names = runbook.layout
        return replace(runbook, layout=replace(names, pre=self.pre or names.pre, post=self.post or names.post))


@dataclass(frozen=True)
class Who:
    """Who acts: AWS caller ARN (None where it could not be told), OS user, host."""

    arn: str | None
    user: str
    host: str
