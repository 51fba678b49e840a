"""Whatever is done to a line of the log is told; what nobody touched is intact, however many wrote it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agsec.audit import AuditStore, chain
from agsec.exceptions import AuditError
from agsec_runtime import audit as runtime
from agsec_runtime.audit import GENESIS, chained

from .conftest import Guard


def fill(log: Path, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        command = f"echo {number}"
        fields = {"v": 1, "id": f"id{number}", "time": "2026-01-01T00:00:00.000000Z", "effect": "allow"}
        runtime.append(str(log), {**fields, "params": {"command": command}})


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "state" / "audit.jsonl"
    fill(path, 10)
    return path


def lines_of(log: Path) -> list[bytes]:
    return log.read_bytes().splitlines(keepends=True)


def kinds(log: Path) -> list[str]:
    return [each.kind for each in chain.verify(log, head_required=True).findings]


def rehashed(lines: list[bytes], previous: str = GENESIS) -> bytes:
    """The lines with a chain made anew, as somebody would who knows how."""
    done = []
    for line in lines:
        body = line.decode().rpartition(',"hash":"')[0]
        previous = chained(previous, body)
        done.append(f'{body},"hash":"{previous}"}}\n'.encode())
    return b"".join(done)


def test_a_log_that_nobody_touched_is_intact(log: Path) -> None:
    verdict = chain.verify(log, head_required=True)
    assert verdict.intact
    assert verdict.lines == 10
    assert verdict.head == json.loads(lines_of(log)[-1])["hash"]


EDITS = st.sampled_from(["flip", "delete", "swap", "copy", "truncate", "empty", "garbage", "rehash"])


@settings(max_examples=300, deadline=None)
@given(count=st.integers(1, 8), edit=EDITS, place=st.integers(0, 7), data=st.data())
def test_any_single_change_of_a_line_is_told_at_or_before_it(
    count: int, edit: str, place: int, data: st.DataObject
) -> None:
    assume(place < count)
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "audit.jsonl"
        fill(log, count)
        lines = lines_of(log)
        line = lines[place]
        if edit == "flip":
            at = data.draw(st.integers(0, len(line) - 1))
            lines[place] = line[:at] + bytes([line[at] ^ data.draw(st.integers(1, 255))]) + line[at + 1 :]
        elif edit == "delete":
            del lines[place]
        elif edit == "swap":
            assume(place + 1 < count)
            lines[place : place + 2] = lines[place : place + 2][::-1]
        elif edit == "copy":
            lines.insert(data.draw(st.integers(0, place)), line)
        elif edit == "truncate":
            lines[place] = line[: data.draw(st.integers(0, len(line) - 1))]
        elif edit in ("empty", "garbage"):
            lines.insert(place, b"\n" if edit == "empty" else b"garbage\n")
        else:
            previous = json.loads(lines[place - 1])["hash"] if place else GENESIS
            lines[place] = rehashed([line.replace(b"echo", b"ECHO")], previous)
        assume(b"".join(lines) != log.read_bytes())
        log.write_bytes(b"".join(lines))
        verdict = chain.verify(log, head_required=True)
        assert not verdict.intact
        first = min((each.line for each in verdict.findings if each.line), default=None)
        if first is None:  # The end was cut off, which the head alone can tell.
            assert {each.kind for each in verdict.findings} <= {"cut"}
            assert len(lines) <= place + 1
        elif edit != "copy":  # One that was hashed anew fits what stands before it, and the next one does not fit it.
            assert first <= place + 1 + (edit == "rehash")


def test_sixteen_processes_leave_one_chain_and_a_head_that_fits(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    code = (
        "import sys; from agsec_runtime.audit import append\n"
        "for n in range(200): append(sys.argv[1], {'v': 1, 'effect': 'allow', 'params': {'n': n}})"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(log)]) for _ in range(16)]
    while any(each.poll() is None for each in running):
        assert not chain.verify(log).findings, "a verification beside writers must not cry wolf"
    assert [each.returncode for each in running] == [0] * 16
    verdict = chain.verify(log, head_required=True)
    assert (verdict.intact, verdict.lines) == (True, 3_200)


def test_the_hooks_keep_the_head_and_one_chain_with_programs(guard: Guard) -> None:
    guard.call("Bash", command="ls")
    with AuditStore.machine(guard.state) as store:
        store.append({"effect": "allow", "action": "x"})
        guard.call("Bash", command="rm x")
        assert store.verify().intact
        assert len(store.get_executions()) == 4
    head = guard.state / "audit.head"
    assert head.stat().st_mode & 0o777 == 0o600
    told = runtime.read_head(head.read_bytes())
    assert told is not None
    assert told[0] == guard.log.stat().st_size


def cut(log: Path) -> None:
    log.write_bytes(b"".join(lines_of(log)[:-3]))


def forge_the_end(log: Path) -> None:
    lines = lines_of(log)
    log.write_bytes(rehashed([*lines[:-1], lines[-1].replace(b"echo", b"ECHO")]))


def empty(log: Path) -> None:
    log.write_bytes(b"")


def remove(log: Path) -> None:
    log.unlink()


@pytest.mark.parametrize("how", [cut, forge_the_end, empty, remove])
def test_an_end_that_was_cut_off_is_told_by_the_head_even_after_more_was_written(
    log: Path, how: Callable[[Path], None]
) -> None:
    how(log)
    assert kinds(log) == ["cut"]
    fill(log, 30, 100)
    assert kinds(log) == ["cut"], "the head must remember what it was at odds with"


def test_a_head_that_was_removed_or_damaged_is_told(log: Path) -> None:
    head = log.with_name("audit.head")
    good = head.read_bytes()
    for content in (None, b"", b"agsec-head x", good[:-1], b"agsec-head " + b"9" * 96):
        head.unlink(missing_ok=True)
        if content is not None:
            head.write_bytes(content)
        assert kinds(log) == ["head"]
    fill(log, 1)
    [finding] = chain.verify(log).findings
    assert finding.message.startswith("behind line 10 the head was begun anew")


def test_a_writer_that_was_stopped_before_the_head_leaves_no_finding(log: Path) -> None:
    head = log.with_name("audit.head")
    before = head.read_bytes()
    fill(log, 1)
    head.write_bytes(before)
    assert kinds(log) == []
    fill(log, 1)
    assert kinds(log) == []


def test_a_torn_line_is_told_as_torn_and_hides_no_edit(log: Path) -> None:
    with log.open("ab") as stream:
        stream.write(b'{"v":1,"effect":"al')
    assert kinds(log) == ["torn", "torn"], "it is no whole record, and it has no end"
    fill(log, 2)
    [finding] = chain.verify(log, head_required=True).findings
    assert (finding.kind, finding.line) == ("torn", 11)
    lines = lines_of(log)
    edited = [lines[4].replace(b"echo", b"ECHO")]
    log.write_bytes(b"".join(lines[:4]) + b'{"v":1,"to\n' + rehashed([*edited, *lines[5:10], *lines[11:]]))
    verdict = chain.verify(log, head_required=True)
    assert not verdict.intact
    assert verdict.findings[0].line == 5


def test_a_chain_that_begins_anew_is_told(log: Path) -> None:
    lines = lines_of(log)
    log.write_bytes(b"".join(lines[:5]) + rehashed(lines[5:]))
    [restarted, head] = chain.verify(log).findings
    assert (restarted.kind, restarted.line, head.kind) == ("restarted", 6, "cut")


def test_the_index_remembers_what_somebody_hashed_anew(log: Path) -> None:
    """Chain and head can be made to fit by whoever can write them; the index saw the lines before."""
    with AuditStore.machine(log.parent) as store:
        assert store.verify().intact
        lines = lines_of(log)
        log.write_bytes(rehashed([*lines[:4], lines[4].replace(b"echo", b"ECHO"), *lines[5:]]))
        size, digest = log.stat().st_size, json.loads(lines_of(log)[-1])["hash"]
        log.with_name("audit.head").write_text(f"agsec-head {size:020d} {digest} {0:020d} {0:020d}\n")
        assert chain.verify(log, head_required=True).intact
        index = chain.verify(log, store._database, head_required=True)
        assert [(each.kind, each.line, each.id) for each in index.findings] == [("changed", 5, "id4")]
        taken_in = store.verify()
        assert [(each.kind, each.id) for each in taken_in.findings] == [("missing", "id4")]
        assert "6 of the records that the index remembers are no longer in the log" in taken_in.findings[0].message


def test_the_index_knows_of_a_log_that_is_gone_with_its_head(log: Path) -> None:
    with AuditStore.machine(log.parent) as store:
        log.unlink()
        log.with_name("audit.head").unlink()
        [finding] = store.verify().findings
        assert (finding.kind, finding.id) == ("missing", "id0")
        assert finding.message.startswith("10 of the records")


def test_a_head_kept_elsewhere_vouches_for_what_came_before_it(log: Path) -> None:
    head = chain.verify(log).head
    assert head is not None
    fill(log, 3)
    assert chain.verify(log, expected=head).notes == ("the head that was given is line 10; 13 lines in all",)
    log.write_bytes(rehashed([line.replace(b"echo 3", b"ECHO 3") for line in lines_of(log)]))
    log.with_name("audit.head").unlink()
    assert [each.kind for each in chain.verify(log, expected=head).findings] == ["cut"]
    with pytest.raises(AuditError, match="is no head"):
        chain.verify(log, expected="0f3c")


def test_a_line_too_long_to_keep_is_no_record_whatever_it_looks_like(log: Path) -> None:
    with log.open("ab") as stream:
        start = b'{"v":1,"effect":"allow","text":"'
        body = start + b"x" * ((1 << 20) - len(start) - runtime.TAIL + 1 - 1) + b'"'
        digest = chained(json.loads(lines_of(log)[-1])["hash"], body.decode())
        stream.write(body + f',"hash":"{digest}"}}'.encode() + b" and more\n")
    assert kinds(log) == ["torn"]


def test_many_findings_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    log.write_bytes(b"garbage\n" * 1_000)
    verdict = chain.verify(log)
    assert (verdict.count, len(verdict.findings), verdict.findings[0].line) == (1_000, 100, 1)


def test_only_a_log_is_chained(tmp_path: Path) -> None:
    with AuditStore(tmp_path / "a.db") as store, pytest.raises(AuditError, match="chained"):
        store.verify()
