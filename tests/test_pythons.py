"""The runtime and the hook on every Python from 3.10 on that this machine has."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from agsec_runtime import abi, program

from .conftest import Maker, run

ROOT = Path(__file__).parent.parent
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


@cache
def interpreter(version: str) -> str | None:
    """A real interpreter of this version: on the path, or among pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *map(str, pyenv.glob(f"{version}.*/bin/python{version}"))]
    if version == "{}.{}".format(*sys.version_info):
        found.insert(0, os.path.realpath(sys.executable))
    return next((each for each in found if each and _is(each, version)), None)


def _is(python: str, version: str) -> bool:
    done = subprocess.run([python, "-I", "-S", "-V"], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.startswith(f"Python {version}.")


@pytest.fixture(params=VERSIONS)
def python(request: pytest.FixtureRequest) -> str:
    found = interpreter(request.param)
    if found is None:
        pytest.skip(f"not run: there is no Python {request.param} on this machine")
    return found


POLICIES = """\
statements:
  - sid: Large
    effect: deny
    actions: ["payment.*", "*.delete"]
    conditions:
      params.amount: [{op: ">", value: 10000}, {op: "<", value: 1.5e9}]
      params.recipients.*.country: {op: not_in, value: [DE, FR]}
    match: any
  - sid: NoRm
    effect: deny
    actions: [bash.execute]
    conditions:
      params.command: [{op: contains, value: rm}, {op: regex, value: '^rm '}]
  - sid: Secrets
    effect: deny
    actions: [file.*]
    conditions:
      params.file_path: {op: glob, value: ["**/.env*", "/etc/**"]}
  - {sid: AskFetch, effect: review, actions: [web.fetch], conditions: {params.url: {op: starts_with, value: "https://"}}}
  - {sid: Allow, effect: allow, actions: [bash.execute, "file.*", payment.charge]}
"""
REQUESTS = [
    ["payment.charge", {"amount": 5, "recipients": [{"country": "DE"}]}],
    ["payment.charge", {"amount": 20000, "recipients": [{"country": "DE"}]}],
    ["payment.charge", {"amount": "20000", "recipients": [{"country": "DE"}]}],
    ["payment.charge", {"amount": 5, "recipients": [{}]}],
    ["user.delete", {"amount": True}],
    ["bash.execute", {"command": "ls"}],
    ["bash.execute", {"command": "rm x"}],
    ["file.write", {"file_path": "/home/x/.env.local"}],
    ["file.write", {"file_path": "/home/x/env"}],
    ["web.fetch", {"url": "https://example.com/"}],
    ["mcp.mail.send", {}],
]
DECIDE = """\
import json, sys
sys.path[:0] = [sys.argv[1]]
from agsec_runtime.bundle import load, open_bundle
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
requests = json.loads(sys.argv[3])
for bundle in (open_bundle(sys.argv[2]), load(open(sys.argv[2], "rb").read())):
    decisions = [decide(bundle, Request(action, params, {})) for action, params in requests]
    print(json.dumps([[d.effect, d.sid, d.matched_by, [list(u) for u in d.undecidable]] for d in decisions]))
"""


def test_the_runtime_decides_the_same_everywhere(make: Maker, python: str) -> None:
    bundle = str(make(POLICIES).directory / "bundle.agp")
    outputs = {}
    for each in (python, os.path.realpath(sys.executable)):
        command = [each, "-I", "-S", "-W", "ignore", "-c", DECIDE, str(ROOT / "runtime"), bundle, json.dumps(REQUESTS)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        outputs[each] = done.stdout.splitlines()
    assert len({line for lines in outputs.values() for line in lines}) == 1
    effects = [effect for effect, *_ in json.loads(outputs[python][0])]
    assert effects == ["allow", "deny", "deny", "deny", "deny", "allow", "deny", "deny", "allow", "review", "deny"]


def test_the_hook_blocks_and_lets_pass_everywhere(make: Maker, python: str) -> None:
    guard = make(POLICIES)
    script = ROOT / "runtime" / "agsec_runtime" / "program.py"
    subprocess.run([python, "-I", "-S", str(script), str(guard.directory / "hook.pyc")], check=True)
    command = guard.command.replace(os.path.realpath(sys.executable), python)
    assert re.search(rf"(^|/){re.escape(Path(python).name)}", command)
    for tool, params, verdict in (
        ("Bash", {"command": "ls"}, "silent"),
        ("Write", {"file_path": "/home/x/.env", "content": "x"}, "blocked"),
        ("WebFetch", {"url": "https://example.com/", "prompt": "x"}, "ask"),
        ("mcp__mail__send", {}, "blocked"),
    ):
        answer = run(command, json.dumps(guard.event(tool, **params)).encode())
        assert answer.verdict == verdict, answer
    assert "could not be checked" in run(command, b"{").err
    assert [record["effect"] for record in guard.records()][-5:] == ["allow", "deny", "review", "deny", "deny"]


@pytest.mark.parametrize("place", ["/nowhere/gone.so", os.devnull, __file__, "pipe"])
def test_a_hook_whose_shared_libraries_have_gone_finds_them_as_python_does(
    make: Maker, tmp_path: Path, place: str
) -> None:
    if place == "pipe":
        place = str(tmp_path / "pipe")  # Who opens it waits for somebody to write.
        os.mkfifo(place)
    guard = make(POLICIES)
    with patch("agsec_runtime.program._extensions", lambda modules: dict.fromkeys(["_blake2", "_json"], place)):
        raw = program.build(program.sources())
    assert place.encode() in raw
    (guard.directory / "hook.pyc").write_bytes(raw)
    assert guard.call("Bash", command="ls").verdict == "silent"
    assert guard.call("Write", file_path="/home/x/.env", content="x").verdict == "blocked"


def test_a_bundle_of_another_format_is_refused_by_its_version(make: Maker) -> None:
    guard = make(POLICIES)
    bundle = guard.directory / "bundle.agp"
    raw = bundle.read_bytes()
    for version, word in ((abi.VERSION + 1, "a newer agsec"), (0, "an older agsec")):
        bundle.write_bytes(raw[:8] + version.to_bytes(2, "little") + raw[10:])
        assert word in guard.call("Bash", command="ls").err
