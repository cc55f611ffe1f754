"""What the probes bring and the checks judge. Frozen, and free of secrets by construction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """A fact that a probe could not bring; `why` is one sentence for a person.

    `refused` says that the other side answered and said no, rather than not answering.
    """

    why: str
    refused: bool = False


@dataclass(frozen=True)
class Place:
    """Where in the user's files something stands; lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class ModuleCall:
    """A `module` block; `version` is the constraint as written, `namespace` the text of its argument of that name."""

    name: str
    source: str
    version: str | None
    namespace: str | None
    place: Place


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
    without `token` is `connection` (None for every other provider).
    """

    name: str
    alias: str | None
    sets_token: bool
    sets_exec: bool
    connection: str | None
    place: Place


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
class Configuration:
    """One set of Terraform files as a whole: what Terraform would read."""

    files: tuple[str, ...]
    modules: tuple[ModuleCall, ...]
    required_providers: tuple[RequiredProvider, ...]
    required_version: tuple[str, ...]
    providers: tuple[ProviderBlock, ...]
    cluster_data: tuple[ClusterData, ...]
    variables: tuple[Variable, ...]
    backend: str | None


@dataclass(frozen=True)
class Layout:
    """Which of the migration's two files are active (`X.tf`) and which are put aside (`X.tf.disabled`)."""

    pre_active: bool
    pre_disabled: bool
    post_active: bool
    post_disabled: bool


@dataclass(frozen=True)
class Values:
    """Input variables after Terraform's precedence: names given, names unknown, and the few plain values that checks need.

    No secret value is kept: of everything else only the name is known here.
    """

    given: frozenset[str]
    undeclared: frozenset[str]
    namespace: str | None
    domain_name: str | None
    subdomain: str | None
    zone_id: str | None
    custom_domain_filter: str | None

    @property
    def fqdn(self) -> str | None:
        """The host name that users type, or None where the domain is not known."""
        if self.domain_name is None:
            return None
        return f"{self.subdomain}.{self.domain_name}" if self.subdomain else self.domain_name


@dataclass(frozen=True)
class TerraformFact:
    """The binary that will run: `product` is terraform or tofu, `version` as it prints it, without the v."""

    product: str
    version: str
    path: str


@dataclass(frozen=True)
class Identity:
    """Who the AWS credentials are (STS GetCallerIdentity)."""

    account: str
    arn: str


@dataclass(frozen=True)
class Zone:
    """A Route53 hosted zone; `name` without the final dot."""

    id: str
    name: str
    private: bool


@dataclass(frozen=True)
class NoSuchZone:
    """Route53 answered, and the zone is not there."""

    id: str


@dataclass(frozen=True)
class HttpAnswer:
    """What a server answered: `url` without credentials or query, `status` the HTTP code."""

    url: str
    status: int


@dataclass(frozen=True)
class Facts:
    """Everything preflight knows, gathered once."""

    layout: Layout
    before: Configuration
    after: Configuration
    values: Values
    terraform: TerraformFact | Missing
    identity: Identity | Missing
    zone: Zone | NoSuchZone | Missing
    deployer: HttpAnswer | Missing
    images: tuple[tuple[str, HttpAnswer | Missing], ...]


@dataclass(frozen=True)
class DeploymentFact:
    """A Kubernetes Deployment; `waiting` are reasons its pods wait for, such as ImagePullBackOff, with the image named."""

    namespace: str
    name: str
    desired: int
    available: int
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class CustomResourceFact:
    """The status of `weightsandbiases.apps.wandb.com`: it has a phase and a version, nothing else."""

    phase: str | None
    version: str | None


@dataclass(frozen=True)
class NotThere:
    """The object was asked for, and the server says that it does not exist."""

    what: str


@dataclass(frozen=True)
class Health:
    """Everything verify looks at, once.

    `second_plan` are the addresses that it would change; `workloads` the Deployments and StatefulSets with the
    application's label.
    """

    second_plan: tuple[str, ...] | Missing
    operator: DeploymentFact | NotThere | Missing
    custom_resource: CustomResourceFact | NotThere | Missing
    workloads: tuple[DeploymentFact, ...] | Missing
    load_balancer: str | NotThere | Missing
    record: str | NotThere | Missing
    addresses: tuple[str, ...] | NotThere | Missing
    application: HttpAnswer | Missing
