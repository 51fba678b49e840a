"""Whatever goes wrong, the call is blocked. Each case runs the real command line."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from agsec_runtime import program

from .conftest import HOSTS, POLICIES, Answer, Guard, Maker, run


@pytest.fixture(params=HOSTS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Every test here holds for every host, each judged by its own rules."""
    return Maker(tmp_path.resolve(), host=request.param)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no bundle": lambda bundle: bundle.unlink(),
    "an empty bundle": lambda bundle: bundle.write_bytes(b""),
    "a truncated bundle": lambda bundle: bundle.write_bytes(bundle.read_bytes()[:-1]),
    "a flipped byte in the data": lambda bundle: _flip(bundle, -1),
    "a flipped byte in the header": lambda bundle: _flip(bundle, 12),
    "a foreign file": lambda bundle: bundle.write_bytes(b"PK\x03\x04" + bytes(500)),
    "a newer bundle": lambda bundle: bundle.write_bytes(b"agsec\x00\xa9\n\xff\x00" + bundle.read_bytes()[10:]),
    "a directory in its place": lambda bundle: bundle.rename(bundle.with_name("moved")).with_name("bundle.agp").mkdir(),
}


def _flip(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_bundle_that_cannot_be_trusted_blocks_and_says_why(guard: Guard, name: str) -> None:
    DAMAGE[name](guard.directory / "bundle.agp")
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert "the bundle" in answer.err or "bundle" in answer.err
    assert "agsec apply" in answer.err
    assert guard.records()[-1]["effect"] == "deny"


@pytest.mark.parametrize("name", ["installation.json", "stamps.json", "hook.pyc"])
@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe", b"[1]"])
def test_a_missing_or_damaged_file_of_the_installation_blocks(guard: Guard, name: str, content: bytes | None) -> None:
    if content is None:
        (guard.directory / name).unlink()
    else:
        (guard.directory / name).write_bytes(content)
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert answer.err.strip()


EVENTS: dict[str, bytes] = {
    "empty": b"",
    "truncated": b'{"hook_event_name": "PreToolUse", "tool_na',
    "not UTF-8": b'{"hook_event_name": "PreToolUse", "tool_name": "\xff"}',
    "deeply nested": b"[" * 1_000_000,
    "nested in the params": b'{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":'
    + b"[" * 500_000,
    "50 MB": b'{"hook_event_name": "PreToolUse", "tool_name": "' + b"x" * 50_000_000 + b'"}',
    "a list": b"[]",
    "null": b"null",
    "two objects": b'{"hook_event_name": "PreToolUse"} {}',
    "duplicate keys": b'{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","command":"rm"}}',
    "NaN": b'{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","timeout":NaN}}',
    "unknown event": b'{"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}',
    "no event": b'{"tool_name": "Bash", "tool_input": {"command": "ls"}}',
    "an event of a wrong type": b'{"hook_event_name": ["PreToolUse"], "tool_name": "Bash", "tool_input": {}}',
    "no tool": b'{"hook_event_name": "PreToolUse", "tool_input": {"command": "ls"}}',
    "a tool of a wrong type": b'{"hook_event_name": "PreToolUse", "tool_name": 7, "tool_input": {"command": "ls"}}',
    "no input": b'{"hook_event_name": "PreToolUse", "tool_name": "Bash"}',
    "an input of a wrong type": b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": "ls"}',
    "no command": b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {}}',
    "a command of a wrong type": b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": 7}}',
    "a path of a wrong type": b'{"hook_event_name": "PreToolUse", "tool_name": "Read", "tool_input": {"file_path": [1]}}',
    "paths that disagree": b'{"hook_event_name":"PreToolUse","tool_name":"Read","tool_input":{"file_path":"a","path":"b"}}',
    "a working directory of a wrong type": b'{"hook_event_name":"PreToolUse","tool_name":"Bash","cwd":1,"tool_input":{"command":"ls"}}',
}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_cannot_be_understood_blocks(guard: Guard, name: str) -> None:
    answer = guard.send(EVENTS[name])
    assert answer.verdict == "blocked"
    assert answer.err.startswith("agsec deny: the call could not be checked")
    if guard.host == "claude-code":
        assert json.loads(answer.out)["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert guard.records()[-1]["effect"] == "deny"


def test_a_huge_honest_call_still_gets_its_answer(make: Maker) -> None:
    guard = make("statements: [{sid: A, effect: allow, actions: file.write}]")
    answer = guard.call("Write", file_path="big.txt", content="x" * 10_000_000)
    assert answer.verdict == "silent"
    assert len(guard.log.read_bytes()) < 100_000


def test_another_python_than_the_installed_one_blocks(guard: Guard) -> None:
    raw = (guard.directory / "hook.pyc").read_bytes()
    (guard.directory / "hook.pyc").write_bytes(b"\x00\x01\x0d\x0a" + raw[4:])
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert "the hook could not run (exit 1)" in answer.err


def test_a_hook_program_that_is_gone_blocks_and_says_what_to_do(guard: Guard) -> None:
    (guard.directory / "hook.pyc").unlink()
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert f"run: agsec install {guard.host}" in answer.err


def test_a_python_that_is_gone_blocks(guard: Guard) -> None:
    command = guard.command.replace(os.path.realpath(sys.executable), "/nowhere/python")
    event = json.dumps(guard.event("Bash", command="ls")).encode()
    answer = run(command, event, guard.host)
    assert answer.verdict == "blocked"
    assert "the hook could not run (exit 127)" in answer.err


def test_closed_standard_output_never_turns_a_review_into_an_allow(guard: Guard) -> None:
    for event in (guard.event("WebFetch", url="https://example.com/", prompt="x"), guard.event("Bash", command="rm x")):
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec >&-; {guard.command}"], input=json.dumps(event).encode(), stderr=subprocess.PIPE
        )
        assert Answer(done.returncode, "", done.stderr.decode(), guard.host).verdict == "blocked"


def test_closed_standard_error_never_turns_a_deny_into_an_allow(guard: Guard) -> None:
    for event in (guard.event("WebFetch", url="https://example.com/", prompt="x"), guard.event("Bash", command="rm x")):
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec 2>&-; {guard.command}"], input=json.dumps(event).encode(), stdout=subprocess.PIPE
        )
        assert Answer(done.returncode, done.stdout.decode(), "", guard.host).verdict in ("blocked", "ask")


def test_a_reader_that_is_gone_never_turns_a_review_into_an_allow(guard: Guard) -> None:
    event = json.dumps(guard.event("WebFetch", url="https://example.com/", prompt="x")).encode()
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(["/bin/sh", "-c", guard.command], input=event, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert Answer(done.returncode, "", done.stderr.decode(), guard.host).verdict == "blocked"


def test_a_missing_home_changes_nothing(guard: Guard) -> None:
    assert guard.send(guard.event("Bash", command="ls"), env={}).verdict == "silent"
    assert guard.send(guard.event("Bash", command="rm x"), env={}).verdict == "blocked"


def test_a_deleted_working_directory_changes_nothing(guard: Guard, tmp_path: Path) -> None:
    def enter() -> None:
        gone = tmp_path / "gone"
        gone.mkdir()
        os.chdir(gone)
        gone.rmdir()

    assert guard.send(guard.event("Bash", command="rm x"), preexec_fn=enter).verdict == "blocked"
    assert guard.send(guard.event("Bash", command="ls"), preexec_fn=enter).verdict == "silent"


def _unwritable(guard: Guard, how: str) -> None:
    guard.log.unlink(missing_ok=True)
    if how == "a directory":
        guard.log.mkdir()
    elif how == "a dangling link":
        guard.log.symlink_to(guard.state / "nowhere")
    elif how == "a pipe":
        os.mkfifo(guard.log)
    else:
        fields = json.loads((guard.directory / "installation.json").read_text())
        fields["audit_log"] = "/dev/null/audit.jsonl"
        (guard.directory / "installation.json").write_text(json.dumps(fields))


@pytest.mark.parametrize("how", ["a directory", "a dangling link", "a pipe", "below a file"])
def test_what_cannot_be_recorded_is_not_let_through(make: Maker, how: str) -> None:
    guard = make()
    _unwritable(guard, how)
    for tool, params in (("Bash", {"command": "ls"}), ("WebFetch", {"url": "https://example.com/", "prompt": "x"})):
        answer = guard.call(tool, **params)
        assert answer.verdict == "blocked"
        assert "the audit record cannot be written" in answer.err
    assert "[NoRm]" in guard.call("Bash", command="rm x").err


@pytest.mark.parametrize("room", [0, 40])
def test_a_full_disk_blocks_and_leaves_the_log_whole(guard: Guard, room: int) -> None:
    guard.call("Bash", command="ls")
    before = guard.log.read_bytes()

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, len(before) + room))

    answer = guard.send(guard.event("Bash", command="ls"), preexec_fn=fill)
    assert answer.verdict == "blocked"
    assert guard.log.read_bytes() == before
    assert guard.call("Bash", command="ls").verdict == "silent"


def test_best_effort_lets_an_allow_through_without_a_record_but_never_a_deny(make: Maker) -> None:
    guard = make(audit_required=False)
    _unwritable(guard, "a directory")
    assert guard.call("Bash", command="ls").verdict == "silent"
    assert guard.call("Bash", command="rm x").verdict == "blocked"


def test_a_read_only_state_directory_blocks_what_cannot_be_recorded(guard: Guard) -> None:
    if os.geteuid() != 0:
        guard.state.chmod(0o500)
        guard.log.chmod(0o400)
        command = guard.command
    elif shutil.which("unshare") and not subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        mount = f"mount --bind '{guard.state}' '{guard.state}' && mount -o remount,ro,bind '{guard.state}'"
        (guard.project / "hook.sh").write_text(f"{mount}\n{guard.command}\n")
        command = f"unshare -m /bin/sh '{guard.project / 'hook.sh'}'"
    else:
        pytest.skip("not run: root ignores permissions, and no mount namespace can be had")
    answer = run(command, json.dumps(guard.event("Bash", command="ls")).encode(), guard.host)
    guard.state.chmod(0o700)
    assert answer.verdict == "blocked"
    assert "the audit record cannot be written" in answer.err


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGHUP])
def test_a_hook_that_is_killed_blocks(guard: Guard, number: signal.Signals) -> None:
    running = subprocess.Popen(
        ["/bin/sh", "-c", guard.command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.kill(_child_in_hook(running.pid), number)
    _, err = running.communicate(b"", timeout=30)
    assert running.returncode == 2
    assert b"the hook could not run" in err


def _child_in_hook(parent: int) -> int:
    """The interpreter under a shell, once it has started to read."""
    for _ in range(100):
        found = subprocess.run(["pgrep", "-P", str(parent), "-f", "hook.pyc"], capture_output=True, text=True).stdout
        if found:
            time.sleep(0.2)
            return int(found)
        time.sleep(0.01)
    raise AssertionError("the hook never started")


def test_an_event_that_never_ends_is_answered_in_time(guard: Guard) -> None:
    running = subprocess.Popen(
        ["/bin/sh", "-c", guard.command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.wait(timeout=30) == 2
    assert running.stderr is not None
    assert b"it took too long" in running.stderr.read()
    for stream in (running.stdin, running.stdout, running.stderr):
        if stream:
            stream.close()


@pytest.mark.parametrize("body", ["while True: pass", "sum(range(10**13))"])
def test_a_hook_that_hangs_blocks_in_python_and_in_c(guard: Guard, body: str) -> None:
    _install(guard, "agsec_runtime.evaluator", lambda text: _into_function(text, "decide", body))
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert answer.err
    if body.startswith("while"):
        assert guard.records()[-1]["reason"].startswith("the call could not be checked: TimeoutError")


def test_signals_that_a_parent_left_ignored_or_blocked_do_not_disarm_the_timers(guard: Guard) -> None:
    def deafen() -> None:
        for number in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGPROF])

    _install(guard, "agsec_runtime.evaluator", lambda text: _into_function(text, "decide", "sum(range(10**13))"))
    assert guard.send(guard.event("Bash", command="ls"), preexec_fn=deafen).verdict == "blocked"
    _install(guard, "agsec_runtime.evaluator", lambda text: _into_function(text, "decide", "while True: pass"))
    assert "it took too long" in guard.send(guard.event("Bash", command="ls"), preexec_fn=deafen).err


def test_a_locked_log_blocks_in_time(guard: Guard) -> None:
    import fcntl

    with guard.log.open("a") as log:
        fcntl.lockf(log, fcntl.LOCK_EX)
        answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert "it took too long" in answer.err


# -- an exception anywhere


DERIVING = ("addresses", "elements", "marks", "paths", "shell.", "shellglobs", "urls")


@cache
def _functions() -> tuple[tuple[str, str], ...]:
    """Every function of the runtime, and every module's own body (named "").

    Not those that derive facts: `test_shell_faults` injects into them.
    """
    found = []
    for module, (_, text) in program.sources().items():
        if module.startswith(tuple(f"agsec_runtime.{name}" for name in DERIVING)):
            continue
        found.append((module, ""))
        tree = ast.parse(text)
        found += [(module, f"{n.name}:{n.lineno}") for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    return tuple(found)


def _install(guard: Guard, module: str, edit: Callable[[str], str]) -> None:
    modules = program.sources()
    is_package, text = modules[module]
    modules[module] = (is_package, edit(text))
    (guard.directory / "hook.pyc").write_bytes(program.build(modules))


def _into_function(text: str, function: str, body: str) -> str:
    """``text`` with a statement put first into a function: by name, or by name and line."""
    name, _, line = function.partition(":")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name and (not line or node.lineno == int(line)):
            node.body[:0] = ast.parse(body).body
            return ast.unparse(ast.fix_missing_locations(tree))
    raise AssertionError(function)


NO_SECRETS = """
  - {sid: NoSecrets, effect: deny, actions: ["file.*"], conditions: {params.file_path: {op: glob, value: "**/.env"}}}
  - {sid: NoRemoval, effect: deny, actions: [bash.execute], conditions: {files.deletes: {op: exists}}}
"""
PATCH = "*** Begin Patch\n*** Update File: a\n*** Move to: b\n@@\n-x\n+y\n*** Add File: {}\n+x\n*** End Patch"


@pytest.fixture(scope="module", params=HOSTS)
def injected(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Guard:
    return Maker(tmp_path_factory.mktemp("injected").resolve(), host=request.param)(POLICIES + NO_SECRETS)


FAULTS = ("raise RuntimeError('injected')", "raise SystemExit(0)", "raise MemoryError")


@pytest.mark.parametrize(("module", "function"), _functions(), ids=lambda each: each.removeprefix("agsec_runtime."))
def test_an_exception_in_any_function_never_lets_a_denied_call_through(
    injected: Guard, module: str, function: str
) -> None:
    fault = FAULTS[len(function) % len(FAULTS)]

    def edit(text: str) -> str:
        if function:
            return _into_function(text, function, fault)
        return text.replace("from __future__ import annotations", f"from __future__ import annotations\n{fault}", 1)

    other = {"claude-code": "codex", "codex": "claude_"}[injected.host]
    if f".hosts.{other}" in module:
        return  # A hook never loads the module of another host.
    _install(injected, module, edit)
    assert injected.call("Bash", command="rm x").verdict == "blocked"
    assert injected.call("Bash", command="unlink x").verdict in ("blocked", "ask")
    calls = [
        ("Bash", {"command": "ls"}, "silent"),
        ("WebFetch", {"url": "https://example.com/", "prompt": "x"}, "ask"),
    ]
    if injected.host == "codex":
        assert injected.call("apply_patch", command=PATCH.format("sub/.env")).verdict == "blocked"
        assert injected.call("Bash", command=f"apply_patch '{PATCH.format('.env')}'").verdict == "blocked"
        calls.append(("apply_patch", {"command": PATCH.format("~/c")}, "silent"))
    for tool, params, honest in calls:
        assert injected.call(tool, **params).verdict in ("blocked", honest)


def test_a_hook_that_cannot_answer_blocks_with_a_word_even_without_the_tail_of_its_command_line(guard: Guard) -> None:
    _install(guard, "agsec_runtime.hook", lambda text: _into_function(text, "_send", "raise RuntimeError"))
    command = guard.command.partition(" || ")[0]
    answer = run(command, json.dumps(guard.event("Bash", command="ls")).encode(), guard.host)
    assert answer.verdict == "blocked"
    assert "failed without an answer" in answer.err


def test_the_injection_reaches_the_path() -> None:
    """The test above means something only if it covers the functions that a call goes through."""
    names = {function.partition(":")[0] for _, function in _functions()}
    assert {
        "main",
        "_respond",
        "_tool_answer",
        "_decide",
        "decide",
        "candidates",
        "holds",
        "append",
        "answer",
        "changes",
    } <= names
    assert len(_functions()) > 100


# With a back-reference, which no automaton follows.
WITH_ENGINE = POLICIES.replace(r"\brm\b", r"\b(r)m\b(?!\1)")


def test_the_hook_imports_nothing_but_the_interpreters_own_modules(make: Maker) -> None:
    """Neither where the literals of every pattern rule a text out, nor where an automaton searches it."""
    guard = make()
    _telling_its_modules(guard)
    loaded = set(guard.call("Bash", command="git push -u origin task-1").err.split())
    loaded |= set(guard.call("Write", file_path="/home/dev/app/high.py", content="print('x')").err.split())
    assert {"agsec_runtime", "agsec_runtime.hook", "agsec_runtime.evaluator"} <= loaded
    assert "agsec_runtime.automaton" not in loaded
    loaded |= set(guard.call("Bash", command="rm x").err.partition("agsec deny")[0].split())
    assert "agsec_runtime.automaton" in loaded
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"agsec_runtime", "__main__"}
    assert foreign == set()
    hosts = {name for name in loaded if name.startswith("agsec_runtime.hosts.")}
    assert hosts == {f"agsec_runtime.hosts.{guard.host.replace('-', '_')}"}
    assert "agsec_runtime.patch" not in loaded
    assert not {"re", "os", "json", "typing", "dataclasses", "pathlib", "struct", "regex", "importlib"} & loaded


def test_the_engine_is_imported_for_a_pattern_that_has_no_automaton(make: Maker) -> None:
    guard = make(WITH_ENGINE)
    _telling_its_modules(guard)
    assert "regex" not in set(guard.call("Bash", command="ls").err.split())
    assert "regex" in set(guard.call("Bash", command="rm x").err.replace("agsec deny", " ").split())


def _telling_its_modules(guard: Guard) -> None:
    _install(
        guard,
        "agsec_runtime.hook",
        lambda text: text.replace(
            "    _arm(0, 0)\n", "    _arm(0, 0)\n    posix.write(2, ' '.join(sys.modules).encode())\n", 1
        ),
    )


def test_the_engine_is_the_installations_own_copy_out_of_the_agents_reach(make: Maker) -> None:
    guard = make(WITH_ENGINE)
    own = guard.directory / "engine" / "regex" / "__init__.py"
    own.write_text("raise RuntimeError('this copy was imported')")
    assert "this copy was imported" in guard.call("Bash", command="rm x").err
    own.unlink()
    assert guard.call("Bash", command="rm x").verdict == "blocked"
    assert guard.call("Bash", command="ls").verdict == "silent"


def test_the_compiled_hook_is_reproducible() -> None:
    code = "import sys; from agsec_runtime import program; sys.stdout.buffer.write(program.build(program.sources()))"
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith(importlib.util.MAGIC_NUMBER)
