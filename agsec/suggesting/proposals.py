"""Propose statements for what was observed; each is compiled, and asked about the very calls it is proposed for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from agsec_compiler import Source, compile_sources
from agsec_runtime.bundle import Bundle, load

from ..decisions import ask_about
from ..editing.drafts import Draft, proposed_sid
from ..exceptions import AgsecError
from .drafting import Breadth, Candidate, candidates
from .observed import Call, Observed
from .shapes import Shape, shape

EXAMPLES = 3  # of each proposal: what was called most often
RARE = "called too seldom"
UNCOVERED = "no statement narrow enough covers it"
FORBIDDEN = "what covers it would allow what was refused"


@dataclass(frozen=True)
class Proposal:
    """``calls`` are those that it covers, the most frequent first."""

    draft: Draft
    breadth: Breadth
    calls: tuple[Call, ...]

    @property
    def count(self) -> int:
        return sum(each.count for each in self.calls)

    @property
    def span(self) -> tuple[str, str]:
        """When it was first and last called."""
        return min(each.first for each in self.calls), max(each.last for each in self.calls)


@dataclass(frozen=True)
class Proposals:
    """``left_out`` counts records that nothing is proposed for, by why."""

    proposals: tuple[Proposal, ...]
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def covered(self) -> int:
        return sum(each.count for each in self.proposals)


def propose(observed: Observed, least: int = 1) -> Proposals:
    """The narrowest first. What was called fewer than ``least`` times in one shape is left out."""
    left_out = Counter(observed.left_out)
    found: list[Proposal] = []
    for calls in _by_shape(observed.allowed.values(), left_out):
        if sum(call.count for call, _ in calls) < least:
            left_out[RARE] += sum(call.count for call, _ in calls)
            continue
        proposal = _proven(calls, [each for each in observed.refused.values() if each.action == calls[0][0].action])
        covered = {id(each) for each in proposal.calls} if isinstance(proposal, Proposal) else set()
        found += [proposal] if isinstance(proposal, Proposal) else []
        why = UNCOVERED if isinstance(proposal, Proposal) else proposal
        left_out[why] += sum(call.count for call, _ in calls if id(call) not in covered)
    return Proposals(_named(sorted(found, key=_order)), +left_out)


def _by_shape(calls: Iterable[Call], left_out: Counter[str]) -> Iterator[list[tuple[Call, Shape]]]:
    groups: dict[Shape, list[tuple[Call, Shape]]] = {}
    for call in calls:
        found = shape(call)
        if isinstance(found, Shape):
            groups.setdefault(found, []).append((call, found))
        else:
            left_out[found] += call.count
    yield from groups.values()


def _proven(calls: list[tuple[Call, Shape]], refused: list[Call]) -> Proposal | str:
    """The first candidate that covers some of the calls and nothing that was refused, or why there is none."""
    why = UNCOVERED
    for candidate in candidates(calls[0][1], calls):
        bundle = compiled(candidate.draft)
        if bundle is None:
            continue
        covered = [call for call, _ in calls if allows(bundle, call)]
        if covered and not any(allows(bundle, each) for each in refused):
            return _proposal(candidate, covered)
        why = FORBIDDEN if covered else why
    return why


def _proposal(candidate: Candidate, calls: list[Call]) -> Proposal:
    frequent = sorted(calls, key=lambda each: (-each.count, repr(each.params)))
    return Proposal(candidate.draft, candidate.breadth, tuple(frequent))


def compiled(draft: Draft) -> Bundle | None:
    """The statement alone, where it compiles without a word of complaint."""
    compilation = compile_sources([Source("proposed.yaml", text([replace(draft, sid=draft.sid or "Proposed")]))])
    return load(compilation.bundle) if compilation.bundle and not compilation.diagnostics else None


def allows(bundle: Bundle, call: Call) -> bool:
    """Whether the call is allowed. What cannot be decided, or is not known whole, is not."""
    try:
        return ask_about(bundle, call.request()).effect == "allow"
    except AgsecError:
        return False


def _order(proposal: Proposal) -> tuple[int, int, int, str]:
    size = sum(len(each.value) if isinstance(each.value, list) else 1 for each in proposal.draft.conditions)
    return proposal.breadth, size, -proposal.count, proposal.draft.block()


def _named(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    taken: dict[str, Proposal] = {}
    for each in found:
        reason = f"Seen {each.count:,} times, never refused" if each.count > 1 else "Seen once"
        draft = replace(each.draft, sid=proposed_sid(each.draft, taken), reason=reason)
        taken[draft.sid] = replace(each, draft=draft)
    return tuple(taken.values())


def text(drafts: Iterable[Draft]) -> str:
    """Statements as a policy file."""
    return 'version: "1.0"\nstatements:\n' + "".join(_indented(each.block()) for each in drafts)


def _indented(block: str) -> str:
    return "".join(f"  {line}" for line in block.splitlines(keepends=True))
