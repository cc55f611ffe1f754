"""Every code that the source uses, read from its syntax trees.

A code stands where it is used: as the first argument, or `code=`, of Problem, Finding, Passed, Unknown, Rule, `blocking`, of
verify's judgments (`holds`, `coming`...), or of a function of that module that hands its parameter `code` on to one of them.
There it is a literal, a name that the function or the module gives one literal, a choice between such, or the `.get` of a
literal table. A code that comes from a finding or problem that is there already (`one.code`, `blocking[0]`) is no new use.
Everything else cannot be found, and is refused.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("migrator", "states", "checks", "runbooks")
JUDGED = ("holds", "noted", "coming", "stuck", "untold")
MAKERS = frozenset({"Problem", "Finding", "Passed", "Unknown", "Rule", "blocking", *JUDGED})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One source file; `makers` are what takes a code in it: names that it has from the checks, and its own functions."""

    name: str
    tree: ast.Module
    makers: set[str]

    @classmethod
    def read(cls, name: str, source: str) -> "Module":
        """A module with everything that takes a code in it."""
        tree = ast.parse(source)
        module = cls(name, tree, {one for one in _known(tree) if one in MAKERS})
        functions = [one for one in ast.walk(module.tree) if isinstance(one, Function)]
        takers = [one for one in functions if "code" in _parameters(one)]
        while found := {one.name for one in takers if module._hands_on(one)} - module.makers:
            module.makers |= found
        return module

    def _hands_on(self, function: Function) -> bool:
        given = (_code(call) for call in self._calls(function))
        return any(isinstance(one, ast.Name) and one.id == "code" for one in given)

    def _calls(self, tree: ast.AST) -> Iterator[ast.Call]:
        every = (one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name))
        return (one for one in every if one.func.id in self.makers)

    def codes(self) -> Iterator[tuple[str, str]]:
        """(code, place) of every use; ValueError where a code cannot be found."""
        yield from self._within(self.tree, (self.tree,))

    def _within(self, tree: ast.AST, scopes: tuple[ast.AST, ...]) -> Iterator[tuple[str, str]]:
        for one in ast.iter_child_nodes(tree):
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in self.makers:
                yield from ((code, f"{self.name}:{one.lineno}") for code in self._literals(_code(one), scopes))
            yield from self._within(one, (one, *scopes) if isinstance(one, Function) else scopes)

    def _literals(self, given: ast.expr | None, scopes: tuple[ast.AST, ...]) -> set[str]:
        match given:
            case ast.Constant(value=str(code)):
                return {code}
            case ast.Attribute(attr="code") | ast.Subscript():
                return set()
            case ast.IfExp(body=one, orelse=other):
                return self._literals(one, scopes) | self._literals(other, scopes)
            case ast.Call(func=ast.Attribute(value=ast.Dict(values=values), attr="get"), args=[_, default]):
                return {code for one in (*values, default) for code in self._literals(one, scopes)}
            case ast.Name(id="code") if any(isinstance(one, Function) and "code" in _parameters(one) for one in scopes):
                return set()
            case ast.Name(id=name) if found := next(filter(None, (_assigned(name, one) for one in scopes)), None):
                return {code for one in found for code in self._literals(one, scopes)}
        place = f"{self.name}:{given.lineno}" if given else self.name
        raise ValueError(
            f"{place}: a code is spelled out where it is used; {ast.unparse(given) if given else 'none'} is not"
        )


def used() -> dict[str, list[str]]:
    """Code -> where it is used, over the whole source."""
    found: dict[str, list[str]] = {}
    for path in sorted(one for floor in FLOORS for one in (ROOT / floor).rglob("*.py")):
        for code, place in Module.read(str(path.relative_to(ROOT)), path.read_text()).codes():
            found.setdefault(code, []).append(place)
    return found


def _known(tree: ast.Module) -> Iterator[str]:
    """Names that a module has from the checks, and classes of its own."""
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("checks."):
            yield from (alias.asname or alias.name for alias in one.names)
        elif isinstance(one, ast.ClassDef) and any(_name(field) == "code" for field in one.body):
            yield one.name


def _name(statement: ast.stmt) -> str | None:
    target = statement.target if isinstance(statement, ast.AnnAssign) else None
    return target.id if isinstance(target, ast.Name) else None


def _parameters(function: Function) -> set[str]:
    return {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}


def _code(call: ast.Call) -> ast.expr | None:
    named = next((one.value for one in call.keywords if one.arg == "code"), None)
    return named or (call.args[0] if call.args else None)


def _assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    """What a scope gives a name; nested functions are scopes of their own, and hardly ever reuse it."""
    statements = (one for one in ast.walk(scope) if isinstance(one, ast.Assign))
    return [one.value for one in statements if any(isinstance(t, ast.Name) and t.id == name for t in one.targets)]
