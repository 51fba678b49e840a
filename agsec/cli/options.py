"""Options, and values of options, that several commands have."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

# Headings in the help.
WRITING = "Write policies"
GUARDING = "Guard an agent"


class Form(str, Enum):
    full = "full"
    concise = "concise"
    json = "json"


class Plain(str, Enum):
    text = "text"
    json = "json"


Policies = Annotated[Path, typer.Argument(envvar="AGSEC_POLICY_DIR", help="A directory of policies, or one file.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read every file anew, also those that did not change.")]
PlainFormat = Annotated[Plain, typer.Option("--output-format", help="text or json.")]
