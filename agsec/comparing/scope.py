"""What a comparison needs to know of a request: whether its action is touched at all, and which fields are asked about.

An action that no changed statement is about is decided as before, whatever the request says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from agsec_compiler import ir
from agsec_compiler.patterns.globs import compile_action
from agsec_runtime import abi
from agsec_runtime.globs import matches_tokens

from .changes import Comparison
from .recorded import is_cut
from .rules import Rule

EVERY = "*"
# The params that facts are derived from; `agsec_runtime.facts` and `agsec_runtime.urls` read no others.
FACT_PARAMS = ("command", "workdir", "file_path", "path", "notebook_path", "pattern", "url")
RECORDED = frozenset({"host", "session_id", "cwd"})  # what the log keeps of the context
BRANCH = "git_branch"
_COMPARING = frozenset({"==", "!=", "in", "not_in", "exists", "not_exists"})


@dataclass(frozen=True)
class Asked:
    """Of one action: whether a change is about it, and the params and parts of the context that statements ask for."""

    touched: bool
    params: frozenset[str]
    context: frozenset[str]
    branches: frozenset[str]  # that statements name, as all others are alike to them; `*` where they are not

    @property
    def names_session(self) -> bool:
        return "session_id" in self.context or EVERY in self.context

    def misses(self, missing: frozenset[str]) -> bool:
        """Whether what is missing of the params is asked for."""
        if not missing or not self.params:
            return False
        return EVERY in missing or EVERY in self.params or not missing.isdisjoint(self.params)


@dataclass(frozen=True)
class _About:
    patterns: tuple[str, ...]
    touched: bool
    params: frozenset[str]
    context: frozenset[str]
    branches: frozenset[str]

    def covers(self, action: str) -> bool:
        return any(matches_tokens(compile_action(each), action) for each in self.patterns)


@dataclass
class Scope:
    """Of a whole comparison; can be handed to other processes."""

    everything: bool  # the default changed, or files of which nothing is known, so that every action is touched
    opaque: bool  # statements are not known
    about: tuple[_About, ...]
    _known: dict[str, Asked] = field(default_factory=dict)

    def asked(self, action: str) -> Asked:
        found = self._known.get(action)
        if found is None:
            found = self._asked(action)
            if len(self._known) < 10_000:  # Names of actions come from the agent.
                self._known[action] = found
        return found

    def _asked(self, action: str) -> Asked:
        if self.opaque or is_cut(action):
            return Asked(self.everything or is_cut(action), frozenset(EVERY), frozenset(EVERY), frozenset())
        about = [each for each in self.about if each.covers(action)]
        return Asked(
            self.everything or any(each.touched for each in about),
            frozenset().union(*(each.params for each in about)),
            frozenset().union(*(each.context for each in about)),
            frozenset().union(*(each.branches for each in about)),
        )


def scope(comparison: Comparison) -> Scope:
    touched = {id(each) for change in comparison.changes for each in (change.before, change.after)}
    rules = [*comparison.before.rules, *comparison.after.rules]
    everything = comparison.before.default != comparison.after.default
    everything = everything or bool(comparison.files)
    return Scope(
        everything, comparison.is_opaque, tuple(dict.fromkeys(_about(each, id(each) in touched) for each in rules))
    )


def _about(rule: Rule, touched: bool) -> _About:
    params: set[str] = set()
    context: set[str] = set()
    branches: set[str] = set()
    for term in _fields(rule.condition):
        match term:
            case ir.Field(root=abi.PARAMS, steps=steps):
                params.add(EVERY if steps[0] is None else str(steps[0]))
            case ir.Field(root=abi.CONTEXT, steps=steps, checks=checks) if steps == (BRANCH,) and _compares(checks):
                branches |= {name for check in checks for name in _named(check)}
                context.add(BRANCH)
            case ir.Field(root=abi.CONTEXT, steps=steps):
                branches |= {EVERY} if steps[0] == BRANCH else set()
                context.add(EVERY if steps[0] is None else str(steps[0]))
            case ir.Fact():
                params |= set(FACT_PARAMS)
    return _About(rule.actions, touched, frozenset(params), frozenset(context), frozenset(branches))


def _compares(checks: tuple[ir.Check, ...]) -> bool:
    """Whether values that no check names are all alike to them."""
    return all(check.op in _COMPARING for check in checks)


def _named(check: ir.Check) -> list[str]:
    values = check.value if isinstance(check.value, (list, tuple)) else [check.value]
    return [each for each in values if isinstance(each, str)]


def _fields(expr: ir.Expr) -> Iterator[ir.Field | ir.Fact]:
    match expr:
        case ir.All(terms) | ir.Any(terms):
            for each in terms:
                yield from _fields(each)
        case ir.Field() | ir.Fact():
            yield expr
