"""The audit store: in memory, in a file of its own, and as the index of the hooks' log."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec.audit import AuditStore
from agsec.audit.newest import newest
from agsec.exceptions import AuditError
from agsec.results import ActionExecutionResult, PolicyResult, PolicyStatus
from agsec_runtime.audit import record, utc
from agsec_runtime.decision import Decision, Request

Opener = Callable[[], AuditStore]


@pytest.fixture(params=["memory", "file", "machine"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditStore]:
    """The same in all three forms."""
    made: dict[str, Opener] = {
        "memory": AuditStore,
        "file": lambda: AuditStore(tmp_path / "a.db"),
        "machine": lambda: machine(tmp_path),
    }
    with made[request.param]() as opened:
        yield opened


def machine(root: Path) -> AuditStore:
    return AuditStore.machine(root / "state")


def log_of(root: Path) -> Path:
    return root / "state" / "audit.jsonl"


def entry(action: str = "bash.execute", effect: str = "deny", **fields: Any) -> dict[str, Any]:
    decision = Decision(effect, f"explicit_{effect}", "because", "Sid")
    context = {"host": "claude-code", "session_id": "s1", "cwd": "/work"}
    return {**record(Request(action, {"command": "rm x"}, context), decision, "r1", 0.001, 1e9), **fields}


def test_a_record_comes_back_with_every_name_and_nothing_secret(store: AuditStore) -> None:
    number = store.append(entry(params={"command": "curl -H 'Authorization: Bearer abcdefghijkl'", "password": "x"}))
    [found] = store.get_executions()
    assert found["id"] == number
    assert (found["effect"], found["action"], found["sid"], found["session"]) == ("deny", "bash.execute", "Sid", "s1")
    assert found["params"]["password"] == "[redacted]"
    assert "abcdefghijkl" not in json.dumps(found)
    assert all(found[name] is None for name in ("outcome", "error", "result", "approved_by"))


def test_what_became_of_an_action_is_merged_into_its_record(store: AuditStore) -> None:
    number = store.append(entry(effect="review"))
    store.complete(number, outcome="succeeded", result={"token": "abc", "n": 1}, approved_by="anna", duration_us=7)
    [found] = store.get_executions()
    assert (found["outcome"], found["approved_by"], found["run_us"]) == ("succeeded", "anna", 7)
    assert found["result"] == {"token": "[redacted]", "n": 1}
    assert found["duration_us"] == 1000


def test_failures_count_as_errors(store: AuditStore) -> None:
    numbers = [store.append(entry(effect=effect)) for effect in ("allow", "allow", "deny", "review")]
    store.complete(numbers[0], outcome="failed", error="ValueError: password=hunter22")
    stats = store.get_execution_stats()
    assert stats == {"total_executions": 4, "allowed": 2, "blocked": 1, "reviewed": 1, "errors": 1}
    error = store.get_execution(numbers[0])
    assert error is not None
    assert "hunter22" not in error["error"]


def test_the_first_word_on_an_action_counts(store: AuditStore) -> None:
    number = store.append(entry(effect="allow"))
    store.complete(number, outcome="succeeded")
    with contextlib.suppress(AuditError):
        store.complete(number, outcome="failed", error="x")
        assert store.get_executions(effect="unreadable")[0]["reason"].endswith("or a second time")
    found = store.get_execution(number)
    assert found is not None
    assert found["outcome"] == "succeeded"
    with pytest.raises(AuditError, match="no outcome"):
        store.complete(number, outcome="fine")


@dataclass
class Order:
    password: str
    items: tuple[int, ...]


class Hostile:
    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


def test_what_json_cannot_hold_is_kept_as_text_and_its_secrets_are_still_seen(store: AuditStore) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    params = {
        "order": Order("hunter22", (1, 2)),
        "mapping": OrderedDict(api_key="hunter22"),
        "bytes": b"\xff\x00ok",
        "set": {1},
        "nan": float("nan"),
        "huge": 10**6000,
        "hostile": Hostile(),
        "cycle": cycle,
        "lone": "\ud800",
        "when": datetime(2026, 1, 1),
        "path": Path("/x"),
        5: "key",
    }
    number = store.append(entry(params=params))
    found = store.get_execution(number)
    assert found is not None
    kept = found["params"]
    assert set(kept) == {str(key) for key in params}
    assert kept["order"] == {"password": "[redacted]", "items": [1, 2]}
    assert kept["mapping"] == {"api_key": "[redacted]"}
    assert (kept["bytes"], kept["set"], kept["path"]) == ("\\xff\x00ok", [1], "/x")
    assert "hunter22" not in json.dumps(kept)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(), st.lists, max_leaves=20
    )
)
def test_any_params_can_be_kept(value: Any) -> None:
    with AuditStore() as store:
        store.append(entry(params={"value": value}))
        store.append(entry(params=value))
        assert len(store.get_executions()) == 2


def test_filters_say_which_records_newest_first(store: AuditStore) -> None:
    now = datetime.now(timezone.utc)
    for hours, action, effect in (
        (5, "payment.send", "allow"),
        (3, "payment.list", "deny"),
        (1, "bash.execute", "deny"),
    ):
        store.append(entry(action, effect, time=utc((now - timedelta(hours=hours)).timestamp())))

    def actions(**filters: Any) -> list[str]:
        return [each["action"] for each in store.get_executions(**filters)]

    assert actions() == ["bash.execute", "payment.list", "payment.send"]
    assert actions(action="payment.*") == ["payment.list", "payment.send"]
    assert actions(action="payment.list") == ["payment.list"]
    assert actions(effect="block") == actions(effect="deny") == actions(effect=PolicyStatus.BLOCK)
    assert actions(effect=PolicyStatus.ALLOW) == ["payment.send"]
    assert actions(since="2h") == actions(since=timedelta(hours=2)) == ["bash.execute"]
    assert actions(until="2h") == ["payment.list", "payment.send"]
    assert actions(since=now - timedelta(hours=4), until="1h 30m ago") == ["payment.list"]
    assert actions(since=(now - timedelta(hours=2)).astimezone().replace(tzinfo=None)) == ["bash.execute"]
    assert actions(until=(now + timedelta(days=1)).strftime("%Y-%m-%d"), limit=None) == actions()
    assert actions(text="RM X", limit=1, offset=1) == ["payment.list"]
    assert actions(text="command") == [], "keys are not what a record says"
    assert actions(sid="Sid", session="s1", host="claude-code", limit=2) == ["bash.execute", "payment.list"]
    assert actions(session="other") == []
    assert [each["action"] for each in store.iterate(effect="deny")] == ["bash.execute", "payment.list"]
    wrongs: tuple[dict[str, Any], ...] = (
        {"since": "yesterdayish"},
        {"since": ""},
        {"effect": "maybe"},
        {"since": "9999999999w"},
        {"action": "pay[.*"},
        {"action": "[z-a]*"},
        {"limit": -1},
        {"offset": -1},
    )
    for wrong in wrongs:
        with pytest.raises(AuditError, match="`") as caught:
            store.get_executions(**wrong)
        assert caught.value.help


def test_text_that_is_no_ascii_is_found_whatever_its_case(store: AuditStore) -> None:
    store.append(entry(params={"command": "echo Grüße"}))
    store.append(entry(params={"command": "echo Straße"}))
    assert len(store.get_executions(text="GRÜSSE")) == 1
    assert len(store.get_executions(text="STRASSE")) == len(store.get_executions(text="straße")) == 1
    assert store.get_executions(text="Größe") == []


def test_iterating_goes_on_over_pages_while_others_write(store: AuditStore) -> None:
    for number in range(1_005):
        store.append(entry(params={"n": number}))
    seen = []
    for found in store.iterate():
        seen.append(found["params"]["n"])
        if len(seen) == 3:
            store.append(entry(params={"n": -1}))
    assert seen == list(range(1_004, -1, -1))


def test_an_id_may_be_shortened_as_long_as_it_names_one_record(store: AuditStore) -> None:
    for number in ("abc1", "abc2", "abc", "x%_"):
        store.append(entry(id=number))

    def named(number: str) -> Any:
        found = store.get_execution(number)
        return found and found["id"]

    assert [named(each) for each in ("abc1", "abc", "x", "nothing", "")] == ["abc1", "abc", "x%_", None, None]
    with pytest.raises(AuditError, match="several ids begin with `ab`: abc, abc1, abc2"):
        store.get_execution("ab")


def test_an_execution_is_logged_with_its_decision_at_once(store: AuditStore) -> None:
    policy = PolicyResult(PolicyStatus.ALLOW, "fine", {"sid": "A", "matched_by": "explicit_allow"})
    ran = ActionExecutionResult("payment.send", {"amount": 5}, policy, result={"ok": True})
    first = store.log_execution(ran, {"host": "program", "session_id": "s9"})
    second = store.log_execution(ran, error="ValueError: x")
    third = store.log_execution(ActionExecutionResult("a", {}, PolicyResult(PolicyStatus.BLOCK, "no"), id="own"))
    found = {each["id"]: each for each in store.get_executions()}
    assert (found[first]["outcome"], found[first]["result"], found[first]["session"]) == (
        "succeeded",
        {"ok": True},
        "s9",
    )
    assert (found[second]["outcome"], found[second]["error"]) == ("failed", "ValueError: x")
    assert (third, found["own"]["effect"], found["own"]["outcome"]) == ("own", "deny", None)


def test_what_is_no_record_is_refused(store: AuditStore) -> None:
    with pytest.raises(AuditError, match="no effect"):
        store.append({"action": "x"})
    assert store.get_executions() == []


def test_exports_are_whole_and_hold_the_same_records(store: AuditStore, tmp_path: Path) -> None:
    store.append(entry(params={"command": "\u2028\ud800"}))
    store.append(entry(effect="allow", action="=cmd|' /C calc'!A0", reason=" @SUM(1)", sid="-1+1"))
    for form in ("json", "jsonl", "csv"):
        path = tmp_path / f"out.{form}"
        assert getattr(store, f"export_to_{form}")(path) == 2
        assert path.stat().st_mode & 0o777 == 0o600
    whole = json.loads((tmp_path / "out.json").read_text())
    assert whole["version"] == 1
    assert [each["effect"] for each in whole["records"]] == ["deny", "allow"]
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == whole["records"]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [each["id"] for each in whole["records"]]
    assert (rows[1]["action"][:2], rows[1]["reason"], rows[1]["sid"]) == ("'=", "' @SUM(1)", "'-1+1")
    assert store.export_to_jsonl(tmp_path / "few.jsonl", effect="deny") == 1


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r", ",", "; ", "a;b\t"])
@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(1)", "＝1"])
def test_no_part_of_a_cell_is_a_formula_wherever_a_spreadsheet_cuts_it(
    tmp_path: Path, separator: str, formula: str
) -> None:
    with AuditStore() as store:
        store.append(entry(reason=f"a{separator}{formula}", params={"list": [1, -1]}))
        store.export_to_csv(tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_bytes().decode()
    bare = separator.rstrip(" ")
    assert f"a{bare}'{separator[len(bare) :]}{formula}" in text
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as stream:
        [row] = csv.DictReader(stream)
    assert row["params"] == '{"list": [1, -1]}'
    assert text.startswith('"id","time",')


def test_an_export_that_fails_leaves_the_file_of_before(tmp_path: Path) -> None:
    with AuditStore() as store:
        store.append(entry())
        (tmp_path / "out.json").write_text("before")
        store.close()
        with pytest.raises(AuditError, match="closed"):
            store.export_to_json(tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == [tmp_path / "out.json"]
    assert (tmp_path / "out.json").read_text() == "before"


def test_closing_twice_is_fine_and_a_closed_store_says_so(store: AuditStore) -> None:
    store.close()
    store.close()
    with pytest.raises(AuditError, match="closed"):
        store.get_executions()


# -- the file


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with AuditStore(tmp_path / "a.db") as store, machine(tmp_path) as ours:
            store.append(entry())
            ours.append(entry())
            ours.get_executions()
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            assert {path.name for path in files} >= {
                "a.db",
                "a.db-wal",
                "a.db-shm",
                "audit.db",
                "audit.jsonl",
                "audit.head",
            }
            assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
            assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["a.db", "a.db-wal", "a.db-journal"])
def test_a_link_in_place_of_the_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AuditError, match="is a link"):
        AuditStore(tmp_path / "a.db")
    assert (tmp_path / "elsewhere").read_bytes() == b""


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()


def newer(path: Path) -> None:
    AuditStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def damaged(path: Path) -> None:
    with AuditStore(path) as store:
        for _ in range(200):
            store.append(entry())
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + os.urandom(len(raw) - 4096))


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda path: path.write_bytes(b"not a database" * 400), "damaged, or no audit store"),
    "damaged": (damaged, "damaged, or no audit store"),
    "another program's": (foreign, "another program's database"),
    "a newer agsec's": (newer, "written by a newer agsec"),
    "a directory": (Path.mkdir, "no regular file"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_is_told_with_a_remedy_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    spoil, message = UNUSABLE[name]
    path = tmp_path / "a.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(AuditError, match=message) as caught, AuditStore(path) as store:
        store.get_executions()
    assert caught.value.help
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_file_in_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="cannot be made"):
        AuditStore(tmp_path / "nowhere" / "a.db")
    with pytest.raises(AuditError, match="is empty"):
        AuditStore("")


def test_a_record_that_cannot_be_written_is_an_audit_error(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        (tmp_path / "state" / "audit.head").mkdir()
        with pytest.raises(AuditError, match="cannot be written") as caught:
            store.append(entry())
        assert caught.value.help
        assert not log_of(tmp_path).exists() or log_of(tmp_path).read_bytes() == b""


# -- the log


def test_records_of_the_machine_go_into_the_log_and_survive_without_the_index(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        number = store.append(entry())
        store.complete(number, outcome="aborted")
        assert len(log_of(tmp_path).read_text().splitlines()) == 2
    for path in (tmp_path / "state").glob("audit.db*"):
        path.unlink()
    with machine(tmp_path) as store:
        [found] = store.get_executions()
        assert (found["id"], found["outcome"]) == (number, "aborted")
        assert store.verify().intact


def ids(store: AuditStore) -> list[str]:
    return sorted(each["id"] for each in store.get_executions(limit=None))


def test_a_rotated_log_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    log, head = log_of(tmp_path), log_of(tmp_path).with_name("audit.head")
    with machine(tmp_path) as store:
        written = [store.append(entry()) for _ in range(5)]
        assert ids(store) == sorted(written)
        log.rename(log.with_name("audit.jsonl.1"))
        head.rename(log.with_name("audit.head.1"))
        assert ids(store) == sorted(written)
        written += [store.append(entry()) for _ in range(7)]
        assert ids(store) == sorted(written)
        log.with_name("audit.jsonl.1").rename(log)
        assert ids(store) == sorted(written)
        copy = log.read_bytes()
        log.unlink()
        log.write_bytes(copy)
        assert ids(store) == sorted(written)


def test_a_log_that_was_cut_and_written_on_is_taken_in_anew(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    with machine(tmp_path) as store:
        written = [store.append(entry()) for _ in range(6)]
        assert len(ids(store)) == 6
        lines = log.read_bytes().splitlines(keepends=True)
        log.write_bytes(b"".join(lines[:2]))
        written += [store.append(entry()) for _ in range(20)]
        assert ids(store) == sorted(written)


def test_a_line_that_stands_twice_is_shown_twice_whatever_became_of_the_log(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    with machine(tmp_path) as store:
        for _ in range(3):
            store.append(entry())
        log.write_bytes(log.read_bytes() * 2)
        for times in range(6, 9):
            assert len(store.get_executions()) == times
            copy = log.read_bytes()
            log.rename(log.with_name("moved"))
            assert len(store.get_executions()) == times
            log.write_bytes(copy)
            assert len(store.get_executions()) == times
            log.write_bytes(copy + copy[: copy.index(b"\n") + 1])


def test_a_torn_end_is_shown_once_and_its_successor_too(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        for _ in range(3):
            with log_of(tmp_path).open("ab") as stream:
                stream.write(b'{"v":1,"effect":"al')
            for _ in range(3):
                torn = len(store.get_executions(effect="unreadable"))
            store.append(entry())
            assert len(store.get_executions(effect="unreadable")) == torn
        assert (torn, len(store.get_executions(effect="deny"))) == (3, 3)


def test_lines_that_are_no_record_never_vanish(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    with machine(tmp_path) as store:
        store.append(entry())
        with log.open("ab") as stream:
            stream.write(b"garbage\ngarbage\n\xff\xfe\n[1]\n" + b"[" * 100_000 + b"\n{}\n" + b"x" * 3_000_000 + b"\n")
            stream.write(b'{"effect": "allow", "n": NaN}\n{"effect": "allow", "n": 1e999}\n')
            stream.write(b'{"completes": "nobody", "outcome": "failed"}\n{"completes": "\\ud800"}\n{"v":1,"effect":"al')
        found = store.get_executions(effect="unreadable")
        assert [each["line"] for each in reversed(found)] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 11, 12]
        assert store.get_execution_stats()["total_executions"] == 13
        store.append(entry())
        assert len(store.get_executions()) == 14


def test_the_end_of_the_log_tells_the_newest_as_the_index_does(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        for number in range(300):
            done = store.append(entry(params={"n": number, "text": "x" * (number * 37 % 1_900)}))
            if number % 3:
                store.complete(done, outcome="succeeded")
        for count in (1, 2, 20, 120, 300):
            assert newest(log_of(tmp_path), count) == store.get_executions(limit=count)
        assert newest(log_of(tmp_path), 301) is None
    assert newest(tmp_path / "nothing", 5) is None


def test_an_approval_is_never_the_last_word_where_more_is_known(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        done = [store.append(entry(effect="review")) for _ in range(3)]
        done.append(store.append(entry(effect="review", outcome="failed", error="x")))
        store.complete(done[0], outcome="approved", approved_by="anna")
        store.complete(done[0], outcome="succeeded", approved_by="anna")
        store.complete(done[1], outcome="failed")
        store.complete(done[1], outcome="approved")
        store.complete(done[2], outcome="approved", approved_by="anna")
        store.complete(done[2], outcome="approved", approved_by="bert")
        store.complete(done[3], outcome="approved")
        found = newest(log_of(tmp_path), 4)
        assert found == store.get_executions(limit=4)
        told = [(each["outcome"], each["approved_by"]) for each in reversed(found)]
        assert told == [("succeeded", "anna"), ("failed", None), ("approved", "anna"), ("failed", None)]


def test_a_damaged_line_keeps_its_place_in_time_when_the_log_is_replaced_by_a_copy(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    with machine(tmp_path) as store:
        for _ in range(3):
            store.append(entry(time=utc(1.7e9)))
        assert len(store.get_executions()) == 3
        copy = log.read_bytes()
        log.unlink()
        log.write_bytes(copy + b"garbage\n")
        assert [each["effect"] for each in store.get_executions(since="2020-01-01", limit=1)] == ["unreadable"]
        assert len(store.get_executions(since="2020-01-01")) == 4


# -- at once

WRITER = """
import sys
from pathlib import Path
from agsec.audit import AuditStore
kind, place, number = sys.argv[1:]
store = AuditStore.machine(Path(place)) if kind == "machine" else AuditStore(place)
for each in range(200):
    store.append({"effect": "allow", "action": "a.b", "params": {"n": each, "text": "x" * 300}, "id": f"{number}-{each}"})
store.close()
"""


@pytest.mark.parametrize("kind", ["machine", "file"])
def test_sixteen_processes_write_and_another_reads_and_nothing_is_lost_or_torn(tmp_path: Path, kind: str) -> None:
    place = tmp_path / ("state" if kind == "machine" else "a.db")
    with AuditStore.machine(place) if kind == "machine" else AuditStore(place) as store:
        running = [subprocess.Popen([sys.executable, "-c", WRITER, kind, str(place), str(n)]) for n in range(16)]
        while any(each.poll() is None for each in running):
            assert all(each["effect"] == "allow" for each in store.get_executions())
        assert [each.returncode for each in running] == [0] * 16
        found = list(store.iterate())
        assert len(found) == 3_200
        assert {each["id"] for each in found} == {f"{n}-{each}" for n in range(16) for each in range(200)}
        assert all(each["params"]["text"] == "x" * 300 for each in found)
        if kind == "machine":
            assert store.verify().intact
    with AuditStore.machine(place) if kind == "machine" else AuditStore(place) as again:
        assert again.get_execution_stats()["allowed"] == 3_200


READER = """
import sys
from pathlib import Path
from agsec.audit import AuditStore
print(AuditStore.machine(Path(sys.argv[1])).get_execution_stats()["total_executions"])
"""


def test_several_processes_take_in_one_log_at_once(tmp_path: Path) -> None:
    with machine(tmp_path) as store:
        for _ in range(3_000):
            store.append(entry())
    for path in (tmp_path / "state").glob("audit.db*"):
        path.unlink()
    command = [sys.executable, "-c", READER, str(tmp_path / "state")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(6)]
    assert [each.communicate()[0] for each in running] == [b"3000\n"] * 6


def test_threads_share_a_store(store: AuditStore, tmp_path: Path) -> None:
    def write() -> None:
        for _ in range(50):
            number = store.append(entry())
            store.get_executions(limit=3)
            store.complete(number, outcome="succeeded")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = store.get_executions(limit=None)
    assert len(found) == 400
    assert {each["outcome"] for each in found} == {"succeeded"}
    if log_of(tmp_path).exists():
        assert store.verify().intact


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_children_write_through_a_store_that_their_parent_is_writing_to(tmp_path: Path) -> None:
    for store in (AuditStore(tmp_path / "a.db"), machine(tmp_path)):
        done = threading.Event()
        writer = threading.Thread(target=_write_until, args=(store, done))
        writer.start()
        children = [_forked(store) for _ in range(4)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
        done.set()
        writer.join()
        assert len(store.get_executions(action="child", limit=None)) == 20
        store.close()


def _write_until(store: AuditStore, done: threading.Event) -> None:
    while not done.is_set():
        store.append(entry())


def _forked(store: AuditStore) -> int:
    child = os.fork()
    if child:
        return child
    signal.alarm(60)  # A lock that nobody is there to release would hold it for ever.
    try:
        for _ in range(5):
            store.append(entry("child"))
            store.get_executions(limit=1)
        os._exit(0)
    except BaseException:
        os._exit(2)


def test_importing_the_store_loads_neither_compiler_nor_command_line() -> None:
    code = "import agsec.audit, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    names = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert not {"pydantic", "ruamel", "typer", "rich", "agsec_compiler", "regex", "platformdirs"} & names
