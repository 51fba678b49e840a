"""The parts of a page that are charts and tables, as HTML; every text in them is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from .aggregate import Breakdown, Figures
from .latency import SHARES, Bin, Latency
from .tally import EFFECTS
from .texts import escaped
from .timeline import DAY, HOUR, Bar, Timeline

HEIGHT = 1_000  # of a chart, in its own units; the page scales it
LISTED = 200  # statements that decided nothing
_GAP = 0.15  # of a bar's width


def effect_word(effect: str) -> str:
    return f'<span class="effect {effect}">{effect}</span>'


def figures(told: Figures) -> str:
    """The headline: each figure with what it is."""
    counts = dict(zip(EFFECTS, told.effects, strict=True))
    rows = [_figure("Decisions", f"{told.total:,}")]
    for effect, title in (("deny", "Denied"), ("review", "Sent to review"), ("allow", "Allowed")):
        rows.append(_figure(title, f"{counts[effect]:,}", share(counts[effect], told.total), effect))
    if counts["unreadable"]:
        rows.append(_figure("Unreadable lines", f"{counts['unreadable']:,}", "", "unreadable"))
    rare = (
        ("Of another effect", counts["other"]),
        ("Undecidable in part", told.undecidable),
        ("Not run as decided", told.overruled),
        ("Actions that failed", told.failed),
        ("Without a time", told.undated),
    )
    rows += [_figure(title, f"{count:,}") for title, count in rare if count]
    rows += [_figure("Statements that decided", f"{told.statements.distinct:,}")]
    rows += [_figure("Sessions", f"{told.sessions:,}"), _figure("Hosts", f"{told.hosts:,}")]
    if told.latency:
        rows += [_figure("Latency, median", duration(told.latency.quantiles[0]))]
        rows += [_figure("Latency, 99th percentile", duration(told.latency.quantiles[-1]))]
    return "".join(rows)


def _figure(title: str, value: str, aside: str = "", kind: str = "") -> str:
    small = f" <small>{aside}</small>" if aside else ""
    return f'<div class="{kind}"><dt>{title}</dt><dd>{value}{small}</dd></div>'


def share(part: int, whole: int) -> str:
    """A percentage that is 0 or 100 only where it is."""
    if part in (0, whole):
        return f"{100 if part else 0}%"
    return f"{min(99.9, max(0.1, 100 * part / whole)):.1f}%"


def duration(micros: int) -> str:
    if micros < 1_000:
        return f"{micros} µs"
    return f"{micros / 1e3:,.1f} ms" if micros < 1_000_000 else f"{micros / 1e6:,.1f} s"


def timeline(told: Timeline | None, undated: int) -> str:
    """Stacked bars, a legend, and the same as a table."""
    if told is None:
        return '<p class="quiet">No decision that tells its time.</p>'
    highest = max(sum(bar.counts) for bar in told.bars)
    used = [place for place in range(len(EFFECTS)) if any(bar.counts[place] for bar in told.bars)]
    bars = "".join(_column(number, bar, highest, told.width) for number, bar in enumerate(told.bars))
    legend = "".join(f"<li>{effect_word(EFFECTS[place])}</li>" for place in used)
    span = _span(told.width)
    about = f"Decisions by effect; a bar is {span}. The highest counts {highest:,}."
    box = f'viewBox="0 0 {len(told.bars)} {HEIGHT}" preserveAspectRatio="none"'
    return (
        f'<figure class="chart">{_axis(f"{highest:,}", f"{span} a bar, UTC")}'
        f'<svg {box} role="img" aria-label="{about}">{bars}</svg>'
        f"{_axis(_moment(told.bars[0].start, told.width), _moment(_end(told.bars[-1], told.width), told.width))}"
        f'<ul class="legend">{legend}</ul></figure>{_outside(told, undated)}{_bars_table(told, used)}'
    )


def _axis(left: str, right: str) -> str:
    return f'<div class="axis"><span>{left}</span><span>{right}</span></div>'


def _column(number: int, bar: Bar, highest: int, width: int) -> str:
    parts, top = [], float(HEIGHT)
    for effect, count in reversed(list(zip(EFFECTS, bar.counts, strict=True))):
        size = HEIGHT * count / highest
        top -= size
        if count:
            parts.append(_rect(effect, number + _GAP / 2, top, 1 - _GAP, size))
    counts = ", ".join(f"{count:,} {effect}" for effect, count in zip(EFFECTS, bar.counts, strict=True) if count)
    return f"<g><title>{_moment(bar.start, width)}: {counts}</title>{''.join(parts)}</g>" if parts else ""


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.3f}" y="{y:.3f}" width="{width:.3f}" height="{height:.3f}"/>'


def _span(minutes: int) -> str:
    for size, noun in ((7 * DAY, "week"), (DAY, "day"), (HOUR, "hour"), (1, "minute")):
        if minutes % size == 0:
            number = minutes // size
            return f"{number} {noun}{'' if number == 1 else 's'}"
    raise ValueError(minutes)


def _end(bar: Bar, width: int) -> datetime:
    try:
        return bar.start + timedelta(minutes=width)
    except OverflowError:
        return datetime.max


def _moment(when: datetime, width: int) -> str:
    return when.isoformat(" ", "minutes") if width < DAY else when.date().isoformat()


def _outside(told: Timeline, undated: int) -> str:
    counts = ((told.before, "dated before"), (told.after, "dated after"), (undated, "without a time"))
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return f'<p class="warning">Not in the chart: {said}.</p>' if said else ""


def _bars_table(told: Timeline, used: Sequence[int]) -> str:
    heads = "".join(f'<th scope="col" class="number">{EFFECTS[place]}</th>' for place in used)
    rows = "".join(
        f'<tr><th scope="row">{_moment(bar.start, told.width)}</th>'
        + "".join(f'<td class="number">{bar.counts[place]:,}</td>' for place in used)
        + "</tr>"
        for bar in told.bars
        if any(bar.counts)
    )
    table = f'<table><thead><tr><th scope="col">From (UTC)</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<details class="figures-table"><summary>The same as figures</summary>{table}</details>'


def breakdown(told: Breakdown, noun: str, places: Mapping[str, str] | None = None) -> str:
    """The most frequent keys, each with its counts by effect; ``places`` tells where a statement stands."""
    if not told.rows:
        return '<p class="quiet">None.</p>'
    used = [place for place in range(len(EFFECTS)) if any(row.counts[place] for row in told.rows)]
    columns = [noun.capitalize(), *(["Stands at"] if places is not None else []), "", "All"]
    heads = _heads([*columns, *(EFFECTS[place] for place in used)], len(columns) - 1)
    highest = max(row.total for row in told.rows)
    rows = []
    for row in told.rows:
        where = "" if places is None else _cell(escaped(places.get(row.key, "")), "Stands at", "mono")
        numbers = "".join(_number(EFFECTS[place], row.counts[place]) for place in used)
        cells = [
            _row_head(row.key),
            where,
            _cell(_bar(row.counts, highest), kind="bar"),
            _number("All", row.total),
            numbers,
        ]
        rows.append("".join(cells))
    return _table(heads, rows) + _rest(told, noun, "decision")


def _bar(counts: Sequence[int], highest: int) -> str:
    parts, at = [], 0.0
    for effect, count in zip(EFFECTS, counts, strict=True):
        if count:
            parts.append(_rect(effect, at, 0, HEIGHT * count / highest, 1))
        at += HEIGHT * count / highest
    return f'<svg viewBox="0 0 {HEIGHT} 1" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def denied(told: Breakdown) -> str:
    """The requests that were denied most often."""
    if not told.rows:
        return '<p class="quiet">Nothing was denied.</p>'
    rows = []
    for row in told.rows:
        action, text, sid, last = json.loads(row.about)
        cells = [_row_head(text or "(nothing)", "mono"), _number("Times", row.total)]
        cells += [_cell(f"<bdi>{escaped(action)}</bdi>", "Action", "name")]
        cells += [_cell(f"<bdi>{escaped(sid)}</bdi>", "Statement", "name")]
        rows.append("".join([*cells, _cell(escaped(last[:19].replace("T", " ")), "Last (UTC)", "time")]))
    heads = _heads(["Request", "Times", "Action", "Statement", "Last (UTC)"], 1, 1)
    return _table(heads, rows) + _rest(told, "request", "denial")


def unused(statements: Sequence[tuple[str, str]]) -> str:
    """The statements that never decided anything, each with its place."""
    if not statements:
        return ""
    items = "".join(
        f'<li><bdi>{escaped(sid)}</bdi> <span class="mono">{escaped(at)}</span></li>' for sid, at in statements[:LISTED]
    )
    if len(statements) > LISTED:
        items += f"<li>and {len(statements) - LISTED:,} more: <code>agsec audit --stats</code> names them</li>"
    title = f"{len(statements):,} of the statements that guard this directory decided none of these"
    return f"<details><summary>{title}</summary><ul>{items}</ul></details>"


def latency(told: Latency | None, total: int) -> str:
    """Quantiles and the histogram."""
    if told is None:
        return '<p class="quiet">No decision tells how long it took.</p>'
    names = [f"p{round(100 * each)} {duration(micros)}" for each, micros in zip(SHARES, told.quantiles, strict=True)]
    highest = max(each.number for each in told.bins)
    rows = [
        _row_head(_range(each))
        + _cell(_plain_bar(each.number, highest), kind="bar")
        + _number("Decisions", each.number)
        + _cell(share(each.number, told.timed), "Share", "number")
        for each in told.bins
    ]
    untold = f"; {total - told.timed:,} more do not tell" if total > told.timed else ""
    text = f"{', '.join(names)}, longest {duration(told.longest)}, of {told.timed:,} decisions{untold}."
    note = "The time to decide; the start of the hook's process comes on top."
    return f"<p>{text} {note}</p>" + _table(_heads(["Took", "", "Decisions", "Share"], 2), rows)


def _plain_bar(count: int, highest: int) -> str:
    rect = _rect("plain", 0, 0, HEIGHT * count / highest, 1)
    return f'<svg viewBox="0 0 {HEIGHT} 1" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'


def _range(told: Bin) -> str:
    return f"{duration(told.start)} and more" if told.end is None else f"{duration(told.start)} to {duration(told.end)}"


def _heads(names: Sequence[str], first: int, last: int | None = None) -> str:
    """Column headings; from ``first`` to ``last`` they are of numbers."""
    until = len(names) - 1 if last is None else last
    heads = []
    for place, name in enumerate(names):
        kind = ' class="number"' if first <= place <= until else ""
        text = escaped(name) or '<span class="skip">Bar</span>'
        heads.append(f'<th scope="col" role="columnheader"{kind}>{text}</th>')
    return "".join(heads)


def _row_head(text: str, kind: str = "") -> str:
    return f'<th scope="row" role="rowheader" class="{kind}"><bdi>{escaped(text)}</bdi></th>'


def _cell(content: str, name: str = "", kind: str = "") -> str:
    """``content`` is HTML; ``name`` stands before it where the table is shown as cards."""
    named = f' data-name="{name}"' if name else ""
    return f'<td role="cell" class="{kind}"{named}>{content}</td>'


def _number(name: str, count: int) -> str:
    return _cell(f"{count:,}", name, "number")


def _table(heads: str, rows: Iterable[str]) -> str:
    body = "".join(f'<tr role="row">{row}</tr>' for row in rows)
    head = f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
    return f'<table class="cards" role="table">{head}<tbody role="rowgroup">{body}</tbody></table>'


def _rest(told: Breakdown, noun: str, what: str) -> str:
    more = told.distinct - len(told.rows)
    if not more:
        return ""
    nouns, whats = noun if more == 1 else f"{noun}s", what if told.rest == 1 else f"{what}s"
    return f'<p class="quiet">And {more:,} more {nouns}, with {told.rest:,} {whats}.</p>'
