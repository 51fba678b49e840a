"""Hints: a condition about facts stays packed where none of the texts that it needs stands in them.

That they change no decision is among the properties of ``test_facts``, whose generated sets have them.
"""

from __future__ import annotations

from typing import Any

import pytest

from agsec_compiler import Source, compile_sources
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
from agsec_runtime.pages import BundleError


def deny(conditions: str) -> Bundle:
    text = f"default: allow\nstatements: [{{sid: A, effect: deny, actions: bash.execute, conditions: {conditions}}}]"
    return load(compile_sources([Source("a.yaml", text)]).bundle or b"")


def asked(bundle: Bundle, command: str, platform: str = "linux") -> str:
    return decide(bundle, Request("bash.execute", {"command": command}, {}, platform=platform)).effect


@pytest.mark.parametrize(
    ("conditions", "far", "near"),
    [
        ("{shell.commands: {op: regex, value: 'rm -r+f'}}", "ls -la", "echo rm -rrx"),
        ("{shell.commands: {op: regex, value: '(?i)DROP +TABLE'}}", "ls -la", "echo Drop a Table"),
        ("{shell.programs: {op: in, value: [rm, shred]}}", "ls rm", "rmdir x"),
        ("{files.reads: {op: glob, value: '/srv/*.key'}}", "cat /etc/a.key", "cat /srv/a.keys"),
        ("{files.reads: {op: starts_with, value: /srv/}, shell.programs: cat}", "cat /etc/x", "head /srv/x"),
        ("{shell.commands: {op: contains, value: [--force, --mirror]}, shell.git: {op: ==, value: x}}", "git log", ""),
    ],
)
def test_a_condition_stays_packed_where_its_texts_do_not_stand_in_the_facts(
    conditions: str, far: str, near: str
) -> None:
    bundle = deny(conditions)
    for command, kind in ((far, bytes), (near, list)):
        if command:
            assert asked(bundle, command) == "allow"
            assert isinstance(bundle.candidates("bash.execute")[abi.DENY][0][2], kind), command


@pytest.mark.parametrize(
    "command", ["cat /srv/[ab].key", "cat '/srv/a.key'", 'cat /srv/"$x"; cat /srv/a.key', "cat /srv/?.key"]
)
def test_texts_say_nothing_about_what_a_shell_glob_stands_for(command: str) -> None:
    bundle = deny("{files.reads: {op: glob, value: /srv/a.key}}")
    assert asked(bundle, command) == "deny"


@pytest.mark.parametrize("hints", [[[0]], [[0, len(abi.LISTED), 0, "x"]], [[0, 9, 0, 5]], "x", [None]])
def test_forged_hints_are_refused(hints: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agsec_compiler.emit.hints", lambda condition, needed: hints)
    bundle = deny("{shell.programs: {op: ==, value: ls}}")
    with pytest.raises(BundleError):
        asked(bundle, "ls")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_texts_are_taken_without_case_where_the_condition_takes_paths_so(platform: str) -> None:
    bundle = deny("{files.reads: {op: glob, value: /srv/A.key}}")
    assert asked(bundle, "cat /srv/a.KEY", platform) == "deny"
