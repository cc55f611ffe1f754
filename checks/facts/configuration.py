"""What the user's files say: nothing of it is asked of anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where in the user's files something stands; lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Argument:
    """An argument of a module call: `text` as written, and its `value` where it is `known` without asking Terraform.

    It is known where it hangs on literals, variables and locals alone. Of a map the value is the set of its keys, of a list
    a tuple. A secret, or a map's text, is kept nowhere: such a text is empty, and known is only whether a secret is empty.
    """

    name: str
    text: str
    known: bool
    value: object
    place: Place

    @property
    def absent(self) -> bool:
        """Whether it is null: as good as not given."""
        return self.known and self.value is None

    @property
    def keys(self) -> frozenset[str] | None:
        """The keys of a map; None where it is none, or where they are not known."""
        return self.value if self.known and isinstance(self.value, frozenset) else None


@dataclass(frozen=True)
class ModuleCall:
    """A `module` block; `version` is the constraint as written, `namespace` the text of its argument of that name.

    `aws` is the alias of the AWS provider that its `providers` hands to it, None for the one without.
    """

    name: str
    source: str
    version: str | None
    namespace: str | None
    place: Place
    arguments: Mapping[str, Argument] = field(default_factory=dict, hash=False)
    aws: str | None = None

    def given(self, name: str) -> Argument | None:
        """An argument that is given and not null."""
        found = self.arguments.get(name)
        return None if found is None or found.absent else found

    def value(self, name: str) -> object:
        """The value of an argument, None where it is absent or not known."""
        found = self.given(name)
        return found.value if found is not None and found.known else None


@dataclass(frozen=True)
class RequiredProvider:
    """An entry of `required_providers`; `constraint` is None where no version is given."""

    name: str
    source: str | None
    constraint: str | None
    place: Place


@dataclass(frozen=True)
class ProviderBlock:
    """A `provider` block and how it authenticates to a cluster.

    `sets_token` and `sets_exec` look at the block itself or, for helm, at its nested `kubernetes` block, whose text
    without `token` is `connection` (None for every other provider). `command` is the program that its `exec` runs.
    """

    name: str
    alias: str | None
    sets_token: bool
    sets_exec: bool
    connection: str | None
    place: Place
    command: str | None = None


@dataclass(frozen=True)
class AssumedRole:
    """The role that the AWS provider takes on: `seconds` for how long at a time, None for what AWS takes by itself."""

    arn: str
    session_name: str | None = None
    seconds: int | None = None
    external_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AwsProvider:
    """A `provider "aws"` block, as far as it says who Terraform is for AWS, and where.

    `unclear` names its arguments and blocks that decide about it and cannot be told from the files: keys, and what only
    Terraform can evaluate.
    """

    alias: str | None
    place: Place
    region: str | None = None
    profile: str | None = None
    role: AssumedRole | None = None
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()
    config_file: str | None = None
    credentials_file: str | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClusterData:
    """An `aws_eks_cluster` or `aws_eks_cluster_auth` data source.

    `name_expression` is the text of its `name`; `static` says that it refers to no module, resource or data source.
    """

    type: str
    name: str
    name_expression: str
    static: bool
    place: Place


@dataclass(frozen=True)
class Variable:
    """A declared input variable; `required` where it has no default."""

    name: str
    required: bool
    sensitive: bool
    place: Place


@dataclass(frozen=True)
class Backend:
    """Where the state is kept: `type` as written, `cloud` for HCP Terraform; `place` is None where no file says it.

    Of `settings` only a few are here, none of them a secret, and only where they are plain values; those of a nested block
    or object are spelled `assume_role.role_arn`.
    """

    type: str
    settings: Mapping[str, str]
    place: Place | None


@dataclass(frozen=True)
class Configuration:
    """One set of Terraform files as a whole: what Terraform would read."""

    files: tuple[str, ...]
    modules: tuple[ModuleCall, ...]
    required_providers: tuple[RequiredProvider, ...]
    required_version: tuple[str, ...]
    providers: tuple[ProviderBlock, ...]
    cluster_data: tuple[ClusterData, ...]
    variables: tuple[Variable, ...]
    backend: Backend | None
    aws: tuple[AwsProvider, ...] = ()

    def aws_provider(self, source: str) -> AwsProvider | None:
        """The `provider "aws"` block that the module with that source uses; None where there is none."""
        call = self.call(source)
        alias = call.aws if call else None
        return next((one for one in self.aws if one.alias == alias), None)

    def call(self, source: str) -> ModuleCall | None:
        """The first call of a module with that source."""
        return next((one for one in self.modules if one.source == source), None)


@dataclass(frozen=True)
class Layout:
    """Which of the migration's two files are active (`X.tf`) and which are put aside (`X.tf.disabled`)."""

    pre_active: bool
    pre_disabled: bool
    post_active: bool
    post_disabled: bool


@dataclass(frozen=True)
class Mistyped:
    """A value that does not fit its variable: `where` gives it, `kind` is what it is; the value itself is kept nowhere."""

    name: str
    type: str
    kind: str
    why: str
    where: str
    declared: Place


@dataclass(frozen=True)
class Values:
    """Input variables after Terraform's precedence: names given, names unknown, and the few plain values that checks need.

    No secret value is kept: of everything else only the name is known here, and in `places` what gives it: a file and
    line, or a variable of the environment.
    """

    given: frozenset[str]
    undeclared: frozenset[str]
    namespace: str | None
    domain_name: str | None
    subdomain: str | None
    zone_id: str | None
    custom_domain_filter: str | None
    places: Mapping[str, str] = field(default_factory=dict, hash=False)
    mistyped: tuple[Mistyped, ...] = ()

    @property
    def fqdn(self) -> str | None:
        """The host name that users type, or None where the domain is not known."""
        if self.domain_name is None:
            return None
        return f"{self.subdomain}.{self.domain_name}" if self.subdomain else self.domain_name
