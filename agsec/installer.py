"""Install, renew and remove hooks: compile, keep what they need in the state directory, edit the host's settings."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, compile_path
from agsec_compiler.discover import directories
from agsec_runtime import abi, bundle, program, stamps
from agsec_runtime import installation as layout
from agsec_runtime.hosts.claude_settings import marks
from agsec_runtime.pages import BundleError

from . import claude_code, engine
from .decisions import unreadable
from .exceptions import AgsecError, invalid
from .files import locked, make_readable, write_atomically
from .managed import managed_slot, refuse_unless_root_owned
from .obstacles import load_settings, refuse_what_disarms, settings_files
from .state import Slot, audit_log, slot, slots

BACKUP = "settings.backup"


@dataclass(frozen=True)
class Options:
    """What a person asked for with `agsec install`."""

    policies: Path
    scope: str = "project"  # project | local | user | managed
    project: Path = field(default_factory=Path.cwd)
    home: Path = field(default_factory=Path.home)
    state: Path | None = None
    audit_required: bool = True
    announce_allow: bool = False
    watch: bool = False
    pin: bool = False


@dataclass(frozen=True)
class Outcome:
    """What was done; ``change`` is the difference to the settings file, empty where nothing changed."""

    settings: Path
    change: str
    backup: Path | None
    directory: Path
    revision: str
    compilation: Compilation


def install(options: Options, progress: Callable[[Any], None] | None = None) -> Outcome:
    """Put the hooks into force. Nothing is changed unless the policies compile and the hook runs.

    Raises ``InvalidPolicyError`` or ``AgsecError``.
    """
    where, settings = _slot(options), _settings(options)
    before = _read_settings(settings)
    claude_code.installed(before or "", claude_code.entries(claude_code.MARKER, False))  # Refuse before writing.
    if options.scope != "managed":
        refuse_what_disarms(settings_files(options.project, options.home))
    sources = stamps.spelled(_watched(options.policies))
    compilation = _compiled(options.policies, progress)
    where.create()
    with locked(where.directory / "lock"):
        known = _known(where)
        revision = _put_into_force(where, compilation, "{}" if where.shared else sources)
        if options.pin:
            _keep_pinned(where, revision, known.get("pin"))
        where.write(layout.PROGRAM, program.build(program.sources()))
        engine.keep(where.directory)
        fields = {**_fields(options, settings, where, revision), **_origin(where, before, known)}
        where.record(fields)
        _prove(where, fields)
        after = claude_code.installed(before or "", fields["entries"])
        if where.shared:
            make_readable(settings.parent)
        _put(where, fields, settings, before, after)
    backup = where.directory / BACKUP if fields["exact"] and fields["existed"] else None
    return Outcome(settings, _change(settings, before, after), backup, where.directory, revision, compilation)


def apply(where: Slot, policies: Path | None = None, progress: Callable[[Any], None] | None = None) -> Outcome:
    """Compile an installation's policies and swap the bundle. The last good one stays if they do not compile.

    Raises ``InvalidPolicyError`` or ``AgsecError``.
    """
    fields = where.read()
    source = policies or Path(fields["policies"])
    sources = stamps.spelled(_watched(source))
    compilation = _compiled(source, progress)
    settings = Path(fields["settings"])
    with locked(where.directory / "lock"):
        revision = _put_into_force(where, compilation, "{}" if where.shared else sources)
        change, fields = "", {**fields, "policies": str(source.resolve())}
        if fields.get("pin"):
            change = _pinned_anew(where, fields, settings, revision)
        else:
            where.record({**fields, **_reviewed(fields, settings)})
    return Outcome(settings, change, None, where.directory, revision, compilation)


def uninstall(options: Options) -> Outcome | None:
    """Take the hooks out of the settings; None where there are none. Raises ``AgsecError``.

    The bundle and the log stay: sessions that still run go on being guarded, and what was decided is kept.
    """
    settings, where = _settings(options), _slot(options)
    before = _read_settings(settings)
    edited = None if before is None else claude_code.uninstalled(before)
    if before is None or edited == before:
        return None
    where.create()
    with locked(where.directory / "lock"):
        fields = _known(where)
        after = _restored(where, fields, before, edited, settings)
        where.record({**fields, "version": layout.VERSION, "entries": {}})
        _write_settings(settings, before, after)
    empty = Compilation((), ())
    return Outcome(settings, _change(settings, before, after), None, where.directory, "", empty)


def installations(project: Path, state: Path | None = None) -> list[Slot]:
    """The installations that guard ``project``: its own, then those for every project of this person."""
    wanted = (str(project.resolve()), None)
    known = ((each, _known(each)) for each in slots(state))
    return [each for each, fields in known if fields.get("entries") and fields.get("workspace") in wanted]


def _known(where: Slot) -> dict[str, Any]:
    """The record of an earlier installation; nothing where there is none, or none that can be read."""
    try:
        return where.read()
    except AgsecError:
        return {}


def _slot(options: Options) -> Slot:
    return managed_slot() if options.scope == "managed" else slot(_settings(options), options.state)


def _settings(options: Options) -> Path:
    if options.scope == "managed":
        from .managed import settings_file

        return settings_file()
    return claude_code.settings_path(options.scope, options.project.resolve(), options.home)


def _read_settings(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise AgsecError(f"{path} cannot be read: {error}", "mend the file, then try again") from error


def _write_settings(path: Path, before: str | None, after: str | None) -> None:
    if after == before:
        return
    if _read_settings(path) != before:
        raise AgsecError(f"{path} was changed by somebody else meanwhile", "try again")
    if after is None:
        path.unlink()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AgsecError(f"{path.parent} cannot be made: {error.strerror}") from error
    write_atomically(path, after.encode(), 0o644)


def _compiled(policies: Path, progress: Callable[[Any], None] | None) -> Compilation:
    try:
        compilation = compile_path(policies, progress)
    except OSError as error:
        raise unreadable(policies, error) from None
    if compilation.bundle is None:
        raise invalid(compilation)
    return compilation


def _put_into_force(where: Slot, compilation: Compilation, sources: str) -> str:
    """Verify the new bundle, then swap it in. The stamps follow, so that a crash in between is only noticed twice."""
    raw = compilation.bundle or b""
    try:
        revision = bundle.load(raw).revision
    except BundleError as error:
        raise AgsecError(f"the compiled bundle does not verify: {error}", "this is a defect of agsec") from error
    where.write(layout.BUNDLE, raw)
    where.write(layout.STAMPS, sources.encode())
    return revision


def _keep_pinned(where: Slot, revision: str, before: str | None) -> None:
    """Keep the pinned bundle under its revision, and the one of before for sessions that still ask for it."""
    if revision == before:
        return
    where.write(layout.bundle_name(revision), where.bundle.read_bytes())
    kept = {layout.bundle_name(each) for each in (None, revision, before)}
    for each in where.directory.glob("bundle*.agp"):
        if each.name not in kept:
            each.unlink(missing_ok=True)


def _watched(policies: Path) -> list[str]:
    """Files and directories whose change means that the policies changed; taken before they are read."""
    path = policies.resolve()
    if not path.is_dir():
        return [str(path)]
    found = directories(path)
    files = [entry.path for each in found for entry in os.scandir(each) if entry.is_file()]
    return sorted([*map(str, found), *files])


def _fields(options: Options, settings: Path, where: Slot, revision: str) -> dict[str, Any]:
    python = os.path.realpath(sys.executable)
    _refuse_unless_utf8([python, str(where.directory), str(options.project), str(options.policies.resolve())])
    pin = revision if options.pin else None
    command = claude_code.command_line(python, where.program, pin)
    managed = options.scope == "managed"
    fields: dict[str, Any] = {
        "version": layout.VERSION,
        "agsec": abi.RELEASE,
        "host": "claude-code",
        "scope": options.scope,
        "python": sys.executable if options.watch else python,
        "engine": str(where.directory / engine.NAME),
        "workspace": str(options.project.resolve()) if options.scope in ("project", "local") else None,
        "home": None if managed else str(options.home),
        "policies": str(options.policies.resolve()),
        "settings": str(settings),
        "audit_log": None if managed else str(audit_log(options.state)),
        "audit": "required" if options.audit_required else "best-effort",
        "announce_allow": options.announce_allow,
        "watch": options.watch,
        "pin": pin,
        "entries": claude_code.entries(command, options.watch),
    }
    if managed:
        refuse_unless_root_owned([python, str(where.directory)])
    return fields


def _refuse_unless_utf8(paths: list[str]) -> None:
    """The settings are UTF-8 and must name these paths."""
    for path in paths:
        try:
            path.encode()
        except UnicodeEncodeError:
            raise AgsecError(f"{path!a} is no UTF-8, and settings cannot name it", "use another directory") from None


def _origin(where: Slot, before: str | None, known: dict[str, Any]) -> dict[str, Any]:
    """Whether, and to what, uninstalling may restore the file byte for byte.

    That holds from the first installation on for as long as nobody else touches the file.
    """
    if before is None or not claude_code.holds_hooks(before):
        if before is not None:
            where.write(BACKUP, before.encode())
        return {"existed": before is not None, "exact": True}
    exact = known.get("exact") is True and known.get("written") == _digest(before)
    return {"existed": known.get("existed") is not False or not exact, "exact": exact}


def _restored(where: Slot, fields: dict[str, Any], before: str, edited: str | None, settings: Path) -> str | None:
    """The very file of before the installation, if nobody changed it since; else what is left without our hooks."""
    if fields.get("exact") is True and fields.get("written") == _digest(before):
        if not fields.get("existed"):
            return edited if settings.is_symlink() else None
        backup = where.directory / BACKUP
        if backup.exists():
            return backup.read_bytes().decode()
    return edited


def _put(where: Slot, fields: dict[str, Any], settings: Path, before: str | None, after: str) -> None:
    """Write the settings; the record goes first, so that the hook that guards them knows what is coming."""
    fields["written"] = _digest(after)
    fields["seen"] = _seen(fields, settings, after)
    where.record(fields)
    _write_settings(settings, before, after)


def _seen(fields: dict[str, Any], settings: Path, after: str) -> dict[str, dict[str, str]]:
    """What the settings files say now: of our own, what it is about to say."""
    others = []
    if fields["home"] is not None:
        others = settings_files(Path(fields["workspace"] or settings.parent.parent), Path(fields["home"]))
    seen = {str(settings): marks(json.loads(after))}
    for path in others:
        with contextlib.suppress(AgsecError):  # One that cannot be read now blocks every change until it can be.
            settings_there = load_settings(path)
            seen.setdefault(str(path), marks(settings_there) if isinstance(settings_there, dict) else {})
    return seen


def _reviewed(fields: dict[str, Any], settings: Path) -> dict[str, Any]:
    """Who applies policies vouches for the settings of the moment too: later changes are held against these."""
    text = _read_settings(settings)
    return {"seen": _seen(fields, settings, text)} if text is not None and claude_code.holds_hooks(text) else {}


def _prove(where: Slot, fields: dict[str, Any]) -> None:
    """Run the hook once, as the host will: what does not answer now would only block later."""
    command = fields["entries"]["PreToolUse"]["hooks"][0]["command"]
    event = {
        "hook_event_name": "PreToolUse",
        "session_id": "agsec-install",
        "cwd": str(where.directory),
        "tool_name": "AgsecInstall",
        "tool_input": {},
    }
    options: dict[str, Any] = {"input": json.dumps(event), "capture_output": True, "text": True, "timeout": 60}
    try:
        done = subprocess.run(["/bin/sh", "-c", command], check=False, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AgsecError(f"the hook does not run: {error}", "nothing was installed") from error
    if done.returncode not in (0, 2) or "could not be checked" in done.stderr or "could not run" in done.stderr:
        raise AgsecError(f"the hook does not run: {done.stderr.strip()}", "nothing was installed")
    log = fields["audit_log"]
    if log is not None and fields["audit"] == "required" and not Path(log).is_file():
        raise AgsecError(f"the hook cannot write its log {log}", "remove what stands there, then install again")


def _pinned_anew(where: Slot, fields: dict[str, Any], settings: Path, revision: str) -> str:
    before = _read_settings(settings)
    if before is None or not claude_code.holds_hooks(before):
        raise AgsecError(f"{settings} no longer holds the hooks", "run `agsec install claude-code --pin` again")
    _keep_pinned(where, revision, fields["pin"])
    command = claude_code.command_line(os.path.realpath(fields["python"]), where.program, revision)
    entries = claude_code.entries(command, fields["watch"])
    fields = {**fields, **_origin(where, before, fields), "pin": revision, "entries": entries}
    after = claude_code.installed(before, entries)
    _put(where, fields, settings, before, after)
    return _change(settings, before, after)


def _change(settings: Path, before: str | None, after: str | None) -> str:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    return "\n".join(difflib.unified_diff(old, new, str(settings), str(settings), lineterm=""))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
