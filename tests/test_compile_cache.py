"""The cache of composed policies: only what changed is read again, and nothing else changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec.installing import installer
from agsec.state import Slot
from agsec_compiler import Cache, Compilation, Source, cache, compile_path, compile_sources

from .conftest import Maker
from .strategies import policy_sets
from .yaml_texts import yaml_texts

FILES = 100


def _as_yaml(policies: list[dict[str, Any]]) -> list[Source]:
    """JSON is YAML."""
    return [Source(f"{number}.yaml", json.dumps(each, ensure_ascii=False)) for number, each in enumerate(policies)]


def _alone(text: str) -> list[Source]:
    return [Source("a.yaml", text)]


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    for number in range(FILES):
        _write(tmp_path / "policies", number, f"action{number}")
    return tmp_path / "policies"


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "trees")


def _write(policies: Path, number: int, action: str) -> None:
    text = f"statements:\n  - sid: S{number}\n    effect: deny\n    actions: [{action}]\n"
    (policies / f"{number:03}.yaml").write_text(text, "utf-8")


def _compiled(policies: Path, kept: Cache) -> tuple[Compilation, list[str]]:
    """With the names of the files that were read."""
    read: list[str] = []
    compilation = compile_path(policies, lambda source: read.append(source.name), kept)
    clean = compile_path(policies)
    assert (compilation.bundle, compilation.diagnostics) == (clean.bundle, clean.diagnostics)
    return compilation, read


def test_of_a_hundred_files_only_the_one_that_changed_is_read_again(policies: Path, kept: Cache) -> None:
    assert len(_compiled(policies, kept)[1]) == FILES
    assert _compiled(policies, kept)[1] == []
    _write(policies, 42, "other")
    assert _compiled(policies, kept)[1] == ["042.yaml"]


def test_a_renamed_file_is_not_read_again_and_is_called_by_its_new_name(policies: Path, kept: Cache) -> None:
    _compiled(policies, kept)
    (policies / "007.yaml").rename(policies / "zzz.yaml")
    compilation, read = _compiled(policies, kept)
    assert read == []
    assert compilation.program is not None
    assert compilation.program.statements[-1].file == "zzz.yaml"


def test_what_files_say_to_one_another_is_found_with_all_of_them_known(policies: Path, kept: Cache) -> None:
    _compiled(policies, kept)
    twice = (policies / "007.yaml").read_text().replace("action7", "elsewhere")
    (policies / "twice.yaml").write_text(twice)
    compilation, read = _compiled(policies, kept)
    assert [each.code for each in compilation.errors] == ["AGS201"]
    assert read == ["twice.yaml"]
    assert _compiled(policies, kept)[0].errors == compilation.errors


def test_a_file_that_cannot_be_read_is_read_each_time(policies: Path, kept: Cache) -> None:
    (policies / "000.yaml").write_text("a: 1\na: 2\n")
    _compiled(policies, kept)
    compilation, read = _compiled(policies, kept)
    assert read == ["000.yaml"]
    assert compilation.bundle is None


@given(sources=st.one_of(yaml_texts.map(_alone), policy_sets().map(_as_yaml)))
def test_findings_and_bundles_of_known_trees_are_those_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, sources: list[Source]
) -> None:
    kept = Cache(tmp_path_factory.mktemp("trees"))
    clean, cold, warm = (compile_sources(sources, cache=each) for each in (None, kept, kept))
    assert clean.bundle == cold.bundle == warm.bundle
    assert clean.diagnostics == cold.diagnostics == warm.diagnostics


@given(data=st.data())
def test_a_damaged_entry_is_no_entry(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    kept, policies = Cache(tmp_path_factory.mktemp("trees")), tmp_path_factory.mktemp("policies")
    _write(policies, 0, "bash.execute")
    _compiled(policies, kept)
    [entry] = kept.directory.iterdir()
    raw = bytearray(entry.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        raw[at] ^= data.draw(st.integers(1, 255))
    else:
        del raw[at:]
    entry.write_bytes(raw)
    assert _compiled(policies, kept)[1] == ["000.yaml"]
    assert _compiled(policies, kept)[1] == []


def test_an_entry_under_the_name_of_another_is_no_entry(policies: Path, kept: Cache) -> None:
    _compiled(policies, kept)
    one, other, *_ = kept.directory.iterdir()
    other.write_bytes(one.read_bytes())
    assert len(_compiled(policies, kept)[1]) == 1


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_directory_in_which_others_can_write_is_not_believed(policies: Path, kept: Cache, mode: int) -> None:
    _compiled(policies, kept)
    kept.directory.chmod(mode)
    assert len(_compiled(policies, kept)[1]) == FILES


def test_a_link_to_a_directory_is_not_believed(policies: Path, kept: Cache) -> None:
    _compiled(policies, kept)
    link = kept.directory.with_name("link")
    link.symlink_to(kept.directory)
    assert len(_compiled(policies, Cache(link))[1]) == FILES


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a directory away")
def test_root_believes_no_directory_of_somebody_else(policies: Path, kept: Cache) -> None:
    _compiled(policies, kept)
    os.chown(kept.directory, 12345, 12345)
    assert len(_compiled(policies, kept)[1]) == FILES


def test_where_nothing_can_be_kept_policies_compile_all_the_same(policies: Path, tmp_path: Path) -> None:
    (tmp_path / "trees").write_text("no directory")
    assert len(_compiled(policies, Cache(tmp_path / "trees"))[1]) == FILES


def test_what_was_unused_for_longest_goes_when_the_cache_is_full(
    policies: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    _compiled(policies, kept)
    entries = sorted(kept.directory.iterdir())
    for age, entry in enumerate(entries):
        os.utime(entry, (1_000_000 - age, 1_000_000 - age))
    monkeypatch.setattr(cache, "MAX_BYTES", sum(entry.stat().st_size for entry in entries[:10]))
    kept.trim()
    assert sorted(kept.directory.iterdir()) == entries[:10]


def test_compilers_at_the_same_time_agree(policies: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "agsec", "compile", str(policies), "-o"]
    started = [subprocess.Popen([*command, str(tmp_path / f"{each}.agp")], env=_env(tmp_path)) for each in range(4)]
    assert [each.wait(120) for each in started] == [0] * 4
    assert {(tmp_path / f"{each}.agp").read_bytes() for each in range(4)} == {compile_path(policies).bundle}


def _env(home: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "NO_COLOR": "1"}


@pytest.mark.parametrize("command", ["validate", "compile"])
def test_a_command_keeps_trees_in_the_state_directory_unless_told_not_to(
    policies: Path, tmp_path: Path, command: str
) -> None:
    line = [sys.executable, "-m", "agsec", command, str(policies)]
    assert subprocess.run([*line, "--no-cache"], env=_env(tmp_path), cwd=tmp_path, timeout=120).returncode == 0
    assert list(tmp_path.rglob(".trees")) == []
    assert subprocess.run(line, env=_env(tmp_path), cwd=tmp_path, timeout=120).returncode == 0
    [trees] = tmp_path.rglob("agsec/projects/.trees")
    assert len(list(trees.iterdir())) == FILES


def test_what_comes_into_force_is_read_from_the_files_alone(make: Maker) -> None:
    """Even where an agent could write to the cache."""
    guard = make()
    assert installer.apply(Slot(guard.directory)).compilation.bundle
    assert list(make.root.rglob(".trees")) == []
