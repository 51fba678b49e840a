"""The page of the commands is the one that is written from them, and leaves nothing out."""

from __future__ import annotations

import re
from enum import Enum
from typing import Annotated

import pytest
import typer

from .cli_reference import PAGE, page, reference
from .test_readme import helped

TEXT = PAGE.read_text("utf-8")
SECTIONS = dict(re.findall(r"^## `(agsec[^`]*)`\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def test_the_page_is_the_one_that_the_commands_write() -> None:
    assert page() == TEXT, "run `python -m tests.cli_reference`"


@pytest.mark.parametrize("command", ["agsec", *SECTIONS])
def test_the_page_has_every_command_and_option_of_the_help(command: str) -> None:
    text = SECTIONS.get(command, TEXT.partition("## `agsec")[0])
    listed = helped(*command.split()[1:]).partition(" Options ")[
        2
    ]  # What stands above are examples, of commands below this one too.
    options = set(re.findall(r"(?<!\S)--[a-z-]+", listed)) - {"--help", "--show-completion"}
    assert {option for option in options if f"`{option}`" not in text} == set()
    below = re.findall(r"^│ ([a-z][a-z-]*) ", listed, re.MULTILINE)
    assert {f"{command} {name}" for name in below} <= set(SECTIONS)


class Speed(str, Enum):
    slow = "slow"
    fast = "fast"


@pytest.fixture
def app() -> typer.Typer:
    """Commands of every kind, in two levels."""
    made, rules = typer.Typer(name="tool", help="A tool."), typer.Typer(help="Rules.", invoke_without_command=True)

    @rules.callback()
    def _all(count: Annotated[int, typer.Option("-n", help="How many | which.")] = 3) -> None: ...

    @rules.command()
    def add(
        names: Annotated[list[str], typer.Argument(help="Names.")],
        speed: Annotated[Speed | None, typer.Option(envvar=["TOOL_SPEED", "SPEED"], help="How fast.")] = None,
        strict: Annotated[bool, typer.Option("--strict/--lax", help="How strict.")] = True,
        secret: Annotated[str, typer.Option(hidden=True)] = "",
    ) -> None:
        """Add rules. At once.

        More of it.

        Examples: `tool rule add a`, `tool rule add b --speed fast`
        """

    @made.command(hidden=True)
    def hidden() -> None: ...

    made.add_typer(rules, name="rule", rich_help_panel="Write")
    return made


def test_commands_below_commands_are_written_too(app: typer.Typer) -> None:
    _, _, text = reference(typer.main.get_command(app)).partition("| Write | |\n")
    assert (
        text
        == """\
|---|---|
| [`tool rule`](#tool-rule) | Rules |
| [`tool rule add`](#tool-rule-add) | Add rules |

## Options of every command

`-q`, `-v` and `--color` may stand before the command or behind it.


## `tool rule`

Rules.

```text
tool rule [OPTIONS] [COMMAND]
```

| parameter | meaning | default | variable |
|---|---|---|---|
| `-n` NUMBER | How many \\| which. | `3` |  |

## `tool rule add`

Add rules. At once.

More of it.

```text
tool rule add [OPTIONS] NAMES...
```

| parameter | meaning | default | variable |
|---|---|---|---|
| `NAMES` | Names. | required |  |
| `--speed` SPEED | How fast. One of `slow`, `fast`. |  | `TOOL_SPEED`, `SPEED` |
| `--strict`, `--lax` | How strict. | `True` |  |

```bash
tool rule add a
tool rule add b --speed fast
```
"""
    )
