"""The release channel, asked as the operator will, and the registries that its images come from."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from checks import targets
from checks.facts import HttpAnswer, Known, Missing
from checks.facts.channel import Channel, Licence
from checks.problem import Problem
from migrator import web
from migrator.probes import release
from migrator.probes.licence import read
from migrator.probes.sources import Once, Sources
from states.probes import Question

MANIFEST_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
MANIFESTS = ", ".join(MANIFEST_TYPES)
CHALLENGE = re.compile(r'(realm|service|scope)="([^"]*)"')


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """The licence, the channel asked with it, and every image that the module's version needs."""
    target = targets.of(known.after, sources.runbook)
    images = target.images if target else ()
    licence, said = Once(lambda: told(sources)), Once(lambda: asked(sources))
    yield Question("channel", "deployer", lambda: _answer(said()))
    yield Question("channel", "preview", lambda: preview(licence(), said()))
    yield Question("channel", "licence", licence)
    yield Question("channel", "images", lambda: tuple((one, image(sources, one)) for one in images))


def told(sources: Sources) -> Licence | Missing:
    """What the licence says of itself."""
    try:
        text = sources.licence()
    except Problem as problem:
        return Missing(problem.what)
    return read(text, datetime.now(UTC)) if text else Missing("the licence is no plain value: only a plan can tell it")


def asked(sources: Sources) -> web.Response | Missing:
    """The release channel, asked with the licence: proves egress and licence at once."""
    known = urlsplit(sources.runbook.deployer)
    base = (sources.env.get("MIGRATOR_DEPLOYER_URL") or f"{known.scheme}://{known.netloc}").rstrip("/")
    try:
        licence = sources.licence() or ""
    except Problem as problem:
        return Missing(problem.what)
    pair = base64.b64encode(f"license:{licence}".encode(errors="surrogateescape")).decode()
    return _machine(web.get(base + known.path, sources.env, {"Authorization": f"Basic {pair}"}))


def preview(licence: Licence | Missing, said: web.Response | Missing) -> Channel | Missing:
    """The answer as the operator reads it; only to this licence it says anything."""
    if isinstance(licence, Missing):
        return licence
    if isinstance(said, Missing):
        return Missing("the deployer did not answer")
    if said.answer.status != 200:
        return Missing(f"{said.answer.url} answered {said.answer.status}")
    return release.read(said.body)


def image(sources: Sources, reference: str) -> HttpAnswer | Missing:
    """An image's manifest; a registry that wants a token gets an anonymous one."""
    host, _, rest = reference.partition("/")
    name, tag = _name_and_tag(rest)
    url = f"https://{'registry-1.docker.io' if host == 'docker.io' else host}/v2/{name}/manifests/{tag}"
    first = web.get(url, sources.env, {"Accept": MANIFESTS})
    if isinstance(first, Missing) or first.answer.status != 401:
        return _answer(_machine(first))
    token = _anonymous_token(sources, first.headers)
    again = {"Accept": MANIFESTS, "Authorization": f"Bearer {token}"}
    return _answer(_machine(web.get(url, sources.env, again) if token else first))


def _anonymous_token(sources: Sources, headers: Mapping[str, str]) -> str | None:
    wanted = dict(CHALLENGE.findall(headers.get("www-authenticate", "")))
    realm = wanted.pop("realm", "")
    if not realm.startswith("https://"):
        return None
    found = web.get(f"{realm}?{urlencode(wanted)}", sources.env)
    if isinstance(found, Missing):
        return None
    try:
        said = json.loads(found.body)
    except ValueError:
        return None
    token = said.get("token") or said.get("access_token") if isinstance(said, dict) else None
    return token if isinstance(token, str) else None


def _answer(found: web.Response | Missing) -> HttpAnswer | Missing:
    return found if isinstance(found, Missing) else found.answer


def _machine(found: web.Response | Missing) -> web.Response | Missing:
    """An answer meant for a program: a web page with a good status is somebody else's, between here and there."""
    if isinstance(found, web.Response) and found.answer.status < 300 and found.is_page:
        return Missing(
            f"{found.answer.url}: HTTP: a web page came in place of the answer; a proxy or portal stands in between"
        )
    return found


def _name_and_tag(rest: str) -> tuple[str, str]:
    """Repository, and tag or digest; without either it is `latest`."""
    name, at, digest = rest.partition("@")
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return f"{folder}{slash}{last}", digest if at else tag or "latest"
