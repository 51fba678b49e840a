"""Writes docs/rules.md from the codes: `python -m tests.rules_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agsec.files import write_atomically
from agsec_compiler.codes import CLASSES, CODES, Code, Files

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
LINES = 20  # of an example

HEAD = """\
# Rules

This page is written by `python -m tests.rules_page` from the codes themselves. `agsec rule CODE` shows the same.

`agsec validate` finds what breaks these rules. An error keeps the policies from being compiled; a warning does not,
unless `--fail-level warning` says so. `--select` and `--ignore` choose among warnings by their codes, or by how these
begin.

A comment says that a finding is known:

```yaml
statements:
  - sid: Sandbox
    effect: allow
    actions: ["*"]  # agsec: ignore[AGS302] nothing of value is in there
```

Behind something it counts for its line; on a line of its own for the next line that holds something, and for the whole
statement if that begins there. A finding about two statements is ignored at either of them. All warnings can be ignored,
and those errors of which the author may know more than agsec: what params a host sends. A comment that has nothing
left to ignore is a finding itself.

Findings about whole statements (AGS214, AGS216, AGS306 to AGS312) come from comparing conditions as sets of values: numbers,
texts, lists and what is missing are told apart, and patterns are compared by their automata. What is reported is so;
where it cannot be told (a pattern that needs an engine, facts in different words, values within lists) nothing is said. A statement is
compared with all others of an effect that test the same field, where these are at most 256; among more with fewer, and at
least with 32, so that the time grows with the number of statements; of more than 20,000 statements only the first ones are looked at this closely. It takes
about half a millisecond for a statement where statements are spread over actions, and up to five where thousands of
patterns are about one field of one action. Most of these findings carry a witness, a request that shows it, which the evaluator has confirmed; where
none could be made, as for many facts of commands, there is none.

`--fix` mends what can be mended without changing a decision: the statements before and after are compared, comments stay,
and a file with errors is left alone. `--diff` shows what it would change.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_contents(), *(_section(each) for each in CODES.values())])


def _contents() -> Iterator[str]:
    yield "| code | severity | finds |\n|---|---|---|"
    for kind in CLASSES:
        for each in CODES.values():
            if each.kind == kind:
                yield f"| [{each.code}](#{each.code.lower()}) | {each.severity} | {each.name} |"
    yield ""


def _section(code: Code) -> str:
    can = "can be ignored" if code.waivable else "cannot be ignored"
    parts = [
        f"## {code.code}\n\n{code.name[0].upper()}{code.name[1:]}: {code.severity}, {code.kind}, {can}.\n\n{code.why}\n"
    ]
    parts += [f"{title}:\n\n{_example(files)}" for title, files in (("Bad", code.bad), ("Better", code.good))]
    return "\n".join(parts)


def _example(files: Files) -> str:
    return "\n".join(_file(name, content) for name, content in files.items())


def _file(name: str, content: str | bytes) -> str:
    text = content if isinstance(content, str) else content.decode("utf-8", "backslashreplace")
    lines = [line[:100].replace("\t", "\\t") for line in text.splitlines()]
    shown = [*lines[:LINES], *(["..."] if len(lines) > LINES else [])]
    return "\n".join([f"`{name}`", "", "```text", *shown, "```", ""])


if __name__ == "__main__":
    write_atomically(PAGE, page().encode(), 0o644)
