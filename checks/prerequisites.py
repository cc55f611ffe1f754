"""The documented prerequisites, really checked: egress, credentials, Terraform, hosted zone; and the operator's image."""

from checks.facts import Facts, HttpAnswer, Identity, Missing, NoSuchZone, Zone
from checks.model import Finding, Passed, Severity, Unknown
from checks.versions import admits, understood
from runbooks.model import Runbook

Result = Finding | Passed | Unknown


def judge(facts: Facts, runbook: Runbook) -> tuple[Result, ...]:
    """Every rule over the gathered facts."""
    return (
        *_egress(facts.deployer),
        _credentials(facts.identity),
        _terraform(facts, runbook),
        *_zone(facts),
        *(_image(reference, answer) for reference, answer in facts.images),
    )


def _blocking(code: str, subject: str, because: str, remedy: str, severity: Severity = Severity.CRITICAL) -> Finding:
    return Finding(code, severity, blocks=True, subject=subject, because=(because,), remedy=remedy)


def _egress(deployer: HttpAnswer | Missing) -> tuple[Result, ...]:
    if isinstance(deployer, Missing):
        remedy = "allow HTTPS from here, and from the cluster's nodes, to deploy.wandb.ai"
        unasked = Unknown("licence-rejected", "the deployer did not answer", blocks=False)
        return _blocking("egress-deployer", "deploy.wandb.ai", deployer.why, remedy), unasked
    reached = Passed("egress-deployer", f"{deployer.url} answered {deployer.status}")
    if deployer.status in (401, 403):
        remedy = "check wandb_license in the variables file; ask W&B for a licence that may use the operator"
        because = f"{deployer.url} answered {deployer.status} to this licence"
        return reached, _blocking("licence-rejected", "wandb_license", because, remedy)
    if deployer.status == 200:
        return reached, Passed("licence-rejected", f"{deployer.url} accepts the licence")
    return reached, Unknown("licence-rejected", f"{deployer.url} answered {deployer.status}", blocks=True)


def _credentials(identity: Identity | Missing) -> Result:
    if isinstance(identity, Identity):
        return Passed("aws-credentials", f"{identity.arn} in account {identity.account}")
    if identity.refused:
        remedy = "aws sts get-caller-identity  # log in, or export the profile that Terraform uses"
        return _blocking("aws-credentials", "AWS", identity.why, remedy)
    return Unknown("aws-credentials", identity.why, blocks=True)


def _terraform(facts: Facts, runbook: Runbook) -> Result:
    found = facts.terraform
    if isinstance(found, Missing):
        return Unknown("terraform-version", found.why, blocks=True)
    constraints = (runbook.terraform, *facts.after.required_version)
    odd = [one for one in constraints if not understood(one)]
    if odd:
        return Unknown("terraform-version", f"{' and '.join(map(repr, odd))} is no version constraint", blocks=True)
    refused = [one for one in constraints if not admits(one, found.version)]
    if refused:
        because = f"{found.path} is {found.product} {found.version}; {' and '.join(refused)} is needed"
        return _blocking(
            "terraform-version", found.path, because, "install a Terraform that fits, or name one with --terraform-bin PATH"
        )
    return Passed("terraform-version", f"{found.product} {found.version} satisfies {', '.join(dict.fromkeys(constraints))}")


def _zone(facts: Facts) -> tuple[Result, ...]:
    values, zone = facts.values, facts.zone
    if values.zone_id is None or values.fqdn is None:
        return (Unknown("hosted-zone", "zone_id and domain_name are not plain values in the configuration", blocks=True),)
    if isinstance(zone, Missing):
        return (Unknown("hosted-zone", zone.why, blocks=True),)
    if isinstance(zone, NoSuchZone):
        because = f"Route53 has no hosted zone {zone.id} in this account"
        return (
            _blocking(
                "hosted-zone",
                zone.id,
                because,
                "set zone_id to the public zone of the domain: aws route53 list-hosted-zones",
            ),
        )
    fit = _fit(zone, values.fqdn)
    return (fit, _filter(zone, values.custom_domain_filter)) if isinstance(fit, Passed) else (fit,)


def _fit(zone: Zone, fqdn: str) -> Result:
    if zone.private:
        because = f"zone {zone.id} ({zone.name}) is private: users outside its VPCs cannot resolve {fqdn}"
        return _blocking("zone-private", zone.id, because, "set zone_id to the public zone of the domain")
    if not covers(zone.name, fqdn):
        because = f"zone {zone.id} is {zone.name}; {fqdn} does not lie in it"
        return _blocking("zone-mismatch", zone.id, because, "make zone_id, domain_name and subdomain fit together")
    return Passed("hosted-zone", f"zone {zone.id} ({zone.name}) is public and covers {fqdn}")


def covers(zone: str, name: str) -> bool:
    """Whether a name is a zone's own or lies below it."""
    return name.lower() == zone.lower() or name.lower().endswith("." + zone.lower())


def _filter(zone: Zone, domain_filter: str | None) -> Result:
    if domain_filter is None:
        return Finding(
            "domain-filter",
            Severity.MEDIUM,
            blocks=False,
            subject="custom_domain_filter",
            because=("it is not set: external-dns would be held to the host name itself and may find no zone",),
            remedy=f'custom_domain_filter = "{zone.name}"',
        )
    if covers(domain_filter, zone.name):
        return Passed("domain-filter", f"custom_domain_filter {domain_filter} covers zone {zone.name}")
    because = (
        f"external-dns would only look below {domain_filter}, and the zone is {zone.name}: the record would never appear"
    )
    return _blocking("domain-filter", "custom_domain_filter", because, f'custom_domain_filter = "{zone.name}"')


def _image(reference: str, answer: HttpAnswer | Missing) -> Result:
    if isinstance(answer, Missing):
        return Unknown("operator-image-gone", f"{reference}: {answer.why}", blocks=True)
    if answer.status == 200:
        return Passed("operator-image-gone", f"{reference} can be pulled")
    if answer.status == 404:
        return _blocking(
            "operator-image-gone",
            reference,
            "its registry says 404: helm_release.operator would wait 300 s and fail, the old application gone by then",
            "use module version 4.24.0, whose operator needs no such image; or put it into a registry that your nodes pull "
            "from, set that on the operator's Deployment while the apply waits, and accept this finding",
        )
    return Unknown("operator-image-gone", f"{answer.url} answered {answer.status}", blocks=True)
