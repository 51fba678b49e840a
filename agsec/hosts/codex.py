"""Codex: its hooks.json, the trust without which it skips a hook, and the way round hooks that its terminals are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from agsec_runtime.hosts import PRE_TOOL_USE
from agsec_runtime.hosts import codex as hook

from .. import tomledit
from ..exceptions import AgsecError
from ..files import locked
from ..state import Slot
from . import codex_config as config
from . import codex_hooks, codex_managed, codex_trust, groups, verdicts
from .host import Editor, Place, Settled

TIMEOUT = 60  # seconds; the client lets the tool run when they are over, so that the hook has to be done long before
WATCH_TIMEOUT = 120
BACKUP = "config.backup"
TTY = (("features",), config.TTY)
ON = (("features",), config.HOOKS)  # beats the older name, and the project's configuration


@dataclass(frozen=True)
class Codex:
    """The installer's view of Codex."""

    name: str = hook.NAME
    title: str = "Codex"
    scopes: tuple[str, ...] = ("project", "user", "managed")
    announces_allow: bool = False
    client: str = "codex"
    heeding: tuple[int, ...] = ()
    asks_trust: bool = True

    def settings(self, place: Place) -> Path:
        if place.scope == "managed":
            return codex_managed.requirements()
        return (config.home_directory(place.home) if place.scope == "user" else place.project / ".codex") / "hooks.json"

    def editor(self, scope: str) -> Editor | ModuleType:
        return codex_managed if scope == "managed" else groups

    def entries(self, command: str, watch: bool) -> dict[str, Any]:
        handler = {"type": "command", "command": command, "timeout": WATCH_TIMEOUT if watch else TIMEOUT}
        return {PRE_TOOL_USE: {"matcher": "*", "hooks": [handler]}}

    def refuse(self, place: Place, text: str) -> None:
        if place.scope == "managed":
            return
        codex_hooks.refuse_unreadable(self.settings(place), text)
        own = config.user_config(place.home)
        config.refuse_what_disarms([own, *config.merged(place.project), *config.profiles(own), *config.SYSTEM], False)
        text = config.read(own)
        for setting, value in ((TTY, False), (ON, True)):  # Refuse before anything is written.
            if tomledit.get(config.load(own), (*setting[0], setting[1])) != value:
                text = config.assigned(own, text, *setting, value)

    def refuse_untrusted(self, place: Place, settings: Path, text: str, fields: dict[str, Any]) -> None:
        if place.scope == "managed":
            return
        known = fields.get("config") or {}
        path = _config(place, known)
        data = config.load(path)
        _refuse_distrust(path, data, _trusts(settings, text), known.get("trusted") or {})
        if tomledit.get(data, (*TTY[0], TTY[1])) is not False:
            problem = f"{path} no longer says features.{config.TTY} = false, and an agent can type into a running shell"
            raise AgsecError(problem)
        if place.scope == "project" and not _is_trusted(path, place):
            problem = f"{path} does not trust the project {place.project}, and Codex skips the hooks in it"
            raise AgsecError(problem, "if you trust it, run `agsec install codex --trust-project`")

    def shell(self) -> list[str]:
        return [os.environ.get("SHELL") or "/bin/sh", "-lc"]

    def verdict(self, out: str, err: str, code: int) -> str:
        return verdicts.of_codex(out, err, code)

    def seen(self, place: Place, settings: Path, text: str) -> dict[str, dict[str, str]]:
        return {}  # The client reads its settings when a session starts, and no hook is asked of a change.

    def settle(self, where: Slot, place: Place, fields: dict[str, Any], trust_project: bool) -> Settled:
        """Vouch for the hook in the person's config.toml, and take away the terminals that an agent could type into."""
        if place.scope == "managed":
            return Settled(notes=("managed hooks need no trust, and no person's settings switch them off",))
        with _alone(where):
            return self._settled(where, place, fields, trust_project)

    def _settled(self, where: Slot, place: Place, fields: dict[str, Any], trust_project: bool) -> Settled:
        known = fields.get("config") or {}
        path = _config(place, known)
        known = known if known.get("path") == str(path) else {}
        own = _origin(where, path, known)
        settings = Path(fields["settings"])
        trusts = _trusts(settings, settings.read_text("utf-8"))
        done = [each for each in _wanted(trusts, path, place, trust_project) if config.assign(path, *each)]
        kept = [[*table, key] for table, key, _ in done]
        kept += [each for each in known.get("set", ()) if each not in kept]
        notes = [f"trusted: the hook's hash is in {path}", f"{path}: features.{config.TTY} = false, {_WHY_TTY}"]
        if not kept:
            notes = [f"{path} trusts the hook already"]
        own |= {"path": str(path), "set": kept, "written": _digest(config.read(path))}
        where.record({**fields, "config": own})  # So that it can be taken back, whatever the client says of it.
        notes += _confirmed(path, place, trusts)
        own["written"] = _digest(config.read(path))
        own["trusted"] = _hashes(config.load(path), trusts)
        return Settled({"config": own}, (*notes, *_project_notes(path, place)))

    def unsettle(self, where: Slot, fields: dict[str, Any]) -> tuple[str, ...]:
        known = fields.get("config")
        if not isinstance(known, dict) or not known.get("set"):
            return ()
        with _alone(where):
            return self._unsettled(where, known)

    def _unsettled(self, where: Slot, known: dict[str, Any]) -> tuple[str, ...]:
        path = Path(known["path"])
        if known.get("exact") is True and known.get("written") == _digest(config.read(path)):
            _restore(path, where.directory / BACKUP, known["existed"])
            return (f"{path} is as it was",)
        for *table, key in known["set"]:
            if (tuple(table), key) not in (TTY, ON) or not _hand_over(where, str(path), [*table, key]):
                config.remove(path, tuple(table), key)
        return (f"what agsec had set in {path} is taken out",)


def _alone(where: Slot) -> AbstractContextManager[None]:
    """All of a person's installations edit one config.toml."""
    return locked(where.directory.parent.parent / "codex.lock")


def _config(place: Place, known: dict[str, Any]) -> Path:
    """The person's config.toml: the one of before, unless the environment names a directory now."""
    if "CODEX_HOME" in os.environ or "path" not in known:
        return config.user_config(place.home)
    return Path(known["path"])


_WHY_TTY = "so that an agent cannot type into a running shell, which no hook sees"


def _trusts(settings: Path, text: str) -> dict[str, str]:
    """The key of our hook, by each spelling of its path that the client may use, and the hash to trust."""
    ours = groups.places(text)
    paths = dict.fromkeys([settings, settings.parent.resolve() / settings.name])
    return {
        codex_trust.key(path, group, place): codex_trust.trusted_hash(outer, handler)
        for path in paths
        for _, group, place, outer, handler in ours
    }


def _wanted(
    trusts: dict[str, str], path: Path, place: Place, trust_project: bool
) -> list[tuple[tomledit.Path, str, str | bool]]:
    wanted: list[tuple[tomledit.Path, str, str | bool]] = [(*TTY, False), (*ON, True)]
    wanted += [((*codex_trust.STATE, key), codex_trust.HASH, digest) for key, digest in trusts.items()]
    if trust_project and place.scope == "project" and not _is_trusted(path, place):
        wanted.append((("projects", str(place.project)), "trust_level", "trusted"))
    return wanted


def _hashes(data: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The hashes that a configuration trusts: the client writes its own where it reckons otherwise than we do."""
    return {key: tomledit.get(data, (*codex_trust.STATE, key, codex_trust.HASH)) for key in keys}


def _refuse_distrust(path: Path, data: dict[str, Any], trusts: dict[str, str], confirmed: dict[str, Any]) -> None:
    for key, found in _hashes(data, trusts).items():
        if tomledit.get(data, (*codex_trust.STATE, key, "enabled")) is False:
            raise AgsecError(f"{path} switches the hook off (`enabled = false`)", "take that out")
        if found is None or found not in (trusts[key], confirmed.get(key)):
            raise AgsecError(f"{path} does not trust the hook as it stands, and Codex skips it without a word")


def _confirmed(path: Path, place: Place, trusts: dict[str, str]) -> list[str]:
    """What the client itself says of the trust. Raises ``AgsecError`` where it goes on distrusting the hook."""
    states = tomledit.get(config.load(path), codex_trust.STATE)
    if any(tomledit.get(states, (key, "enabled")) is False for key in trusts):
        raise AgsecError(f"{path} switches the hook off (`enabled = false`)", "take that out, then install again")
    codex = codex_trust.client()
    if codex is None:
        return [
            "warning: there is no `codex` on the PATH to confirm that; `/hooks` in a session shows if it is trusted"
        ]
    said = {"unseen"}
    try:
        for key in trusts:
            said.add(codex_trust.confirmed(codex, path.parent, place.project, key))
    except codex_trust.ClientError as error:
        return [f"warning: {codex} did not confirm that: {error}; look at `/hooks` in a session"]
    if "trusted" in said:
        return [f"confirmed: {codex} trusts the hook"]
    if said == {"unseen"}:
        return [f"warning: {codex} does not see the hook yet"]
    raise AgsecError(f"{codex} does not trust the hook, and so would skip it", "trust it with `/hooks` in a session")


def _is_trusted(path: Path, place: Place) -> bool:
    """Whether the client reads the project's hooks: it looks for the project, and for the repository that it is in."""
    data = config.load(path)
    for each in (place.project, *place.project.parents):
        if config.is_trusted(data, each):
            return True
        if (each / ".git").exists():
            break
    return False


def _project_notes(path: Path, place: Place) -> list[str]:
    if place.scope != "project" or _is_trusted(path, place):
        return []
    table = f"[projects.{tomledit.spelled(str(place.project))}]"
    return [
        "WARNING: Codex does not trust this project, and SKIPS its hooks until it does: the project is not guarded yet",
        f'if you trust it: `agsec install codex --trust-project`, or {table} trust_level = "trusted" in {path}',
    ]


def _origin(where: Slot, path: Path, known: dict[str, Any]) -> dict[str, Any]:
    """Whether uninstalling may restore the file byte for byte: as long as nobody else touches it."""
    before = config.read(path)
    if not known.get("set"):
        where.write(BACKUP, before.encode())
        return {"existed": path.exists(), "exact": True}
    exact = known.get("exact") is True and known.get("written") == _digest(before)
    return {"existed": known.get("existed") is not False, "exact": exact}


def _restore(path: Path, backup: Path, existed: bool) -> None:
    if existed:
        config.write(path, backup.read_bytes().decode())
    else:
        path.unlink()


def _hand_over(where: Slot, path: str, flat: list[str]) -> bool:
    """Leave the setting to another installation that needs it, if there is one."""
    for each in sorted(where.directory.parent.iterdir()):
        other = Slot(each)
        try:
            fields = other.read() if each != where.directory else {}
        except AgsecError:
            continue
        own = fields.get("config")
        if fields.get("entries") and isinstance(own, dict) and own.get("path") == path:
            if flat not in own["set"]:
                other.record({**fields, "config": {**own, "set": [*own["set"], flat], "exact": False}})
            return True
    return False


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
