"""What is special to the later 4.x modules, up to 4.24.0: arguments that they refuse, and the add-ons that they pin."""

from collections.abc import Iterator

from checks.facts import Configuration, ModuleCall
from checks.model import Passed, Result, Unknown, blocking
from checks.versions import parse, reaches
from runbooks.model import Runbook

# The first version that refuses null for an argument, and how it fails.
REFUSED = {
    "database_performance_insights_kms_key_arn": ("4.20.0", "Invalid function argument"),
    "bucket_kms_key_arn": ("4.24.0", "Invalid value for variable"),
}
ADD_ONS_SINCE, ADD_ONS_FOR, NEXT_MAJOR = "4.10.0", "1.28", "5.0.0"


def judge(after: Configuration, runbook: Runbook) -> Iterator[Result]:
    """Null arguments and add-ons."""
    call = after.call(runbook.source_module)
    if call is None:
        because = f"no module block has the source {runbook.source_module}"
        yield Unknown("null-argument-refused", because, blocks=False)
        yield Unknown("addons-need-newer-eks", because, blocks=False)
        return
    yield from _null(call)
    yield _add_ons(call)


def _since(call: ModuleCall, version: str) -> bool:
    """Whether Terraform takes a 4.x from that version on."""
    constraints = (call.version,) if call.version else ()
    return reaches(constraints, version) and not reaches(constraints, NEXT_MAJOR)


def _null(call: ModuleCall) -> Iterator[Result]:
    refused = [name for name, (since, _) in REFUSED.items()
               if (said := call.arguments.get(name)) is not None and said.absent and _since(call, since)]  # fmt: skip
    for name in refused:
        argument, (since, error) = call.arguments[name], REFUSED[name]
        because = f"{argument.place}: {name} is null, which the module refuses from {since} on: {error}"
        remedy = f"remove line {argument.place.line} of {argument.place.file}: {name} = {argument.text}"
        yield blocking("null-argument-refused", str(argument.place), because, remedy)
    if not refused:
        yield Passed("null-argument-refused", f"{call.place}: nothing that {call.source} {call.version} refuses is null")


def _add_ons(call: ModuleCall) -> Result:
    if not _since(call, ADD_ONS_SINCE):
        return Passed(
            "addons-need-newer-eks", f"{call.source} {call.version} pins no add-ons for EKS {ADD_ONS_FOR}: not used"
        )
    argument = call.given("eks_cluster_version")
    version = argument.value if argument is not None and argument.known else None
    if argument is None or not isinstance(version, str) or not version[:1].isdecimal():
        where = argument.place if argument else call.place
        return Unknown("addons-need-newer-eks", f"only Terraform can evaluate eks_cluster_version at {where}", blocks=False)
    if parse(version) >= parse(ADD_ONS_FOR):
        return Passed("addons-need-newer-eks", f"eks_cluster_version is {version} ({argument.place})")
    because = (
        f"eks_cluster_version is {version} ({argument.place}), and {call.source} {call.version} pins add-ons that EKS "
        f"offers from {ADD_ONS_FOR} on: the apply fails with the old application gone"
    )
    return blocking("addons-need-newer-eks", str(argument.place), because, REMEDY)


REMEDY = (
    f"with the pre-operator configuration raise eks_cluster_version one minor version at a time to {ADD_ONS_FOR} and apply "
    f'each; then eks_cluster_version = "{ADD_ONS_FOR}" in both configurations'
)
