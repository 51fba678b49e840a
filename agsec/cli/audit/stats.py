"""Sum up what was decided, and name the statements that never decided anything."""

from __future__ import annotations

from dataclasses import asdict

from rich.text import Text

from agsec_compiler.diagnostics import visible

from ...audit import AuditStore, Filter
from ...audit.summary import Stats
from ..options import Plain
from ..output import counted, effect_text, show, show_json
from .installed import Place, statements
from .source import Source


def show_stats(source: Source, wanted: Filter, output_format: Plain) -> None:
    if source.is_empty():
        with AuditStore() as nothing:
            stats = nothing.stats(wanted)
    else:
        with source.opened() as store:
            stats = store.stats(wanted)
    unused = [place for place in statements() if place.sid not in stats.sids] if source.is_machine else []
    if output_format is Plain.json:
        show_json({**asdict(stats), "unmatched": [place._asdict() for place in unused]})
    else:
        _show(stats, unused)


def _show(stats: Stats, unused: list[Place]) -> None:
    timed = stats.p50_us is not None
    show(counted(stats.total, "decision") + (f", p50 {stats.p50_us:,} us, p99 {stats.p99_us:,} us" if timed else ""))
    for title, counts in (("by effect", stats.effects), ("by statement", stats.sids), ("by day", stats.days)):
        show(f"\n{title}")
        for name, count in counts.items():
            show(Text(f"  {count:>8,}  ") + effect_text(visible(name)))
    if unused:
        show(f"\nnever matched: {counted(len(unused), 'statement')} of the policies that guard this directory")
        for place in unused:
            show(f"  {place.sid}, " + (f"{place.file}:{place.line}" if place.file else "implied"))
