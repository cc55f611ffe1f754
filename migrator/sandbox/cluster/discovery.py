"""What the cluster's API says of itself: groups, resources, and as much of OpenAPI as kubectl wants before it applies."""

from migrator.sandbox.cluster.kinds import Item, Kind

VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"]


def answer(path: str, played: list[Kind]) -> Item | None:
    """The document at a path, of the kinds that are served; None where there is none."""
    groups = sorted({one.group for one in played if one.group})
    fixed: dict[str, Item] = {
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(one) for one in groups]},
        "/openapi/v3": {"paths": {one.path[1:]: {"serverRelativeURL": f"/openapi/v3{one.path}"} for one in played}},
    }
    if path in fixed:
        return fixed[path]
    open_api, there = path.startswith("/openapi/v3"), path.removeprefix("/openapi/v3")
    kinds = [one for one in played if one.path == there]
    if kinds:
        return _schema(kinds) if open_api else _resources(kinds)
    return next((_group(one) for one in groups if path == f"/apis/{one}"), None)


def _group(name: str) -> Item:
    version = {"groupVersion": f"{name}/v1", "version": "v1"}
    return {"kind": "APIGroup", "apiVersion": "v1", "name": name, "versions": [version], "preferredVersion": version}


def _resources(kinds: list[Kind]) -> Item:
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": kinds[0].api_version,
        "resources": [said for one in kinds for said in _resource(one)],
    }


def _resource(one: Kind) -> list[Item]:
    about = {"namespaced": one.namespaced, "kind": one.name, "singularName": one.name.lower()}
    whole = {**about, "name": one.plural, "verbs": VERBS, "shortNames": list(one.short)}
    if one.group == "apps" or one.plural in ("pods", "services"):
        whole["categories"] = ["all"]
    parts = [{**about, "name": f"{one.plural}/status", "verbs": ["get", "patch", "update"]}] if one.status else []
    if one.scale:
        scale = {"group": "autoscaling", "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}
        parts.append({**about, "name": f"{one.plural}/scale", **scale})
    if one.plural == "pods":
        parts.append({**about, "name": "pods/log", "verbs": ["get"]})
    return [whole, *parts]


def _schema(kinds: list[Kind]) -> Item:
    """That patches validate their fields by themselves: kubectl then needs no schema, and the API takes any field."""
    return {
        "openapi": "3.0.0",
        "info": {"title": "a stand-in", "version": "v1"},
        "paths": {_path(one): {"patch": _operation(one)} for one in kinds},
        "components": {"schemas": {}},
    }


def _path(one: Kind) -> str:
    return f"{one.path}/{'namespaces/{namespace}/' if one.namespaced else ''}{one.plural}/{{name}}"


def _operation(one: Kind) -> Item:
    return {
        "operationId": f"patch{one.name}",
        "parameters": [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": {"group": one.group or "", "version": "v1", "kind": one.name},
    }
