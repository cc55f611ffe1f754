"""What a run was asked to do, as it is journalled: no secrets, nothing that depends on the terminal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inputs:
    """The arguments that a run is bound to from its first line to its last.

    Paths are as the user gave them, relative to `directory`. `override` says that the generated override file was
    consented to; `swap` is false for those who have the post-operator configuration in place already.
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


@dataclass(frozen=True)
class Who:
    """Who acts: AWS caller ARN (None where it could not be told), OS user, host."""

    arn: str | None
    user: str
    host: str
