"""What goes wrong, as one tree.

::

    AgsecError                   it could not be done; also the base of everything below
    +- PolicyError               policies, or a bundle, cannot be read or verified
    |  +- InvalidPolicyError     the policies do not compile: all findings, each with its place
    |  |  +- PolicyParseError    ... because of at least one file that is no YAML
    |  +- RejectedStatementError with this statement the policies would not compile
    |  +- PolicyViolationError   the policies deny the action
    +- ActionNotFoundError       nothing is registered under this name
    +- DuplicateActionError      something is registered under this name already
    +- ActionExecutionError      the action was let through and raised
    +- HookError                 a before hook raised, so the action did not run
    +- AuditError                records cannot be written or read
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from agsec_compiler import Compilation
    from agsec_compiler.diagnostics import Diagnostic


class AgsecError(Exception):
    """``message`` says what is wrong, ``help`` what to do about it; ``code`` and ``details`` are for programs."""

    code: ClassVar[str] = "agsec_error"

    def __init__(self, message: str, help: str | None = None, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.details = dict(details or {})


class PolicyError(AgsecError):
    code = "policy_error"


class InvalidPolicyError(PolicyError):
    """``diagnostics`` holds all findings, warnings too; the text of the error shows each with its place."""

    code = "invalid_policy"

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.diagnostics: tuple[Diagnostic, ...] = compilation.diagnostics
        count = len(compilation.errors)
        super().__init__(
            f"the policies have {count} error{'' if count == 1 else 's'}",
            "run `agsec validate`",
            {"diagnostics": [each.row() for each in self.diagnostics]},
        )

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.diagnostics)])


class PolicyParseError(InvalidPolicyError):
    code = "policy_parse_error"


def told(error: BaseException) -> str:
    """An exception in one line, whatever its class makes of being shown."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def invalid(compilation: Compilation) -> InvalidPolicyError:
    """The error for policies that do not compile: of syntax (AGS0..), if any finding is."""
    syntax = any(each.code.startswith("AGS0") for each in compilation.errors)
    return (PolicyParseError if syntax else InvalidPolicyError)(compilation)


class RejectedStatementError(PolicyError):
    """``diagnostics`` are the errors that the policies would have with the statement; nothing was written."""

    code = "rejected_statement"

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        details = {"diagnostics": [each.row() for each in diagnostics]}
        super().__init__("the policies would not compile with this change", "nothing was written", details)
        self.diagnostics = diagnostics


class PolicyViolationError(PolicyError):
    """``action`` was denied with ``reason``, by statement ``sid``, or by none: the default, or a failure."""

    code = "policy_violation"

    def __init__(self, action: str, reason: str, sid: str | None, metadata: Mapping[str, Any]) -> None:
        by = f" by {sid}" if sid else ""
        super().__init__(
            f"`{action}` is denied{by}: {reason}", metadata.get("suggestion"), {"action": action, **metadata}
        )
        self.action = action
        self.reason = reason
        self.sid = sid


class ActionNotFoundError(AgsecError):
    code = "action_not_found"

    def __init__(self, action: str, registered: Iterable[str]) -> None:
        names = sorted(registered)
        close = get_close_matches(action, names, n=3, cutoff=0.75)
        meant = " or ".join(f"`{name}`" for name in close)
        help = f"did you mean {meant}?" if close else "register it with `@control.register_action(...)`"
        details = {"action": action, "close": close, "registered": names}
        super().__init__(f"no action `{action}` is registered; {help}", help, details)
        self.action = action


class DuplicateActionError(AgsecError):
    code = "duplicate_action"

    def __init__(self, action: str) -> None:
        super().__init__(f"`{action}` is registered already", "give one of them another name", {"action": action})
        self.action = action


class ActionExecutionError(AgsecError):
    """``original_error`` is what the action raised."""

    code = "action_execution_error"

    def __init__(self, action: str, original_error: BaseException) -> None:
        what = told(original_error)
        super().__init__(f"`{action}` raised {what}", None, {"action": action, "error": what})
        self.action = action
        self.original_error = original_error


class HookError(AgsecError):
    """``original_error`` is what the hook raised; the action did not run."""

    code = "hook_error"

    def __init__(self, action: str, hook: str, original_error: BaseException) -> None:
        what = told(original_error)
        details = {"action": action, "hook": hook, "error": what}
        super().__init__(f"`{action}` was not run: the hook `{hook}` raised {what}", None, details)
        self.action = action
        self.original_error = original_error


class AuditError(AgsecError):
    code = "audit_error"
