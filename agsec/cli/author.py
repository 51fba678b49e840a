"""Commands for policy authors: init, compile."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from agsec_compiler import Compilation, compile_path
from agsec_compiler.pipeline import Further
from agsec_compiler.readable import readable
from agsec_runtime.bundle import load

from ..decisions import is_bundle, unreadable
from ..exceptions import AgsecError, invalid
from ..files import write_atomically
from ..schema import FILE, TEST_FILE, modeline, place_schemas
from ..shipped import Profile, default_policies, default_tests
from ..state import cache
from .options import WRITING, NoCache, Plain, PlainFormat, Policies
from .output import counted, say, show, show_diagnostics, show_json, tell
from .progress import compiling


class Stage(str, Enum):
    ir = "ir"
    plan = "plan"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(init)
    app.command("compile", rich_help_panel=WRITING)(compile_)


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("policies"),
    profile: Annotated[
        Profile, typer.Option(help="How much is left to a person; strict denies where balanced asks.")
    ] = Profile.balanced,
    tests: Annotated[
        bool, typer.Option("--tests", help="Also write the tests of the policies (`agsec test`).")
    ] = False,
) -> None:
    """Write the default policy files.

    A file that is already there is left as it is.

    Examples: `agsec init`, `agsec init --profile strict`, `agsec init --tests`
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AgsecError(f"{directory} cannot be made: {error.strerror}") from error
    for source in default_policies(profile):
        _write_new(directory / source.name, modeline() + source.read_bytes())
    for source in default_tests(profile) if tests else ():
        _write_new(directory / source.name, modeline(TEST_FILE) + source.read_bytes())
    place_schemas(directory)
    say(f"editors find what may stand in them in {directory / FILE}")
    say("next: read them, then `agsec validate` and `agsec install claude-code`")


def _write_new(target: Path, content: bytes) -> None:
    if target.exists() or target.is_symlink():
        show(f"kept     {target}")
        return
    write_atomically(target, content, 0o644)
    show(f"written  {target}")


def compile_(
    policies: Policies = Path("policies"),
    output: Annotated[Path, typer.Option("--output", "-o", help="The bundle to write.")] = Path("bundle.agp"),
    emit: Annotated[Stage | None, typer.Option(help="Print a stage instead of writing a bundle.")] = None,
    output_format: PlainFormat = Plain.text,
    no_cache: NoCache = False,
) -> None:
    """Compile policies into a bundle. With errors nothing is written, and an old bundle stays.

    Example: `agsec compile policies/ -o bundle.agp`
    """
    started = time.perf_counter()
    compilation = compiled_here(policies, no_cache)
    if compilation.bundle is None or compilation.program is None:
        raise invalid(compilation)
    show_diagnostics(compilation.diagnostics, "full", to_stderr=True)
    if emit is not None:
        show(readable(compilation.program, emit.value))
        return
    revision = load(compilation.bundle).revision
    _refuse_to_destroy(output)
    write_atomically(output, compilation.bundle, 0o644)
    facts = {
        "path": str(output),
        "statements": len(compilation.program.statements),
        "buckets": compilation.buckets,
        "bytes": len(compilation.bundle),
        "revision": revision,
        "milliseconds": round((time.perf_counter() - started) * 1e3),
    }
    if output_format is Plain.json:
        show_json(facts)
    else:
        show(_compiled_line(facts))


def _refuse_to_destroy(output: Path) -> None:
    """A mistyped `-o` must not replace a policy, a device or anything else that is no bundle."""
    if output.exists() and (not output.is_file() or (output.stat().st_size and not is_bundle(output))):
        raise AgsecError(f"{output} is no bundle, and is left as it is", "name another file with `-o`")


def _compiled_line(facts: dict[str, Any]) -> str:
    return (
        f"{facts['path']}: {counted(facts['statements'], 'statement')}, {counted(facts['buckets'], 'bucket')}, "
        f"{facts['bytes']:,} bytes, revision {facts['revision']}, {facts['milliseconds']} ms"
    )


def compiled_here(policies: Path, no_cache: bool, further: Further | None = None) -> Compilation:
    """Compile with a bar of progress and what is remembered of unchanged files. Raises ``PolicyError``."""
    try:
        with compiling() as progress:
            compilation = compile_path(policies, progress, None if no_cache else cache(), further)
    except OSError as error:
        raise unreadable(policies, error) from None
    tell(f"read {counted(len(compilation.sources), 'file')} from {policies}")
    return compilation
