"""`agsec inspect` tells of a bundle what the compiler put into it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

from agsec.cli.main import application, run
from agsec.inspecting import Contents, disassembled, read
from agsec.inspecting.disassembly import OPCODES
from agsec_compiler import Compilation, Source, compile_path, compile_sources
from agsec_compiler.ir import Program
from agsec_compiler.plan import plan
from agsec_runtime import abi

from . import strategies

ROOT = Path(__file__).parent.parent
POLICY = """\
statements:
  - sid: NoPush
    effect: deny
    actions: [bash.execute]
    conditions:
      params.command: {op: regex, value: ['\\bgit push\\b.*--force', 'rm', '(a)\\1']}
      files.writes: [{op: glob, value: ["/etc/**", "**/.env"]}, {op: not_glob, value: "/etc/motd"}]
    match: any
  - sid: AskMail
    effect: review
    actions: [mail.*, "*.send"]
    conditions:
      params.to: {op: exists}
      params.size: {op: ">", value: 3}
  - sid: Work
    effect: allow
    actions: [bash.execute]
"""


def built(text: str) -> tuple[Contents, Program]:
    return _opened(compile_sources([Source("a.yaml", text)]))


def _opened(compilation: Compilation) -> tuple[Contents, Program]:
    assert compilation.bundle is not None
    assert compilation.program is not None
    return read(compilation.bundle), compilation.program


def agrees(contents: Contents, program: Program) -> None:
    """The buckets are those of the plan, and each statement stands in them with its effect."""
    planned = {key: sorted(entry.statement.ordinal for entry in shelf.entries) for key, shelf in plan(program).items()}
    assert {bucket.key: [row.ordinal for row in bucket.rows] for bucket in contents.buckets} == planned
    for ordinal, row in contents.statements.items():
        assert row.effect == abi.EFFECTS[program.statements[ordinal].effect]
    names = {abi.EFFECTS[number]: 0 for number in range(3)}
    for each in program.statements:
        names[abi.EFFECTS[each.effect]] += 1
    assert contents.manifest["statements"] == names


@settings(max_examples=25, deadline=None)
@given(strategies.policies)
def test_whatever_was_compiled_is_found_in_its_buckets_and_can_be_disassembled(policy: Any) -> None:
    compilation = compile_sources([Source("a.yaml", json.dumps(policy))])
    if compilation.bundle is None:
        return
    contents, program = _opened(compilation)
    agrees(contents, program)
    for row in contents.statements.values():
        instructions = list(disassembled(row.condition))
        assert instructions[0].name in OPCODES.values()
        assert all(after.depth <= before.depth + 1 for before, after in pairwise(instructions))


def test_a_bucket_with_indexes_is_shown_whole() -> None:
    rows = "".join(
        f"  - {{sid: S{number}, effect: deny, actions: [pay.charge], conditions: {{params.to: name{number}}}}}\n"
        for number in range(400)
    )
    contents, program = built(f"statements:\n{rows}")
    agrees(contents, program)
    [bucket] = contents.buckets
    assert bucket.indexes
    assert bucket.count("deny") == 400


def test_the_default_policies_are_told_of_with_their_engines() -> None:
    contents, program = _opened(compile_path(ROOT / "policies"))
    agrees(contents, program)
    engines = {each.name: each for each in contents.patterns}
    assert engines["automaton"].patterns > 20
    assert engines["automaton"].largest <= engines["automaton"].bytes
    assert "regex" not in engines, "a default policy needs the engine with a time budget"


def test_patterns_are_counted_by_what_searches_for_them() -> None:
    contents, _ = built(POLICY)
    assert {each.name: each.patterns for each in contents.patterns if each.name != "glob"} == {
        "text": 1,
        "automaton": 1,
        "regex": 1,
    }


# -- the command


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    path = tmp_path / "policies"
    path.mkdir()
    (path / "a.yaml").write_text(POLICY)
    return path


def inspect(*arguments: object) -> str:
    done = CliRunner().invoke(application(), ["inspect", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    """What is said on standard error by a command that exits with 2."""
    monkeypatch.setattr("sys.argv", ["agsec", "inspect", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_policies_and_the_bundle_that_they_compile_to_are_told_of_alike(policies: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.agp"
    CliRunner().invoke(application(), ["compile", str(policies), "-o", str(bundle)])
    told = json.loads(inspect(bundle, "--output-format", "json"))
    assert told == json.loads(inspect(policies, "--output-format", "json"))
    assert told["version"] == 1
    assert told["statements"] == {"deny": 1, "review": 2, "allow": 1}, "with the implied UnverifiedCommand"
    assert [each["actions"] for each in told["buckets"]] == ["*.send", "bash.execute", "mail.*"]
    assert [each["name"] for each in told["sources"]] == ["a.yaml"]
    assert inspect(bundle) == inspect(policies)


def test_a_statement_is_shown_with_its_instructions(policies: Path) -> None:
    text = inspect(policies, "--disassemble", "NoPush")
    assert text.startswith("deny, NoPush, a.yaml:2\nbucket `=bash.execute`: bash.execute\n   0  ANY\n")
    for part in (
        'CONTAINS "rm"',
        "AUTOMATON ",
        'needs ["git push"]',
        'SEARCH "(a)',
        "TEST params.command",
        "not_glob",
    ):
        assert part in text, part
    told = json.loads(inspect(policies, "--disassemble", "AskMail", "--output-format", "json"))
    assert (told["effect"], told["line"]) == ("review", 9)
    assert [each["actions"] for each in told["buckets"]] == ["*.send", "mail.*"]
    assert {"depth": 2, "name": ">", "operand": "3"} in told["instructions"]


def test_what_cannot_be_inspected_exits_2_with_the_reason(
    policies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused(capsys, monkeypatch, policies, "--disassemble", "NoPish")
    assert "there is no statement `NoPish`" in said
    assert "did you mean `NoPush`?" in said
    assert "there is no policy file" in refused(capsys, monkeypatch, tmp_path / "none")
    bundle = tmp_path / "bundle.agp"
    CliRunner().invoke(application(), ["compile", str(policies), "-o", str(bundle)])
    raw = bytearray(bundle.read_bytes())
    raw[len(raw) // 2] ^= 1
    bundle.write_bytes(bytes(raw))
    assert "cannot be used" in refused(capsys, monkeypatch, bundle)
    bundle.write_bytes(b"")
    assert "cannot be used" in refused(capsys, monkeypatch, bundle)
