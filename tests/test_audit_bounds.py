"""A record is never longer than readers take, a log's writer never waits for ever, and no record stands in another."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.audit import AuditStore, Filter, chain, log, records
from agsec.audit.plain import plain
from agsec.cli.main import application
from agsec.exceptions import AuditError
from agsec_runtime import audit as runtime

from .conftest import Guard

NAMES = ("id", "host", "session", "cwd", "action", "sid", "matched_by", "revision", "enforced", "reason", "approved_by")
WHOLE = '{"v":1,"id":"a","effect":"deny","action":"y","params":{}}\n'
LONG = ("A" * 1_200_000, "\U0001f600" * 300_000, "password=" + "\\" * 1_200_000)


@pytest.mark.parametrize("text", LONG, ids=["ascii", "wide", "escaped"])
@pytest.mark.parametrize("name", [*NAMES, "params", "result", "error", "undecidable", "of_theirs", "completes"])
def test_no_field_makes_a_line_longer_than_readers_take(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "audit.jsonl"
    log.append(path, {"v": 1, "id": "a", "effect": "allow", "action": "x", name: text})
    log.append(path, {"v": 1, "id": "b", "effect": "deny", "action": "x", "params": {"command": "ls"}})
    lines = path.read_bytes().splitlines(keepends=True)
    assert max(map(len, lines)) <= runtime.MAX_RECORD
    assert chain.verify(path, head_required=True).intact
    assert json.loads(lines[0])["effect"] == "allow"


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*NAMES, "params", "undecidable", "error", "v", "x"]), st.integers(0, 7)),
    st.data(),
)
def test_all_fields_together_do_not_either(sizes: dict[str, int], data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(["a", "\U0001f600", "password=\x00 "]))
    shape = data.draw(
        st.sampled_from([lambda text: text * 300, lambda text: [text] * 200, lambda text: [[text, text]] * 60])
    )
    fields = {name: shape(unit * 2**size) for name, size in sizes.items()}
    body = runtime.body(
        {**fields, "effect": "deny", "duration_us": 10**4_000, **dict.fromkeys(map(str, range(900)), 1)}
    )
    assert len(body) + runtime.TAIL <= runtime.MAX_RECORD
    assert json.loads(body, parse_int=str)["effect"] == "deny"


@pytest.mark.parametrize("depth", [records.DEEPEST, 400, *range(900, 1000, 9), 2_000, 50_000, 200_000])
def test_a_line_that_is_nested_as_deep_as_python_just_reads_is_shown_as_damaged(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "audit.jsonl"
    brackets = '{"a":' * (depth // 2) + "[" * (depth - depth // 2), "]" * (depth - depth // 2) + "}" * (depth // 2)
    path.write_text('{"v":1,"effect":"allow","action":"x","params":' + "".join(brackets) + "}\n" + WHOLE)
    for asked in (("-n", "1"), (), ("--action", "y"), ("--stats",), ("show", "a"), ("export", "-")):
        done = CliRunner().invoke(application(), ["audit", *asked, "--log", str(path)])
        assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(application(), ["audit", "--log", str(path), "--output-format", "json"])
    assert [each["effect"] for each in json.loads(listed.stdout)["records"]] == ["unreadable", "deny"]


def test_a_line_with_many_brackets_and_few_levels_is_a_record(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    command = "[" * 500 + "{" * 500
    path.write_text(json.dumps({"v": 1, "effect": "allow", "params": {"command": command, "x": [[]] * 300}}) + "\n")
    [record] = AuditStore.of_log(path).select(Filter(), 5)
    assert (record["effect"], record["params"]["command"]) == ("allow", command)


def test_a_long_text_is_kept_by_its_beginning_and_end(tmp_path: Path) -> None:
    body = json.loads(
        runtime.body({"effect": "deny", "cwd": "/start/" + "x" * 5_000 + "/end", "undecidable": [["S", "why"]]})
    )
    assert body["cwd"].startswith("/start/")
    assert body["cwd"].endswith("/end")
    assert body["undecidable"] == [["S", "why"]]


def test_a_hook_with_a_long_directory_and_session_leaves_an_intact_log(guard: Guard) -> None:
    with AuditStore.machine(guard.state) as store:
        event = {
            "hook_event_name": "PreToolUse",
            "tool_name": "T" * 1_200_000,
            "tool_input": {},
            "cwd": "/" + "c" * 1_200_000,
        }
        guard.send({**event, "session_id": "s" * 1_200_000})
        guard.call("Bash", command="ls")
        assert store.verify().intact
        assert len(store.get_executions()) == 3  # One is of the installation


def test_a_reason_is_masked_and_names_of_statements_are_not(tmp_path: Path) -> None:
    reason = "RuntimeError: cannot use token=ghp_" + "a" * 36 + " password=hunter2"
    undecidable = [["NoPassword", "params.x is missing"]]
    with AuditStore() as store:
        store.append(
            {"effect": "deny", "action": "x", "reason": reason, "undecidable": undecidable, "sid": "NoPassword"}
        )
        [found] = store.get_executions()
    assert "hunter2" not in found["reason"]
    assert "ghp_" not in found["reason"]
    assert found["reason"].startswith("RuntimeError: cannot use token=")
    assert (found["undecidable"], found["sid"]) == (undecidable, "NoPassword")


# -- values that stand in many places


class Counting(list[Any]):
    """A list that knows how often any of its kind was looked at."""

    looked = 0

    def __iter__(self) -> Any:
        Counting.looked += 1
        return super().__iter__()


@pytest.mark.parametrize("width", [2, 300])
def test_lists_that_share_their_items_are_not_walked_for_ever(width: int) -> None:
    value: Any = Counting([1] * width)
    for _ in range(26):
        value = Counting([value] * width)
    Counting.looked = 0
    with AuditStore() as store:
        store.append({"effect": "allow", "action": "x", "params": {"z": value}, "sid": "A", "reason": "because"})
        [found] = store.get_executions()
    assert Counting.looked < 20_000
    assert "[too many values to keep]" in json.dumps(plain(value, 20))
    assert (found["sid"], found["reason"]) == ("A", "because")


def test_a_long_list_hides_nothing_that_stands_behind_it() -> None:
    with AuditStore() as store:
        params = {"padding": list(range(100_000)), "many": dict.fromkeys(range(70), 1), "command": "rm"}
        store.append({"effect": "allow", "action": "x", "params": params})
        [found] = store.get_executions()
    assert found["params"]["command"] == "rm"
    assert found["params"]["padding"][-1] == "[99950 more]"
    assert found["params"]["many"]["[cut]"] == "20 more keys"


def test_keys_that_read_alike_are_both_kept() -> None:
    with AuditStore() as store:
        store.append({"effect": "allow", "action": "x", "params": {"m": {1: "evil", "1": "fine"}}})
        [found] = store.get_executions()
    assert found["params"] == {"m": {"1": "evil", "1 (2)": "fine"}}


# -- one record at a time


INTERRUPTED = """
import signal, sys
from pathlib import Path
from agsec.audit import AuditStore
from agsec.exceptions import AuditError
store = AuditStore.machine(Path(sys.argv[1]))
told = {"inner": 0, "refused": 0}
def interrupt(*_):
    told["inner"] += 1
    try:
        store.append({"effect": "allow", "action": "inner"})
    except AuditError as error:
        assert "in the middle of another record" in str(error), error
        told["refused"] += 1
signal.signal(signal.SIGALRM, interrupt)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0017)
count = 0
while told["inner"] < 300 or not told["refused"] and count < 60_000:
    store.append({"effect": "allow", "action": "outer"})
    count += 1
signal.setitimer(signal.ITIMER_REAL, 0)
assert told["refused"], told
verdict = store.verify()
assert verdict.intact, verdict.findings
assert verdict.lines == count + told["inner"] - told["refused"]
"""


def test_a_signal_handler_cannot_put_a_record_into_another(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "state")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_handler_that_reads_in_the_middle_of_a_record_is_refused(tmp_path: Path) -> None:
    """Reading closes the log, and that would give the writer's lock away."""
    path = tmp_path / "audit.jsonl"
    log.append(path, {"effect": "allow"})
    with log._undivided(path), pytest.raises(AuditError, match="in the middle"), log.opened(path):
        pass
    with log.opened(path) as found:
        assert found is not None


# -- a lock that somebody holds

HOLDER = """
import fcntl, sys
stream = open(sys.argv[1], "ab")
fcntl.lockf(stream, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_that_is_never_released_is_told_and_the_log_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "state" / "audit.jsonl"
    with AuditStore.machine(tmp_path / "state") as store:
        store.append({"effect": "allow", "action": "before"})
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert holder.stdout is not None
            holder.stdout.readline()
            started = time.monotonic()
            with pytest.raises(AuditError, match="somebody else holds its lock") as caught:
                store.append({"effect": "allow", "action": "held"})
            assert log.PATIENCE <= time.monotonic() - started < log.PATIENCE + 20
            assert str(path) in str(caught.value)
            assert caught.value.help
            ended = threading.Timer(0.3, holder.send_signal, [signal.SIGTERM])
            ended.start()
            store.append({"effect": "allow", "action": "after"})
        finally:
            holder.kill()
            holder.communicate()
        assert [each["action"] for each in store.get_executions()] == ["after", "before"]
        assert store.verify().intact
