"""The report: what it counts, what it makes of hostile texts, and which files it leaves alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from agsec.audit import AuditStore
from agsec.cli.main import application
from agsec.exceptions import AuditError
from agsec.reporting import About, Aggregate, Figures, pieces
from agsec.reporting.entries import COLUMNS, Entries
from agsec.reporting.tally import EFFECTS, Row
from agsec.reporting.texts import TOO_DEEP
from agsec.reporting.timeline import BARS, timeline
from agsec_runtime.audit import append

HOSTILE = (
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "<!--<script>",
    "{{data}}{{script}}",
    "right\u202eto left",
    "line\u2028break",
    "\x00\x1b[31m\x07",
    "half a pair \ud800",
)

times = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3)).map(
        lambda each: each.isoformat(timespec="microseconds") + "Z"
    ),
    st.sampled_from(
        ["0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "aaaaaaaaaaTbbbbbbbbbbbbbbbZ", "", None, 7]
    ),
)
names = st.one_of(st.none(), st.sampled_from(["a", "b", *HOSTILE]), st.integers(0, 3), st.text(max_size=5))
records = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["deny", "review", "allow", "unreadable", "odd", "<b>"]),
        "time": times,
        "action": names,
        "sid": names,
        "matched_by": st.sampled_from([None, "default"]),
        "session": names,
        "host": names,
        "params": st.one_of(st.none(), st.fixed_dictionaries({"command": st.sampled_from(["ls", *HOSTILE])})),
        "duration_us": st.one_of(st.none(), st.integers(-5, 2_000_000), st.just(2**70), st.just(True)),
        "error": st.sampled_from([None, "failed"]),
    }
)


def figures(of: Iterable[dict[str, Any]], newest: int = 10, limit: int = 2) -> Figures:
    aggregate = Aggregate(newest, limit)
    try:
        for record in of:
            aggregate.add(record)
        return aggregate.figures()
    finally:
        aggregate.close()


def page(of: Iterable[dict[str, Any]]) -> str:
    return "".join(pieces(figures(of), About([], {}, [])))


def data(text: str) -> Any:
    [found] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return json.loads(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(records, max_size=30))
def test_every_figure_counts_as_a_plain_count_does(of: list[dict[str, Any]]) -> None:
    told = figures(of)
    groups = Counter(each["effect"] if each["effect"] in EFFECTS else "other" for each in of)
    assert dict(zip(EFFECTS, told.effects, strict=True)) == {effect: groups[effect] for effect in EFFECTS}
    assert told.total == len(of)
    assert told.failed == sum(each["error"] is not None for each in of)
    dated = [each for each in of if type(each["time"]) is str and each["time"][:1].isdigit()]
    assert told.undated == len(of) - len(dated)
    shown = told.timeline
    assert (sum(sum(bar.counts) for bar in shown.bars) + shown.before + shown.after if shown else 0) == len(dated)
    for breakdown in (told.statements, told.actions):
        assert sum(row.total for row in breakdown.rows) + breakdown.rest == len(of)
    requests = Counter((_text(each["action"]), _command(each)) for each in of if each["effect"] == "deny")
    assert sorted(row.total for row in told.denied.rows) == sorted(requests.values())
    durations = sorted(
        each["duration_us"] for each in of if type(each["duration_us"]) is int and 0 <= each["duration_us"] < 2**63
    )
    assert (told.latency.timed if told.latency else 0) == len(durations)
    if told.latency:
        assert told.latency.quantiles == tuple(durations[int(share * len(durations))] for share in (0.5, 0.9, 0.99))
        for each in told.latency.bins:
            assert each.number == sum(
                each.start <= micros and (each.end is None or micros < each.end) for micros in durations
            )


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _command(record: dict[str, Any]) -> str:
    return str(record["params"]["command"]) if record["params"] else ""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4_000_000), st.integers(1, 9)), min_size=1, max_size=40, unique_by=lambda each: each[0]
    )
)
def test_each_bar_counts_the_minutes_that_it_spans(minutes: list[tuple[int, int]]) -> None:
    rows = [Row(f"{minute:010d}", (count, 0, 0, 0, 0), "") for minute, count in sorted(minutes)]
    told = timeline(lambda: rows)
    assert told is not None
    assert len(told.bars) <= BARS
    for bar in told.bars:
        start = (bar.start - datetime(1, 1, 1)).total_seconds() / 60
        within = sum(count for minute, count in minutes if start <= minute < start + told.width)
        assert within >= bar.counts[0]
    assert sum(bar.counts[0] for bar in told.bars) + told.before + told.after == sum(count for _, count in minutes)


def test_one_wrong_clock_does_not_flatten_the_chart() -> None:
    rows = [
        Row(f"{minute:010d}", (1, 0, 0, 0, 0), "")
        for minute in (5, *range(1_000_000_000, 1_000_001_000), 4_000_000_000)
    ]
    told = timeline(lambda: rows)
    assert told is not None
    assert (told.before, told.after, told.width) == (1, 1, 60)
    assert len(told.bars) > 15


@settings(max_examples=30, deadline=None)
@given(st.lists(records, min_size=1, max_size=10))
def test_no_text_of_a_record_is_markup(of: list[dict[str, Any]]) -> None:
    text, empty = page(of), page([])
    for tag in ("<script", "</script", "<img", "<svg onload", "<!--", "<b>"):
        assert text.count(tag) == empty.count(tag), tag
    assert {each for each in text if not each.isprintable()} <= {"\n"}
    text.encode("utf-8")
    assert len(data(text)["rows"]) == min(10, len(of))


def test_the_policy_of_the_page_lets_in_its_own_script_and_style_alone() -> None:
    text = page([])
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", rules["script-src"])
    assert not re.findall(r"\b(?:src|href)=(?![\"']?#)", text), "something is loaded"
    assert not re.findall(r"<[^>]+ (?:style|on\w+)=", text.partition("</style>")[2].partition("<script>")[0])


def test_the_table_holds_the_newest_records_and_the_page_says_so() -> None:
    of = [{"effect": "allow", "id": f"r{number}"} for number in range(25)]
    text = page(of)
    assert [row[COLUMNS.index("id")] for row in data(text)["rows"]] == [f"r{number}" for number in range(10)]
    assert "The table holds the newest 10 of 25 records; every figure above counts all of them" in text


def test_statements_stand_with_their_place_and_those_that_decided_nothing_are_named() -> None:
    about = About([], {"NoRm": "<base>.yaml:3"}, [(f"S{number}", "own.yaml:7") for number in range(300)])
    text = "".join(pieces(figures([{"effect": "deny", "sid": "NoRm"}]), about))
    assert re.search(r"<bdi>NoRm</bdi></th><td[^>]*>&lt;base&gt;.yaml:3</td>", text)
    assert "<bdi>S0</bdi>" in text
    assert "and 100 more" in text


def test_long_records_fill_the_table_up_to_a_size_and_no_older_one_slips_in() -> None:
    entries = Entries(10, size=1_000)
    for length in (300, 300, 1):
        entries.add({"effect": "allow", "reason": "x" * length})
    assert len(list(entries)) == 1


def test_what_is_nested_too_deeply_to_show_does_not_stop_the_report() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    [row] = data(page([{"effect": "deny", "action": deep, "sid": deep, "params": {"x": deep}}]))["rows"]
    assert [row[COLUMNS.index(name)] for name in ("action", "by", "request", "params")] == [TOO_DEEP] * 4


# -- the command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(application(), ["audit", "report", *arguments])


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a few decisions; the test runs in an empty directory."""
    with AuditStore(tmp_path / "audit.db") as store:
        for number, effect in enumerate(("deny", "deny", "allow", "review")):
            fields = {
                "id": f"r{number}",
                "effect": effect,
                "action": "bash.execute",
                "params": {"command": f"do {number}"},
            }
            store.append(
                {**fields, "sid": f"S{number}", "session": "s", "time": f"2026-01-0{number + 1}T00:00:00.000000Z"}
            )
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "audit.db"


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ((), "r3 r2 r1 r0"),
        (("--effect", "block"), "r1 r0"),
        (("--sid", "S2"), "r2"),
        (("--action", "web.*"), ""),
        (("--since", "2026-01-03"), "r3 r2"),
        (("--until", "2026-01-01"), "r0"),
        (("--grep", "DO 1"), "r1"),
        (("--session", "s", "--records", "1"), "r3"),
    ],
)
def test_the_report_is_of_what_the_filters_let_through(db: Path, filters: tuple[str, ...], ids: str) -> None:
    done = run("--db", str(db), *filters)
    assert done.exit_code == 0, done.output
    text = Path("report.html").read_text("utf-8")
    assert [row[COLUMNS.index("id")] for row in data(text)["rows"]] == ids.split()


def test_a_report_is_for_its_owner_alone_even_where_it_replaces_one_that_was_not(db: Path) -> None:
    for _ in range(2):
        assert run("--db", str(db)).exit_code == 0
        assert Path("report.html").stat().st_mode & 0o777 == 0o600
        Path("report.html").chmod(0o644)
    assert [each.name for each in Path().iterdir()] == ["report.html"]


def test_what_is_no_report_is_left_alone_unless_forced(db: Path) -> None:
    Path("notes.html").write_text("<!doctype html>mine", "utf-8")
    done = run("--db", str(db), "-o", "notes.html")
    assert isinstance(done.exception, AuditError)
    assert "notes.html is no report" in done.exception.message
    assert Path("notes.html").read_text("utf-8") == "<!doctype html>mine"
    assert run("--db", str(db), "-o", "notes.html", "--force").exit_code == 0
    assert "agsec audit report" in Path("notes.html").read_text("utf-8")


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_nothing_is_written_through_a_link(db: Path, force: list[str]) -> None:
    Path("report.html").symlink_to("elsewhere")
    assert isinstance(run("--db", str(db), *force).exception, AuditError)
    assert not Path("elsewhere").exists()


def test_the_report_says_whether_the_log_is_still_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        append("log.jsonl", {"id": f"r{number}", "effect": "deny", "time": "2026-01-01T00:00:00.000000Z"})
    assert run("--log", "log.jsonl", "--effect", "allow").exit_code == 0
    assert re.search(r"<dd>intact: 3 lines, head [0-9a-f]{32}</dd>", Path("report.html").read_text("utf-8"))
    lines = Path("log.jsonl").read_text("utf-8").splitlines(keepends=True)
    Path("log.jsonl").write_text("".join([lines[0], lines[2]]), "utf-8")
    assert run("--log", "log.jsonl").exit_code == 0
    assert re.search(r"The log is not intact: \d findings in 2 lines", Path("report.html").read_text("utf-8"))


def test_a_report_goes_to_standard_output_whole(db: Path) -> None:
    done = run("--db", str(db), "-o", "-")
    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.endswith("</html>\n")
    assert not list(Path().iterdir())


def test_programs_are_told_what_was_written(db: Path) -> None:
    done = run("--db", str(db), "--records", "2", "--output-format", "json")
    assert json.loads(done.stdout) == {"version": 1, "path": "report.html", "records": 4, "listed": 2}
