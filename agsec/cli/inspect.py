"""The command that looks into a bundle, or into what policies compile to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler import compile_path
from agsec_compiler.diagnostics import visible
from agsec_runtime import abi
from agsec_runtime.pages import BundleError

from ..decisions import is_bundle, open_bundle, unreadable
from ..exceptions import AgsecError, PolicyError, invalid
from ..inspecting import Contents, disassembled, read
from .options import WRITING, Plain, PlainFormat
from .output import counted, effect_text, show, show_json

KINDS = {
    abi.EQUALS: "values",
    abi.FRAGMENTS: "fragments",
    abi.HELD: "members",
    abi.FOLDED: "fragments without case",
    abi.GLOBBED: "names",
    abi.RANGES: "numbers",
}


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(inspect)


def inspect(
    policies: Annotated[
        Path, typer.Argument(envvar="AGSEC_POLICY_DIR", help="A bundle, a directory of policies, or one file.")
    ] = Path("policies"),
    disassemble: Annotated[
        str | None, typer.Option("--disassemble", metavar="SID", help="Show the instructions of one statement.")
    ] = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Show what is in a bundle, or what policies compile to: sources, statements, buckets, patterns by engine.

    Examples: `agsec inspect bundle.agp`, `agsec inspect policies/ --disassemble BlockForcePush`
    """
    try:
        contents = read(_bundle(policies))
        told = overview(contents) if disassemble is None else statement(contents, disassemble)
    except BundleError as error:
        raise PolicyError(f"{policies} cannot be used: {error}", "compile it again with `agsec compile`") from error
    if output_format is Plain.json:
        show_json(told)
    elif disassemble is None:
        _show_overview(told)
    else:
        _show_statement(told)


def _bundle(path: Path) -> bytes:
    """Of policies, what they compile to in memory. Raises ``PolicyError``."""
    try:
        if is_bundle(path):
            open_bundle(path)  # verified, with a word about what is wrong
            return path.read_bytes()
        compilation = compile_path(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if compilation.bundle is None:
        raise invalid(compilation)
    return compilation.bundle


def overview(contents: Contents) -> dict[str, Any]:
    """Everything that is told of a bundle, for machines."""
    manifest = contents.manifest
    return {
        "revision": contents.bundle.revision,
        "format": abi.VERSION,
        "bytes": len(contents.raw),
        "compiler": manifest["compiler"],
        "default": manifest["default"],
        "sources": [{"name": name, "digest": digest} for name, digest in manifest["sources"]],
        "statements": {effect: manifest["statements"][effect] for effect in abi.EFFECTS},
        "buckets": [
            {
                "key": bucket.key,
                "actions": bucket.actions,
                **{effect: bucket.count(effect) for effect in abi.EFFECTS},
                "indexes": [KINDS[each[1]] for each in bucket.indexes],
            }
            for bucket in contents.buckets
        ],
        "patterns": [
            {"engine": each.name, "patterns": each.patterns, "bytes": each.bytes, "largest": each.largest}
            for each in contents.patterns
        ],
    }


def statement(contents: Contents, sid: str) -> dict[str, Any]:
    """A statement with its instructions. Raises ``AgsecError`` where there is none of this name."""
    places = contents.named(sid)
    if not places:
        raise AgsecError(f"there is no statement `{sid}`", _did_you_mean(sid, contents.sids))
    _, row = places[0]
    shown = contents.bundle.statement(row.ordinal)
    return {
        "sid": sid,
        "effect": row.effect,
        "file": shown["file"],
        "line": shown["line"],
        "ordinal": row.ordinal,
        "buckets": [{"key": bucket.key, "actions": bucket.actions, "globs": each.globs} for bucket, each in places],
        "instructions": [
            {"depth": each.depth, "name": each.name, "operand": each.operand} for each in disassembled(row.condition)
        ],
    }


def _did_you_mean(sid: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(sid, known, n=1)
    return f"did you mean `{close[0]}`?" if close else "`agsec policy list` lists them"


def _show_overview(told: dict[str, Any]) -> None:
    total = sum(told["statements"].values())
    show(f"revision {told['revision']}, format {told['format']}, {told['bytes']:,} bytes, by agsec {told['compiler']}")
    show(f"default {told['default']}, {counted(total, 'statement')}")
    for effect, number in told["statements"].items():
        show(Text("  ") + effect_text(effect) + Text(f"{' ' * (7 - len(effect))}{number:>7,}"))
    show(f"\n{counted(len(told['sources']), 'source')}")
    for source in told["sources"]:
        show(f"  {source['digest']}  {visible(source['name'])}")
    show(f"\n{counted(len(told['buckets']), 'bucket')}, with deny, review and allow")
    width = max((len(visible(each["actions"])) for each in told["buckets"]), default=0)
    for each in told["buckets"]:
        counts = " ".join(f"{each[effect]:>6,}" for effect in abi.EFFECTS)
        indexed = f"  indexed by {', '.join(each['indexes'])}" if each["indexes"] else ""
        show(f"  {visible(each['actions']):<{width}} {counts}{indexed}")
    show(f"\n{counted(sum(each['patterns'] for each in told['patterns']), 'pattern')}")
    for each in told["patterns"]:
        show(f"  {each['engine']:<9} {each['patterns']:>6,} {each['bytes']:>9,} bytes, the largest {each['largest']:,}")


def _show_statement(told: dict[str, Any]) -> None:
    place = f"{told['file']}:{told['line']}" if told["file"] else "implied by the policies"
    show(effect_text(told["effect"]) + Text(visible(f", {told['sid']}, {place}")))
    for bucket in told["buckets"]:
        left = ", where its globs match" if bucket["globs"] else ""
        show(f"bucket `{bucket['key']}`: {bucket['actions']}{left}")
    for number, each in enumerate(told["instructions"]):
        show(f"{number:>4}  {'  ' * each['depth']}{each['name']} {each['operand']}".rstrip())
