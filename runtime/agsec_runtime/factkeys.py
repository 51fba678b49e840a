"""The texts by which an index finds the statements about a fact."""

from __future__ import annotations

from . import abi
from .elements import Element
from .values import UNREACHABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .decision import Request


def texts(request: Request, kind: int, opcode: int, root: int, steps: list[str], folds: bool) -> list[Any]:
    """What the elements are looked up by; ``UNREACHABLE`` for one that may stand for any name."""
    from .evaluator import facts_of

    by_name = kind in (abi.EQUALS, abi.GLOBBED)  # The operators that also ask for names that a shell's glob stands for.
    found: list[Any] = []
    [name] = steps
    for element in facts_of(request).get(root, name):
        if not isinstance(element, Element):
            found.append(element)
        elif element.is_glob and (opcode == abi.FACT_ALL or by_name):
            found += _of_glob(element, opcode, folds)
        else:
            found.append(element.folded if folds else element.written)
    return found


def _of_glob(element: Element, opcode: int, folds: bool) -> list[Any]:
    """A statement that forbids takes a component that begins with `*` as written, as `shellglobs.may_match` does."""
    parts = element.parts(folds)
    if opcode == abi.FACT_ALL or any([part.is_active and not part.begins_with_star for part in parts]):
        return [UNREACHABLE]
    return ["/".join([part.written for part in parts]), element.folded if folds else element.written]
