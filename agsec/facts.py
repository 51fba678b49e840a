"""The facts that policies asked for while a request was decided, as people and programs read them."""

from __future__ import annotations

from typing import Any

from agsec_runtime.decision import Request
from agsec_runtime.elements import Element
from agsec_runtime.values import ABSENT, UNREACHABLE

UNDECIDABLE = "undecidable"


def shown_facts(request: Request) -> dict[str, Any]:
    """Each fact that was asked for, sorted: a list of texts, a value, or `undecidable`. None that the action lacks."""
    derived = request.facts.derived() if request.facts is not None else {}
    shown = {field: _shown(field, values) for field, values in sorted(derived.items())}
    return {field: value for field, value in shown.items() if value is not None}


def _shown(field: str, values: list[Any]) -> Any:
    if values in ([ABSENT], [UNREACHABLE]):
        return None if values == [ABSENT] else UNDECIDABLE
    written = [each.written if isinstance(each, Element) else each for each in values]
    return written if is_list(field) else written[0]


def is_list(field: str) -> bool:
    from agsec_compiler.facts import FACTS

    return FACTS[field].is_list
