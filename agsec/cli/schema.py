"""The command that prints the JSON Schemas, for editors and other tools."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from ..schema import policy_schema, test_schema, written
from .options import WRITING
from .output import show


class Kind(str, Enum):
    policies = "policies"
    tests = "tests"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(schema)


def schema(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="Of which files.")] = Kind.policies,
) -> None:
    """Print the JSON Schema of policies, or of their tests. `agsec init` writes both beside the policies.

    Examples: `agsec schema > policies/.agsec.schema.json`, `agsec schema tests > policies/.agsec-test.schema.json`
    """
    made = policy_schema() if kind is Kind.policies else test_schema()
    show(written(made).rstrip("\n"))
