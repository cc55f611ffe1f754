"""The release channel, and the images that the operator asks for."""

from collections.abc import Iterator

from checks import targets
from checks.facts import Facts, HttpAnswer, Missing
from checks.facts.channel import Channel, Licence
from checks.model import Passed, Result, Severity, Unknown, blocking
from checks.preflight import licence
from runbooks.model import Runbook, Target


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """The licence, the release channel and what it would send, the operator's images."""
    found = facts.channel
    yield from licence.judge(found.licence)
    yield from _deployer(found.deployer, found.licence)
    yield _preview(found.preview)
    yield from _images(found.images, targets.of(facts.known.after, runbook))


def _deployer(deployer: HttpAnswer | Missing, known: Licence | Missing) -> tuple[Result, ...]:
    if isinstance(deployer, Missing):
        remedy = "allow HTTPS from here, and from the cluster's nodes, to deploy.wandb.ai"
        unasked = Unknown("licence-rejected", "the deployer did not answer", blocks=False)
        return blocking("egress-deployer", "deploy.wandb.ai", deployer.why, remedy), unasked
    return Passed("egress-deployer", f"{deployer.url} answered {deployer.status}"), _accepted(deployer, known)


def _accepted(deployer: HttpAnswer, known: Licence | Missing) -> Result:
    if isinstance(known, Missing):
        return Unknown("licence-rejected", known.why, blocks=False)
    if deployer.status in (401, 403):
        remedy = "check wandb_license in the variables file; ask W&B for a licence that may use the operator"
        because = f"{deployer.url} answered {deployer.status} to this licence"
        return blocking("licence-rejected", "wandb_license", because, remedy)
    if deployer.status == 200:
        return Passed("licence-rejected", f"{deployer.url} accepts the licence")
    return Unknown("licence-rejected", f"{deployer.url} answered {deployer.status}", blocks=True)


def _preview(channel: Channel | Missing) -> Result:
    if isinstance(channel, Missing):
        return Unknown("channel-preview", channel.why, blocks=False)
    if channel.fault is not None:
        because = f"{channel.fault}: the operator would install nothing, the old application gone by then"
        remedy = "ask W&B which release this licence gets; nothing on this side can mend it"
        return blocking("channel-preview", "the release channel", because, remedy, Severity.HIGH)
    images = f", with {', '.join(channel.images)}" if channel.images else ""
    return Passed("channel-preview", f"chart {channel.chart} {channel.version or 'latest'} from {channel.host}{images}")


def _images(images: tuple[tuple[str, HttpAnswer | Missing], ...] | Missing, target: Target | None) -> Iterator[Result]:
    if target is None:
        yield Unknown("operator-image-gone", "the images of this version's operator are not known", blocks=False)
    elif not target.images:
        yield Passed("operator-image-gone", f"the operator of {target.version} needs no image that is known to be gone")
    elif isinstance(images, Missing):
        yield Unknown("operator-image-gone", images.why, blocks=True)
    else:
        yield from (_image(reference, answer) for reference, answer in images)


def _image(reference: str, answer: HttpAnswer | Missing) -> Result:
    if isinstance(answer, Missing):
        return Unknown("operator-image-gone", f"{reference}: {answer.why}", blocks=True)
    if answer.status == 200:
        return Passed("operator-image-gone", f"{reference} can be pulled")
    if answer.status == 404:
        return blocking(
            "operator-image-gone",
            reference,
            "its registry says 404: helm_release.operator would wait 300 s and fail, the old application gone by then",
            "use module version 4.24.0, whose operator needs no such image; or put it into a registry that your nodes pull "
            "from, set that on the operator's Deployment while the apply waits, and accept this finding",
        )
    return Unknown("operator-image-gone", f"{answer.url} answered {answer.status}", blocks=True)
