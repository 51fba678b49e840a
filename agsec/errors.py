"""What the commands report instead of a traceback.

::

    AgsecError        the answer is: could not be done (exit 2)
    +- PolicyInvalid  the policies do not compile (exit 1), with all located diagnostics
"""

from __future__ import annotations

from agsec_compiler import Compilation


class AgsecError(Exception):
    """``help`` says what to do about it."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class PolicyInvalid(AgsecError):
    def __init__(self, compilation: Compilation) -> None:
        super().__init__(f"the policies have {len(compilation.errors)} error(s)", "run `agsec validate`")
        self.compilation = compilation
