"""Growth on two logarithmic axes as SVG that reads on light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 36, 46  # margins
COLORS = ("#3b82f6", "#e8590c", "#2f9e44", "#9c36b5", "#c2255c")
STYLE = (
    "text{font:12px sans-serif;fill:#495057}.grid{stroke:#adb5bd;stroke-opacity:.35}"
    "@media(prefers-color-scheme:dark){text{fill:#ced4da}}"
)

Points = Sequence[tuple[float, float]]  # both above 0


def growth(title: str, unit: str, lines: Mapping[str, Points]) -> str:
    """The lines by name, over numbers of statements. Raises ``ValueError`` if there is no point."""
    points = [point for line in lines.values() for point in line]
    if not points:
        raise ValueError(f"nothing to draw: {title}")
    across = _Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    drawn = [_line(number, name, line, across, up) for number, (name, line) in enumerate(lines.items()) if line]
    heads = _text(LEFT, 20, f"{title}, {unit}") + _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "statements", "middle")
    grid = "".join(_vertical(x, across.at(x)) for x in across.ticks) + "".join(
        _horizontal(y, up.at(y)) for y in up.ticks
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
    return f"{head}\n<style>{STYLE}</style>\n{heads}{grid}{''.join(drawn)}</svg>\n"


class _Axis:
    """Where a value is drawn: whole powers of ten from one end to the other."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._start, self._end = start, end

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        part = (log10(value) - self._low) / (self._high - self._low)
        return self._start + part * (self._end - self._start)


def _line(number: int, name: str, points: Points, across: _Axis, up: _Axis) -> str:
    color = COLORS[number % len(COLORS)]
    places = [(across.at(x), up.at(y)) for x, y in sorted(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in places)
    key = TOP + 18 * number + 8
    mark = f'<circle cx="{WIDTH - RIGHT + 16}" cy="{key - 4}" r="5" fill="{color}"/>'
    label = mark + _text(WIDTH - RIGHT + 28, key, name)
    return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>{dots}{label}\n'


def _vertical(value: float, x: float) -> str:
    line = f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
    return line + _text(x, HEIGHT - BOTTOM + 16, f"{value:,.0f}", "middle") + "\n"


def _horizontal(value: float, y: float) -> str:
    line = f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
    return line + _text(LEFT - 6, y + 4, f"{value:,g}", "end") + "\n"


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
