"""Installing into settings that belong to somebody: everything else stays as it was, and can be had back."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec import files, jsonedit
from agsec.exceptions import AgsecError, InvalidPolicyError
from agsec.hosts import claude_code, groups, named
from agsec.hosts.host import Place
from agsec.installing import installer, managed
from agsec.installing.found import installations
from agsec.installing.obstacles import interpreter_within
from agsec.state import Slot

from .conftest import POLICIES, Guard, Maker, run

SETTINGS = """\
{
    "model":   "opus",
\t"permissions": { "allow": ["Bash(ls)"] , "deny":[] },
    "hooks": {
        "PreToolUse": [ {"matcher": "Bash", "hooks": [{"type": "command", "command": "audit-me"}]} ],
        "Stop": []
    },
    "unknown-to-us": [1, 2.50, "\\u00e9é"]
}
"""


def options(guard: Guard, **more: Any) -> installer.Options:
    chosen: dict[str, Any] = {"project": guard.project, "home": guard.home, "state": guard.state, **more}
    return installer.Options(guard.project / "policies", **chosen)


def test_the_hooks_fail_closed_for_all_tools_and_for_changes_of_the_settings(guard: Guard) -> None:
    hooks = json.loads(guard.settings.read_text("utf-8"))["hooks"]
    assert list(hooks) == ["PreToolUse", "ConfigChange"]
    [group] = hooks["PreToolUse"]
    [handler] = group["hooks"]
    assert group["matcher"] == "*"
    assert handler["onFailure"] == "block"
    assert handler["timeout"] == 10
    assert handler["command"].startswith(f"{os.path.realpath(sys.executable)} -I -S /")
    assert "exit 2; } # agsec-hook" in handler["command"]


def test_everything_else_in_the_settings_stays_byte_for_byte(make: Maker) -> None:
    guard = make(settings=SETTINGS)
    text = guard.settings.read_text("utf-8")
    for line in SETTINGS.splitlines()[:4]:
        assert line in text.splitlines()
    assert '"unknown-to-us": [1, 2.50, "\\u00e9é"]\n}\n' in text
    assert '{"matcher": "Bash", "hooks": [{"type": "command", "command": "audit-me"}]}' in text
    settings = json.loads(text)
    assert len(settings["hooks"]["PreToolUse"]) == 2
    assert settings["hooks"]["Stop"] == []


def test_installing_twice_changes_nothing(make: Maker) -> None:
    guard = make(settings=SETTINGS)
    before = guard.settings.read_bytes()
    assert installer.install(options(guard)).change == ""
    assert guard.settings.read_bytes() == before


def test_installing_with_other_options_replaces_the_hooks_in_place(make: Maker) -> None:
    guard = make(settings=SETTINGS)
    installer.install(options(guard, pin=True))
    hooks = json.loads(guard.settings.read_text("utf-8"))["hooks"]
    assert [len(hooks[event]) for event in ("PreToolUse", "ConfigChange")] == [2, 1]
    assert "--pin" in guard.settings.read_text("utf-8")


@pytest.mark.parametrize("settings", [SETTINGS, "{}", '{"hooks": {}}', '{"a": 1}\n', "{\n}\n"])
def test_uninstalling_restores_the_file_exactly(make: Maker, settings: str) -> None:
    guard = make(settings=settings)
    outcome = installer.uninstall(options(guard))
    assert outcome is not None
    assert guard.settings.read_text("utf-8") == settings


def test_uninstalling_removes_a_file_that_was_not_there(guard: Guard) -> None:
    installer.uninstall(options(guard))
    assert not guard.settings.exists()
    assert installer.uninstall(options(guard)) is None


def test_uninstalling_keeps_what_a_person_changed_since(make: Maker) -> None:
    guard = make(settings=SETTINGS)
    guard.settings.write_text(guard.settings.read_text("utf-8").replace('"opus"', '"sonnet"'), "utf-8")
    installer.uninstall(options(guard))
    assert json.loads(guard.settings.read_text("utf-8")) == json.loads(SETTINGS.replace("opus", "sonnet"))


@pytest.mark.parametrize(
    "settings",
    ["{", "[]", '{"hooks": []}', '{"hooks": {"PreToolUse": {}}}', '{"a": 1, "a": 2}', "// comment\n{}", '"text"'],
)
def test_settings_that_cannot_be_edited_safely_are_refused_and_left_alone(make: Maker, settings: str) -> None:
    with pytest.raises(AgsecError, match="cannot be edited"):
        make(settings=settings)
    [path] = make.root.glob("*/.claude/settings.json")
    assert path.read_text("utf-8") == settings
    assert not list((make.root / "state").glob("projects/*"))


def test_policies_that_do_not_compile_are_refused_and_nothing_is_installed(make: Maker) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        make("statements: [{sid: A}]", settings=SETTINGS)
    assert [each.code for each in caught.value.compilation.errors] == ["AGS102", "AGS102"]
    [path] = make.root.glob("*/.claude/settings.json")
    assert path.read_text("utf-8") == SETTINGS


def test_permissions_and_links_of_the_settings_file_are_kept(make: Maker) -> None:
    project = make.root / "project0"
    (project / ".claude").mkdir(parents=True)
    (project / "policies").mkdir()
    (project / "policies" / "policy.yaml").write_text(POLICIES)
    real = make.root / "dotfiles.json"
    real.write_text(SETTINGS)
    real.chmod(0o640)
    (project / ".claude" / "settings.json").symlink_to(real)
    chosen = installer.Options(
        project / "policies", project=project, home=make.root / "home", state=make.root / "state"
    )
    installer.install(chosen)
    assert (project / ".claude" / "settings.json").is_symlink()
    assert groups.MARKER in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_backup_of_the_settings_before_is_kept(make: Maker) -> None:
    guard = make(settings=SETTINGS)
    assert guard.outcome.backup is not None
    assert guard.outcome.backup.read_text("utf-8") == SETTINGS
    installer.install(options(guard, pin=True))
    assert guard.outcome.backup.read_text("utf-8") == SETTINGS


def test_the_state_is_kept_outside_the_project_and_readable_by_its_owner_alone(guard: Guard) -> None:
    assert guard.project not in guard.directory.parents
    assert guard.directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in guard.directory.iterdir()} == {0}


def test_two_projects_and_two_scopes_do_not_share_state(make: Maker) -> None:
    first, second = make(), make()
    local = make(scope="local")
    user = make(scope="user")
    assert len({each.directory for each in (first, second, local, user)}) == 4
    assert local.settings.name == "settings.local.json"
    assert user.settings == user.home / ".claude" / "settings.json"


@pytest.mark.parametrize(
    "other",
    [
        '{"disableAllHooks": true}',
        '{"env": {"CLAUDE_CODE_SHELL_PREFIX": "/x"}}',
        '{"env": {"LD_PRELOAD": "/x"}}',
        '{"model": 5}',
        '{"hooks": {"Stop": "x"}}',
        '{"permissions": {"allow": "x"}}',
        "{",
        "[]",
    ],
)
def test_settings_in_which_the_hooks_would_never_be_asked_are_refused(guard: Guard, other: str) -> None:
    before = guard.settings.read_bytes()
    guard.settings.with_name("settings.local.json").write_text(other)
    with pytest.raises(AgsecError, match=r"settings\.local\.json"):
        installer.install(options(guard))
    assert guard.settings.read_bytes() == before


@pytest.mark.parametrize("name", ["managed-settings.json", "managed-settings.d/10-it.json"])
@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('{"disableAllHooks": true}', (True, True)),
        ('{"allowManagedHooksOnly": true}', (True, False)),
        ('{"allowManagedHooksOnly": false, "model": "x"}', (False, False)),
    ],
)
def test_what_an_administrator_switches_off_is_refused(
    make: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str, refused: tuple[bool, bool]
) -> None:
    (tmp_path / "managed-settings.d").mkdir()
    (tmp_path / name).write_text(text)
    monkeypatch.setattr(claude_code, "managed_file", lambda: tmp_path / "managed-settings.d" / "50-agsec.json")
    for scope, is_refused in zip(("project", "managed"), refused, strict=True):
        place = Place(scope, tmp_path / "project", tmp_path / "home")
        with pytest.raises(AgsecError, match=name) if is_refused else contextlib.nullcontext():
            named("claude-code").refuse(place, "{}")


def test_an_interpreter_in_the_project_is_warned_about(guard: Guard) -> None:
    assert interpreter_within(guard.project) is None
    assert "lies in the project" in str(interpreter_within(Path(os.path.realpath(sys.executable)).parent))


def test_what_a_person_wrote_between_two_installations_outlives_the_uninstallation(make: Maker) -> None:
    for settings in (None, '{"model": "opus"}'):
        guard = make(settings=settings)
        text = guard.settings.read_text("utf-8")
        guard.settings.write_text(text.replace('"hooks"', '"language": "de", "hooks"', 1), "utf-8")
        installer.install(options(guard))
        installer.install(options(guard, pin=True))
        installer.apply(Slot(guard.directory))
        installer.uninstall(options(guard))
        left = json.loads(guard.settings.read_text("utf-8"))
        assert left == {"language": "de", **({"model": "opus"} if settings else {})}


def test_hooks_without_their_record_are_taken_out_and_nothing_else(make: Maker) -> None:
    for damage in ("gone", "damaged"):
        guard = make(settings='{"model": "opus"}')
        record = guard.directory / "installation.json"
        if damage == "gone":
            record.unlink()
        else:
            record.write_text("{")
        assert installations(guard.project, guard.state) == []
        installer.install(options(guard))
        assert guard.call("Bash", command="ls").verdict == "silent"
        installer.uninstall(options(guard))
        assert json.loads(guard.settings.read_text("utf-8")) == {"model": "opus"}


def test_a_second_apply_keeps_the_bundle_of_the_pin_before(make: Maker) -> None:
    guard = make(pin=True)
    before = guard.command
    (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
    for _ in range(3):
        installer.apply(Slot(guard.directory))
    event = json.dumps(guard.event("Bash", command="ls")).encode()
    assert run(before, event).verdict == "silent"


def test_a_log_that_cannot_be_written_is_noticed_at_installation(guard: Guard) -> None:
    guard.log.unlink()
    guard.log.mkdir()
    with pytest.raises(AgsecError, match="cannot write its log"):
        installer.install(options(guard))


def test_ten_installations_at_once_leave_one_sound_one(guard: Guard) -> None:
    code = (
        "import sys; from pathlib import Path; from agsec import installer; p = Path(sys.argv[1]);"
        "installer.install(installer.Options(p / 'policies', project=p, home=p, state=Path(sys.argv[2])))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, guard.project, guard.state], stderr=subprocess.PIPE)
        for _ in range(10)
    ]
    for each in running:
        each.communicate(timeout=60)
    hooks = json.loads(guard.settings.read_text("utf-8"))["hooks"]
    assert [len(groups) for groups in hooks.values()] == [1, 1]
    assert guard.call("Bash", command="rm x").verdict == "blocked"
    assert guard.call("Bash", command="ls").verdict == "silent"


def test_a_project_with_quotes_and_spaces_in_its_name_is_guarded(make: Maker) -> None:
    make.root = make.root / 'it\'s a "project" $HOME'
    guard = make()
    assert guard.call("Bash", command="rm x").verdict == "blocked"
    assert guard.call("Bash", command="ls").verdict == "silent"


def test_the_machine_wide_form_is_for_root_and_refuses_what_others_can_write(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        with pytest.raises(AgsecError, match="only root"):
            managed.managed_slot("claude-code")
        return
    (tmp_path / "python").write_text("")
    (tmp_path / "python").chmod(0o777)
    with pytest.raises(AgsecError, match="written by others"):
        managed.refuse_unless_root_owned([str(tmp_path / "python")])


def test_apply_finds_the_installations_of_its_project(make: Maker) -> None:
    first, second = make(), make()
    found = installations(first.project, first.state)
    assert found == [Slot(first.directory)]
    assert second.directory not in [each.directory for each in found]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AgsecError, match="No space left"):
        files.write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


# -- editing JSON text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)
texts = st.builds(
    lambda value, indent, ascii_only: json.dumps(value, indent=indent, ensure_ascii=ascii_only),
    st.dictionaries(st.text(max_size=4), values, max_size=4),
    st.sampled_from([None, 2, 4, "\t"]),
    st.booleans(),
)


@given(texts, st.text(max_size=4), values)
def test_adding_a_member_adds_it_and_touches_nothing_else(text: str, key: str, value: Any) -> None:
    data = json.loads(text)
    if key in data:
        return
    edited = jsonedit.added(text, (), key, value)
    assert json.loads(edited) == {**data, key: value}
    assert edited.startswith(text.rstrip("}").rstrip())


@given(texts, st.data())
def test_removing_a_member_undoes_adding_it(text: str, data: st.DataObject) -> None:
    loaded = json.loads(text)
    if not loaded:
        return
    key = data.draw(st.sampled_from(sorted(loaded)))
    left = {name: value for name, value in loaded.items() if name != key}
    assert json.loads(jsonedit.removed(text, (key,))) == left


@given(texts, values, st.data())
def test_replacing_a_member_changes_it_alone(text: str, value: Any, data: st.DataObject) -> None:
    loaded = json.loads(text)
    if not loaded:
        return
    key = data.draw(st.sampled_from(sorted(loaded)))
    assert json.loads(jsonedit.replaced(text, (key,), value)) == {**loaded, key: value}


@given(texts)
def test_installing_into_any_settings_and_taking_the_hooks_out_again_keeps_their_meaning(text: str) -> None:
    data = json.loads(text)
    entries = claude_code.entries(
        groups.command_line("claude-code", "/usr/bin/python3", Path("/state/hook.pyc"), None), False
    )
    try:
        installed = groups.installed(text, entries)
    except AgsecError:
        assert not isinstance(data.get("hooks", {}), dict)
        return
    assert groups.installed(installed, entries) == installed
    assert json.loads(groups.uninstalled(installed)) in (data, {k: v for k, v in data.items() if k != "hooks"})
