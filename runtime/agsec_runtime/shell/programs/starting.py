"""Variables whose values programs start: pagers, editors, browsers, compilers, what asks for passwords."""

from __future__ import annotations

from ...marks import is_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..interpreter import Shell

_SIGNS = "|-@"  # `LESSOPEN="|-lesspipe %s"`


def start(shell: Shell, values: tuple[Any, ...]) -> None:
    """Follow the values, as far as they are known, as the commands that somebody will run by them."""
    for value in values:
        if type(value) is str and value.strip(_SIGNS) and is_known(value):
            shell.script(value.lstrip(_SIGNS), [])
