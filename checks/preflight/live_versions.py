"""The versions that the configuration asks for: AWS takes no older one than it has, and an old one helps nobody."""

from collections.abc import Callable, Iterator

from checks.facts import Missing, NotThere
from checks.facts.live import CacheFact, ClusterFact, DatabaseFact, LiveFacts
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight.parts import joined
from checks.versions import Version, parse
from checks.wanted import Setting, Wanted, engine, minor
from runbooks.model import Minimums


def judge(live: LiveFacts, asked: Wanted, minimums: Minimums) -> Iterator[Result]:
    """Whether AWS takes the versions, and whether they are new enough for what runs on them."""
    yield from joined(_pins(live, asked))
    yield from joined(_minimums(asked, minimums))


def _pins(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    yield _cluster(live.cluster, asked)
    yield _database(live.database, asked.database)
    yield _cache(live.cache, asked)
    yield from _addons(live.addons, asked)


def _cluster(found: ClusterFact | NotThere | Missing, asked: Wanted) -> Result:
    setting = asked.kubernetes
    if not isinstance(found, ClusterFact):
        return _absent(found)
    if setting.value is None:
        return _not_plain("eks_cluster_version")
    live, wanted = minor(found.version), minor(setting.value)
    if wanted < live:
        return _older("EKS", found.version, setting)
    if wanted[0] == live[0] and wanted[1] - live[1] > 1:
        following = f"{live[0]}.{live[1] + 1}"
        return blocking(
            "stale-version-pin",
            setting.place,
            f"EKS {found.version} -> {setting.value}: it goes one minor at a time, and refuses more",
            f"aws eks update-cluster-version --name {found.name} --kubernetes-version {following}, its nodes after it, and "
            f'so on up to {setting.value}; or eks_cluster_version = "{found.version}"',
        )
    return _fits("EKS", found.version, setting)


def _database(found: DatabaseFact | NotThere | Missing, setting: Setting) -> Result:
    if not isinstance(found, DatabaseFact):
        return _absent(found)
    if setting.value is None:
        return _not_plain("database_engine_version")
    if engine(setting.value) < engine(found.version):
        return _older("Aurora", found.version, setting)
    return _fits("Aurora", found.version, setting)


def _cache(found: CacheFact | NotThere | Missing, asked: Wanted) -> Result:
    if not isinstance(found, CacheFact):
        return _absent(found)
    wanted = parse(str(asked.cache.value))
    if wanted >= parse(found.version)[: len(wanted)]:
        return _fits("Redis", found.version, asked.cache)
    return blocking(
        "stale-version-pin",
        found.name,
        f"Redis {found.version} -> {asked.cache.value}, which {asked.cache.place} sets: Terraform would replace the cache",
        f"no argument of {asked.cache.place} sets it: use a copy of the module with engine_version and parameter_group_name "
        f"of {found.version} in modules/redis/main.tf",
    )


def _addons(found: tuple[tuple[str, str], ...] | Missing, asked: Wanted) -> Iterator[Result]:
    if isinstance(found, Missing):
        yield Unknown("stale-version-pin", found.why, blocks=False)
        return
    for name, version in found:
        pinned = asked.target.aws.addons.get(name)
        if pinned and parse(pinned) < parse(version):
            yield Finding(
                "stale-version-pin",
                Severity.MEDIUM,
                blocks=False,
                subject=name,
                because=(f"add-on {name} {version} -> {pinned}, which module {asked.target.version} pins",),
                remedy=f"aws eks describe-addon-configuration --addon-name {name} --addon-version {pinned}: look whether "
                "the older one takes your settings",
            )


def _older(what: str, version: str, setting: Setting) -> Finding:
    return blocking(
        "stale-version-pin",
        setting.place,
        f"{what} {version} -> {setting.value}: AWS refuses to go back",
        f'{setting.argument} = "{version}"',
    )


def _fits(what: str, version: str, setting: Setting) -> Passed:
    return Passed("stale-version-pin", f"{what} {version} -> {setting.value}")


def _absent(found: NotThere | Missing) -> Unknown:
    why = found.why if isinstance(found, Missing) else f"{found.what} is not there"
    return Unknown("stale-version-pin", why, blocks=False)


def _not_plain(argument: str) -> Unknown:
    return Unknown("stale-version-pin", f"{argument} is no plain version in the configuration", blocks=False)


def _minimums(asked: Wanted, minimums: Minimums) -> Iterator[Result]:
    yield _new_enough("Kubernetes", asked.kubernetes, minimums.kubernetes, minimums.later, minor)
    yield _new_enough("Aurora", asked.database, minimums.database, minimums.later, engine)


def _new_enough(what: str, setting: Setting, least: str, later: str, read: Callable[[str], Version]) -> Result:
    if setting.value is None:
        return Unknown("version-below-minimum", f"{setting.argument} is no plain version in the configuration", blocks=False)
    if read(setting.value) >= parse(least):
        return Passed("version-below-minimum", f"{what} {setting.value} is {least} or newer")
    value = setting.value.replace(setting.value.rpartition("mysql_aurora.")[2], least)
    return Finding(
        "version-below-minimum",
        Severity.MEDIUM,
        blocks=False,
        subject=setting.place,
        because=(f"the migration leaves {what} {setting.value}; {least} is the least that goes on from here", later),
        remedy=f'{setting.argument} = "{value}"',
    )
