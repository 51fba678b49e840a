"""Install, renew and remove hooks: compile, keep what they need in the state directory, edit the host's settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation
from agsec_compiler.pipeline import Further
from agsec_runtime import abi, program, stamps
from agsec_runtime import installation as layout

from ..exceptions import AgsecError
from ..files import locked, make_readable
from ..hosts import named
from ..hosts.groups import command_line
from ..hosts.host import Host, Place
from ..state import Slot, audit_log, slot
from . import deploy, engine, settings
from .found import known
from .managed import managed_slot, refuse_unless_root_owned
from .proof import prove


@dataclass(frozen=True)
class Options:
    """What a person asked for with `agsec install`."""

    policies: Path
    host: str = "claude-code"
    scope: str = "project"  # project | local | user | managed
    project: Path = field(default_factory=Path.cwd)
    home: Path = field(default_factory=Path.home)
    state: Path | None = None
    audit_required: bool = True
    announce_allow: bool = False
    watch: bool = False
    pin: bool = False
    trust_project: bool = False

    @property
    def place(self) -> Place:
        return Place(self.scope, self.project.resolve(), self.home)


@dataclass(frozen=True)
class Outcome:
    """What was done; ``change`` is the difference to the settings file, empty where nothing changed."""

    settings: Path
    change: str
    backup: Path | None
    directory: Path
    revision: str
    compilation: Compilation
    notes: tuple[str, ...] = ()


def install(options: Options, progress: Callable[[Any], None] | None = None) -> Outcome:
    """Put the hooks into force. Nothing is changed unless the policies compile and the hook runs.

    Raises ``InvalidPolicyError`` or ``AgsecError``.
    """
    host = _host(options)
    where, path = _slot(host, options), host.settings(options.place)
    before = settings.read(path)
    editor = host.editor(options.scope)
    planned = editor.installed(before or "", host.entries(_command(host, where, None), False))
    host.refuse(options.place, planned)  # Refuse before writing.
    sources = stamps.spelled(deploy.watched(options.policies))
    compilation = deploy.compiled(options.policies, progress)
    where.create()
    with locked(where.directory / "lock"):
        earlier = known(where)
        revision = deploy.put_into_force(where, compilation, "{}" if where.shared else sources)
        if options.pin:
            deploy.keep_pinned(where, revision, earlier.get("pin"))
        built = program.build(program.sources())
        where.write(layout.PROGRAM, built)
        engine.keep(where.directory)
        fields = {**_fields(host, options, path, where, revision), **settings.origin(where, before, earlier, editor)}
        fields |= {name: earlier[name] for name in ("config",) if name in earlier}
        fields["program"] = settings.digest(built)
        where.record(fields)
        prove(where, fields)
        after = editor.installed(before or "", fields["entries"])
        if where.shared:
            make_readable(path.parent)
        notes = _put(host, where, fields, before, after, options.trust_project)
    backup = where.directory / settings.BACKUP if fields["exact"] and fields["existed"] else None
    change = settings.change(path, before, after)
    return Outcome(path, change, backup, where.directory, revision, compilation, notes)


def apply(
    where: Slot,
    policies: Path | None = None,
    progress: Callable[[Any], None] | None = None,
    further: Further | None = None,
) -> Outcome:
    """Compile an installation's policies and swap the bundle. The last good one stays if they do not compile.

    ``further`` looks at them for warnings.

    Raises ``InvalidPolicyError`` or ``AgsecError``.
    """
    fields = where.read()
    source = policies or Path(fields["policies"])
    sources = stamps.spelled(deploy.watched(source))
    compilation = deploy.compiled(source, progress, further)
    path = Path(fields["settings"])
    with locked(where.directory / "lock"):
        revision = deploy.put_into_force(where, compilation, "{}" if where.shared else sources)
        fields = {**fields, "policies": str(source.resolve())}
        if fields.get("pin"):
            change, notes = _pinned_anew(where, fields, revision)
        else:
            change, notes = "", ()
            where.record({**fields, **_reviewed(fields)})
    return Outcome(path, change, None, where.directory, revision, compilation, notes)


def uninstall(options: Options) -> Outcome | None:
    """Take the hooks out of the settings; None where there are none. Raises ``AgsecError``.

    The bundle and the log stay: sessions that still run go on being guarded, and what was decided is kept.
    """
    host = _host(options)
    path, where = host.settings(options.place), _slot(host, options)
    before = settings.read(path)
    edited = None if before is None else host.editor(options.scope).uninstalled(before)
    if before == edited and "config" not in known(where):
        return None
    where.create()
    with locked(where.directory / "lock"):
        fields = known(where)
        after = edited if before == edited else settings.restored(where, fields, before or "", edited, path)
        left = {**fields, "version": layout.VERSION, "entries": {}}
        where.record(left)
        settings.write(path, before, after)
        notes = host.unsettle(where, fields)
        left.pop("config", None)
        where.record(left)
    change = settings.change(path, before, after)
    return Outcome(path, change, None, where.directory, "", Compilation((), ()), notes)


def _host(options: Options) -> Host:
    """Raises ``AgsecError`` for what the host does not have."""
    host = named(options.host)
    if options.scope not in host.scopes:
        raise AgsecError(f"{host.title} has no settings of this kind", f"one of {', '.join(host.scopes)}")
    if options.announce_allow and not host.announces_allow:
        raise AgsecError(f"{host.title} takes no word for an allow", "leave `--announce-allow` out")
    return host


def _slot(host: Host, options: Options) -> Slot:
    if options.scope == "managed":
        return managed_slot(host.name)
    return slot(host.settings(options.place), options.state)


def _command(host: Host, where: Slot, pin: str | None) -> str:
    return command_line(host.name, os.path.realpath(sys.executable), where.program, pin)


def _fields(host: Host, options: Options, path: Path, where: Slot, revision: str) -> dict[str, Any]:
    python = os.path.realpath(sys.executable)
    _refuse_unless_utf8([python, str(where.directory), str(options.project), str(options.policies.resolve())])
    pin = revision if options.pin else None
    managed = options.scope == "managed"
    fields: dict[str, Any] = {
        "version": layout.VERSION,
        "agsec": abi.RELEASE,
        "host": host.name,
        "scope": options.scope,
        "python": sys.executable if options.watch else python,
        "engine": str(where.directory / engine.NAME),
        "workspace": str(options.project.resolve()) if options.scope in ("project", "local") else None,
        "home": None if managed else str(options.home),
        "policies": str(options.policies.resolve()),
        "settings": str(path),
        "audit_log": None if managed else str(audit_log(options.state)),
        "audit": "required" if options.audit_required else "best-effort",
        "announce_allow": options.announce_allow,
        "watch": options.watch,
        "pin": pin,
        "entries": host.entries(_command(host, where, pin), options.watch),
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


def _put(
    host: Host, where: Slot, fields: dict[str, Any], before: str | None, after: str, trust_project: bool
) -> tuple[str, ...]:
    """Write the settings; the record goes first, so that the hook that guards them knows what is coming."""
    path, place = Path(fields["settings"]), _place(fields)
    fields["written"] = settings.digest(after.encode())
    fields["seen"] = host.seen(place, path, after)
    where.record(fields)
    settings.write(path, before, after)
    settled = host.settle(where, place, fields, trust_project)
    if settled.fields:
        where.record({**fields, **settled.fields})
    return settled.notes


def _place(fields: dict[str, Any]) -> Place:
    """The place that an installation was made for; a person's own settings stand below their home."""
    path = Path(fields["settings"])
    return Place(fields["scope"], Path(fields["workspace"] or path.parent.parent), Path(fields["home"] or "/"))


def _reviewed(fields: dict[str, Any]) -> dict[str, Any]:
    """Who applies policies vouches for the settings of the moment too: later changes are held against these."""
    host, path = named(fields["host"]), Path(fields["settings"])
    text = settings.read(path)
    if text is None or not host.editor(fields["scope"]).holds_hooks(text):
        return {}
    return {"seen": host.seen(_place(fields), path, text)}


def _pinned_anew(where: Slot, fields: dict[str, Any], revision: str) -> tuple[str, tuple[str, ...]]:
    """Move the pin to a new revision: what was done to the settings, and notes."""
    host, path = named(fields["host"]), Path(fields["settings"])
    editor = host.editor(fields["scope"])
    before = settings.read(path)
    if before is None or not editor.holds_hooks(before):
        raise AgsecError(f"{path} no longer holds the hooks", f"run `agsec install {host.name} --pin` again")
    deploy.keep_pinned(where, revision, fields["pin"])
    python = os.path.realpath(fields["python"])
    entries = host.entries(command_line(host.name, python, where.program, revision), fields["watch"])
    fields = {**fields, **settings.origin(where, before, fields, editor), "pin": revision, "entries": entries}
    after = editor.installed(before, entries)
    notes = _put(host, where, fields, before, after, trust_project=False)
    return settings.change(path, before, after), notes
