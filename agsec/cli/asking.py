"""The questions of `agsec policy add`: on standard error, the narrowest pattern first, each answer checked at once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TypeVar

import typer

from agsec_compiler.diagnostics import visible

from ..editing.choices import choices
from ..editing.conditions import parse_condition
from ..editing.drafts import Draft, action_names, proposed_sid
from ..editing.policyset import refuse_unsound
from ..exceptions import AgsecError, RejectedStatementError
from .output import say
from .recalled import Recalled

EFFECTS = ("deny", "review", "allow")
Answer = TypeVar("Answer")


def may_ask(no_input: bool) -> bool:
    """Whether somebody sits at a terminal and may be asked."""
    return not no_input and sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    with _interruptible():
        return typer.confirm(question, default=False, err=True)


def asked(draft: Draft, taken: Collection[str], recalled: Recalled | None = None) -> Draft:
    """``draft`` with what it lacks asked for: an empty effect, no actions, no conditions, and so on.

    ``recalled`` is the decision that it is about, if it is about one.
    """
    proposed = recalled.proposed_effect if recalled else "deny"
    if recalled:
        recalled.show()
    with _interruptible():
        draft = draft if draft.effect else _sound("effect: deny, review or allow", proposed, _effect(draft))
        draft = draft if draft.actions else _sound("action, e.g. bash.execute or payment.*", None, _action(draft))
        if not draft.conditions:
            draft = _told_apart(draft, recalled.offered(draft)) if recalled else _narrowed(draft)
        if draft.reason is None:
            draft = replace(draft, reason=_text("reason, shown to the agent (may be empty)"))
        if draft.suggestion is None and draft.effect != "allow":
            draft = replace(draft, suggestion=_text("suggestion, what to do instead (may be empty)"))
        return draft if draft.sid else _sound("sid", proposed_sid(draft, taken), _sid(draft, taken))


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except (typer.Abort, KeyboardInterrupt):
        say("\nnothing was written")
        raise typer.Exit(130) from None


def _text(question: str) -> str | None:
    answer: str = typer.prompt(question, default="", show_default=False, err=True)
    return answer.strip() or None


def _sound(question: str, default: str | None, build: Callable[[str], Draft]) -> Draft:
    """Ask until the answer makes a statement without errors, whatever is still missing."""

    def checked(answer: str) -> Draft:
        draft = build(answer)
        refuse_unsound(replace(draft, effect=draft.effect or "deny", actions=draft.actions or ("*",)))
        return draft

    return _until(question, default, checked)


def _until(question: str, default: str | None, build: Callable[[str], Answer]) -> Answer:
    """Ask until ``build`` takes the answer."""
    while True:
        answer: str = typer.prompt(question, default=default, err=True)
        try:
            return build(answer.strip())
        except RejectedStatementError as error:
            say("\n".join(each.message + (f"; {each.help}" if each.help else "") for each in error.diagnostics))
        except AgsecError as error:
            say(error.message + (f"; {error.help}" if error.help else ""))


def _effect(draft: Draft) -> Callable[[str], Draft]:
    def build(answer: str) -> Draft:
        found = [each for each in EFFECTS if answer and each.startswith(answer.lower())]
        if not found:
            raise AgsecError(f"`{answer}` is no effect", f"one of {', '.join(EFFECTS)}")
        return replace(draft, effect=found[0])

    return build


def _action(draft: Draft) -> Callable[[str], Draft]:
    def build(answer: str) -> Draft:
        if not answer:
            raise AgsecError("a statement is about at least one action")
        return replace(draft, actions=action_names(answer))

    return build


def _sid(draft: Draft, taken: Collection[str]) -> Callable[[str], Draft]:
    def build(answer: str) -> Draft:
        if answer in taken:
            raise AgsecError(f"the sid `{answer}` is taken")
        return replace(draft, sid=answer)

    return build


def _told_apart(draft: Draft, offered: list[Draft]) -> Draft:
    """One of several drafts about the same request."""
    picked = _picked([" and ".join(map(str, each.conditions)) or "whatever its params are" for each in offered])
    if picked < len(offered):
        return offered[picked]
    return _own_condition(draft) if picked == len(offered) else draft


def _narrowed(draft: Draft) -> Draft:
    known = choices(draft.actions)
    if not known:
        return _own_condition(draft)
    picked = _picked([each.label for each in known])
    if picked >= len(known):
        return _own_condition(draft) if picked == len(known) else draft
    choice = known[picked]

    def build(answer: str) -> Draft:
        if not answer:
            raise AgsecError("an empty text would match everything, or nothing")
        return replace(draft, conditions=(choice.build(draft.effect, answer),))

    return _sound(choice.question, None, build)


def _picked(labels: list[str]) -> int:
    """The place of what was picked; behind the labels stand a condition of one's own, and none."""
    say("which of them? the narrowest first:")
    for number, label in enumerate([*labels, "a condition of your own", "all"], 1):
        say(f"  {number}  {visible(label)}")
    return _until("number", "1", _number(len(labels) + 2)) - 1


def _number(high: int) -> Callable[[str], int]:
    def number(answer: str) -> int:
        if not (answer.isascii() and answer.isdigit() and 1 <= int(answer) <= high):
            raise AgsecError(f"a number from 1 to {high}")
        return int(answer)

    return number


def _own_condition(draft: Draft) -> Draft:
    def build(answer: str) -> Draft:
        return replace(draft, conditions=(parse_condition(answer),)) if answer else draft

    return _sound("condition, FIELD OP VALUE, e.g. params.amount > 10000 (empty for none)", "", build)
