"""The typed model of a policy file. Docstrings and descriptions are what an editor shows on hover."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Effect = Literal["deny", "allow", "review", "block"]
Operator = Literal[
    "==",
    "!=",
    ">",
    "<",
    ">=",
    "<=",
    "in",
    "not_in",
    "contains",
    "starts_with",
    "ends_with",
    "regex",
    "not_regex",
    "glob",
    "not_glob",
    "exists",
    "not_exists",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Test(_Strict):
    """One test of a field's value."""

    __test__ = False  # It is no test case, whatever pytest thinks of the name.

    op: Operator = Field(description="How the field is compared with `value`.")
    value: Any = Field(default=None, description="What it is compared with; `exists` and `not_exists` take none.")

    @property
    def has_value(self) -> bool:
        return "value" in self.model_fields_set


def _as_tests(value: Any) -> Any:
    """A scalar means `==`, a mapping is one test, a list several that must all hold."""
    if isinstance(value, dict):
        return [value]
    if value is None:
        raise PydanticCustomError("null_condition", "a condition cannot be null")
    if not isinstance(value, list):
        return [{"op": "==", "value": value}]
    if any(not isinstance(item, dict) for item in value):
        raise PydanticCustomError("bare_list", "a list of conditions holds `{op: ..., value: ...}`")
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Tests = Annotated[list[Test], BeforeValidator(_as_tests), Field(min_length=1)]
Actions = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_as_list), Field(min_length=1)]


class Statement(_Strict):
    """One rule: what it is about, when it holds, and what follows."""

    sid: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="Unique over the whole policy set."
    )
    effect: Effect = Field(
        description="`deny` wins over `review`, `review` over `allow`. `block` is accepted for `deny`."
    )
    actions: Actions = Field(description="Globs of action names: `bash.execute`, `file.*`.")
    conditions: dict[str, Tests] = Field(default={}, description="Field to condition, e.g. `params.command`.")
    match: Literal["all", "any"] = Field(default="all", description="Whether all fields must hold, or any.")
    reason: str | None = Field(default=None, description="Shown to the agent and kept in the audit log.")
    suggestion: str | None = Field(default=None, description="What to do instead; shown with the reason.")


class PolicyFile(_Strict):
    """A policy file of agsec."""

    version: Literal["1.0"] = Field(default="1.0", description="The version of the policy language.")
    default: Literal["deny", "allow"] | None = Field(default=None, description="What holds where no statement matches.")
    statements: list[Any] = Field(default=[], description="The rules, in any order: deny always wins.")
