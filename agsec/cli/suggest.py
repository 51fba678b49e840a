"""The command that proposes allow statements from what was recorded, for a person to review."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from agsec_compiler.diagnostics import visible

from ..audit.brief import brief
from ..exceptions import AgsecError
from ..state import audit_log
from ..suggesting.observed import observe
from ..suggesting.proposals import EXAMPLES, Proposal, Proposals, propose
from .audit.source import LogOption
from .options import WRITING, Plain, PlainFormat
from .output import counted, say, show, show_json
from .progress import reading

WIDTH = 100  # characters of an example


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(suggest)


def suggest(
    log: LogOption = None,
    min_calls: Annotated[int, typer.Option("--min-calls", min=1, help="Leave out what was called less often.")] = 3,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a new file; it must not be there.")
    ] = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Propose allow statements for the calls in an audit log that were allowed, the narrowest first, as YAML.

    Nothing is written but the file of `-o`, and nothing is proposed for what was refused.

    Examples: `agsec suggest`, `agsec suggest --min-calls 10 -o policies/50_observed.yaml`
    """
    if output is not None:
        _refuse_to_replace(output)
    with reading("the audit log") as progress:
        found = propose(observe(log or audit_log(), progress), min_calls)
    written = _text(found)
    if output is not None:
        _write(output, written)
    if output_format is Plain.json:
        show_json({"path": str(output) if output else None, **_row(found)})
    elif output is None:
        show(written.rstrip("\n"))
    else:
        show(f"{output}: {counted(len(found.proposals), 'statement')}, to be reviewed")
    _tell(found)


def _refuse_to_replace(path: Path) -> None:
    if os.path.lexists(path):
        raise AgsecError(f"{path} is there already, and is left as it is", "name another file with `-o`")


def _write(path: Path, text: str) -> None:
    """Into a new file: nothing is replaced, not even what came there meanwhile."""
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        _refuse_to_replace(path)
    except OSError as error:
        raise AgsecError(f"{path} cannot be written: {error.strerror}") from error


def _text(found: Proposals) -> str:
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Proposals) -> Iterator[str]:
    yield f"# Proposed by `agsec suggest` from {counted(found.covered, 'allowed call')}: review each before it counts."
    yield 'version: "1.0"'
    yield "" if found.proposals else "statements: []"
    yield from ["statements:"] if found.proposals else []
    for each in found.proposals:
        yield from (f"  # {line}" for line in _evidence(each))
        yield from (f"  {line}" for line in each.draft.block().splitlines())


def _evidence(proposal: Proposal) -> Iterator[str]:
    first, last = proposal.span
    different = f", {len(proposal.calls):,} different" if len(proposal.calls) > 1 else ""
    yield f"{counted(proposal.count, 'call')}{different}, {visible(first[:10])} to {visible(last[:10])}, for example"
    for each in proposal.calls[:EXAMPLES]:
        yield f"    {visible(brief({'params': each.params}).replace(chr(10), ' '))[:WIDTH]}"


def _tell(found: Proposals) -> None:
    for why, count in sorted(found.left_out.items(), key=lambda each: (-each[1], each[0])):
        say(f"left out: {counted(count, 'record')}, {why}")


def _row(found: Proposals) -> dict[str, Any]:
    return {
        "covered": found.covered,
        "left_out": dict(sorted(found.left_out.items())),
        "proposals": [
            {
                "sid": each.draft.sid,
                "breadth": each.breadth.name,
                "statement": each.draft.data(),
                "calls": each.count,
                "different": len(each.calls),
                "first": each.span[0],
                "last": each.span[1],
                "examples": [{"calls": call.count, "params": call.params} for call in each.calls[:EXAMPLES]],
            }
            for each in found.proposals
        ],
    }
