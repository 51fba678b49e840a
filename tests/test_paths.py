"""Paths mean one file however they are spelled: by their text, by the file system's links, without case."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec_runtime.marks import CLASS_CLOSE, CLASS_OPEN, MARKS, ONE, STAR, unknown
from agsec_runtime.paths import (
    MAX_PATH,
    Resolver,
    absolute,
    components,
    expand_home,
    folded,
    inside,
    is_usable,
    spellings,
)
from benchmarks.fuzz_paths_urls import check_links, check_paths, make_path

HERE = "/home/dev/app"
D, CUT = unknown("$DIR"), unknown("${x%/*}")
marked = st.integers(0, 2**32).map(lambda seed: make_path(Random(seed)))
texts = st.text(st.characters() | st.sampled_from([*MARKS, "/", ".", "~"]))


# -- by their text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", "/home/dev/app/a"),
        ("./a/", "/home/dev/app/a"),
        ("../a", "/home/dev/a"),
        ("../../../../../etc/passwd", "/etc/passwd"),
        ("/a//b/./c/..", "/a/b"),
        ("//etc/passwd", "/etc/passwd"),
        ("///", "/"),
        ("/..", "/"),
        (".", HERE),
        ("..", "/home/dev"),
        ("...", "/home/dev/app/..."),
        (".env.", "/home/dev/app/.env."),
        (" ", "/home/dev/app/ "),
        ("", ""),
        ("e\u0301", "/home/dev/app/\u00e9"),
        ("\uff0e\uff45nv", "/home/dev/app/\uff0e\uff45nv"),
        ("a\0b", "/home/dev/app/a\0b"),
        ("\ud800", "/home/dev/app/\ud800"),
        (f"{D}/.env", f"{D}/.env"),
        (f"{D}/a/../.env", f"{D}/.env"),
        (f"{D}/../.env", f"{D}/../.env"),
        (f"{D}/../../x/../.env", f"{D}/../../.env"),
        (f"{CUT}/../a", f"{CUT}/../a"),
        (f"x{CUT}/a", f"/home/dev/app/x{CUT}/a"),
        (f"{STAR}/../a", f"/home/dev/app/{STAR}/../a"),
        (f".e{CLASS_OPEN}n{CLASS_CLOSE}v/./a", f"/home/dev/app/.e{CLASS_OPEN}n{CLASS_CLOSE}v/a"),
        (f"{ONE}/b/..", f"/home/dev/app/{ONE}"),
    ],
)
def test_a_path_is_made_absolute_by_its_text(path: str, expected: str) -> None:
    assert absolute(path, HERE) == expected


def test_without_a_directory_to_start_from_a_path_stays_relative() -> None:
    assert [absolute(path, "") for path in ("a/b", "./a", "../a", "a/..", ".")] == ["a/b", "a", "../a", ".", "."]


def test_behind_an_unknown_directory_a_path_keeps_it() -> None:
    assert absolute("a/../.env", D) == f"{D}/.env"
    assert absolute("../.env", D) == f"{D}/../.env"


def test_what_only_a_run_can_tell_is_never_cut() -> None:
    assert components(f"a/{CUT}b/c") == ["a", f"{CUT}b", "c"]


@settings(deadline=None)
@given(texts | marked, texts | marked | st.sampled_from(["/", HERE, ""]), st.sampled_from(["linux", "darwin", "win32"]))
def test_no_text_is_too_strange(path: str, cwd: str, platform: str) -> None:
    assert isinstance(absolute(path, cwd), str)
    assert isinstance(expand_home(path, cwd, HERE), str)
    assert spellings(path, {HERE: path, "/a": cwd}, cwd)
    assert inside(path, cwd) in (True, False)
    assert folded(folded(path, platform), platform) == folded(path, platform)
    assert "/".join(components(path)) == path or "\ufdef" in path


def test_generated_paths_obey_posixpath_and_the_laws_of_marked_text() -> None:
    assert check_paths(Random(1), 3000) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("~", "/home/dev"),
        ("~/.ssh/id_rsa", "/home/dev/.ssh/id_rsa"),
        ("~//x", "/home/dev//x"),
        ("~bob/.env", "/home/bob/.env"),
        ("~root/.bashrc", "/root/.bashrc"),
        ("~+/.env", "/cwd/.env"),
        ("~-/x", "~-/x"),
        ("a~", "a~"),
        ("/~", "/~"),
        (f"~{D}/x", f"~{D}/x"),
    ],
)
def test_a_tilde_is_a_home(path: str, expected: str) -> None:
    assert expand_home(path, "/home/dev", "/cwd") == expected


def test_root_lives_elsewhere_on_macos_and_nobody_beside_root() -> None:
    assert expand_home("~root/x", "/Users/dev") == "/var/root/x"
    assert expand_home("~bob/x", "/root") == "/home/bob/x"
    assert expand_home("~/x", "") == "~/x"


@pytest.mark.parametrize("path", [None, 3, "", "a\0b", "\udc80", f"a{STAR}", D, ["a"]])
def test_what_can_name_no_file_is_not_usable(path: object) -> None:
    assert not is_usable(path)


@pytest.mark.parametrize("path", ["a", " ", "\u00e9", "\n", "~", "C:\\x"])
def test_what_can_name_a_file_is_usable(path: str) -> None:
    assert is_usable(path)


# -- by the file system


@pytest.fixture
def root(tmp_path: Path) -> str:
    root = Path(os.path.realpath(tmp_path))
    (root / "real" / "deep").mkdir(parents=True)
    (root / "link").symlink_to("real/deep")
    (root / "file").symlink_to(root / "real" / ".env")
    (root / "loop").symlink_to("loop")
    (root / "e\u0301").symlink_to("real")
    (root / "gone").symlink_to("nowhere/x")
    return str(root)


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("real/x", None),
        ("link/x", "real/deep/x"),
        ("file", "real/.env"),
        ("link/../x", "real/x"),
        ("link/missing/../x", "real/deep/x"),
        ("gone", "nowhere/x"),
        ("loop", None),
        ("loop/x", None),
        ("\u00e9/x", "real/x"),
        ("e\u0301/x", "real/x"),
        (f"link/{STAR}", f"real/deep/{STAR}"),
        (f"{STAR}/link", None),
        (f"link/{D}/x", f"real/deep/{D}/x"),
        ("real/" + "x" * 300, None),
        ("link/" + "x/" * MAX_PATH, None),
        ("link\0/x", None),
    ],
)
def test_links_are_followed_beside_the_text(root: str, path: str, real: str | None) -> None:
    text = absolute(path, root)
    assert spellings(path, cwd=root) == ([text] if real is None else [text, f"{root}/{real}"])


def test_links_that_a_command_makes_are_followed_too(root: str) -> None:
    links = {f"{root}/new": f"{root}/link", f"{root}/made/x": "/etc", "/a": D}
    assert spellings("new/y", links, root) == [f"{root}/new/y", f"{root}/real/deep/y"]
    assert spellings("made/x/passwd", links, root) == [f"{root}/made/x/passwd", "/etc/passwd"]
    assert spellings("/a/y", links) == ["/a/y", f"/{D}/y"]


def test_more_links_than_a_system_follows_end_in_the_text() -> None:
    assert spellings("/a/x", {"/a": "/b", "/b": "/a"}) == ["/a/x"]


@pytest.mark.skipif(sys.platform != "linux", reason="the directories of processes are Linux's")
@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("/proc/self/cwd/.env", f"{HERE}/.env"),
        ("/proc/self/root/etc/passwd", "/etc/passwd"),
        ("/proc/self/root/proc/self/cwd/../x", "/home/dev/x"),
        ("/proc/thread-self/cwd/x", f"{HERE}/x"),
        ("/proc/4242/cwd/x", f"{HERE}/x"),
        ("/proc/self/task/7/cwd/x", f"{HERE}/x"),
        (f"/proc/{unknown('$$')}/root/etc/passwd", "/etc/passwd"),
        ("/proc/self/environ", None),
        ("/proc/self/fd/0", None),
    ],
)
def test_directories_of_processes_are_those_of_the_reader_not_ours(path: str, real: str | None) -> None:
    text = absolute(path, HERE)
    assert spellings(path, cwd=HERE) == ([text] if real is None else [text, real])


def test_the_walk_agrees_with_the_system_over_generated_links() -> None:
    assert check_links(Random(2), 3000) == []


def test_a_directory_that_may_not_be_entered_ends_in_the_text(root: str) -> None:
    Path(root, "real").chmod(0)
    try:
        assert spellings("link/x", cwd=root)[0] == f"{root}/link/x"
    finally:
        Path(root, "real").chmod(0o755)


def test_a_resolver_asks_the_system_once(root: str) -> None:
    resolver = Resolver(root)
    before = resolver.spellings("link/x")
    Path(root, "link").unlink()
    assert resolver.spellings("link/x") == before


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("real/x", True),
        ("", False),
        (".", True),
        ("link/x", True),
        ("../x", False),
        ("out/x", False),
        (f"{STAR}/../../x", False),
        (f"{D}/x", False),
        (f"a/{D}", True),
    ],
)
def test_a_path_lies_inside_by_every_spelling(root: str, path: str, expected: bool) -> None:
    Path(root, "out").symlink_to("/etc")
    assert inside(path, root, cwd=root) is expected


def test_a_neighbour_with_a_longer_name_is_not_inside() -> None:
    assert not inside("/work/app-old/x", "/work/app")
    assert inside("/work/app/x", "/work/app/")
    assert inside("/anything", "/")


def test_a_directory_may_be_reached_through_a_link_itself(root: str) -> None:
    assert inside("x", f"{root}/link", cwd=f"{root}/link")
    assert inside(f"{root}/real/deep/x", f"{root}/link")


# -- without case


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("/A/.ENV", "/a/.env"),
        ("\u00c9", "e\u0301"),
        ("\u212a", "k"),
        ("\u017fsh", "SSH"),
        ("stra\u00dfe", "STRASSE"),
        ("\u03a3", "\u03c2"),
        (".e\u200cnv", ".env"),
        (".\ufeffenv", ".env"),
        (".g\u200dit/HEAD", ".git/head"),
    ],
)
def test_texts_that_a_file_system_may_take_for_one_another_are_folded_together(text: str, other: str) -> None:
    assert folded(text) == folded(other)


def test_look_alikes_stay_apart() -> None:
    assert len({folded(text) for text in (".env", ".\uff45nv", ".\u0435nv", ".env.", ".env ")}) == 5


def test_marks_are_no_letters_to_fold() -> None:
    assert folded(f"{D}/.E{STAR}{ONE}") == f"{unknown('$dir')}/.e{STAR}{ONE}"


@pytest.mark.parametrize("text", [".ENV.", ".env. .", ".env::$DATA", ".env:x", "sub\\.env", "sub/.ENV "])
def test_windows_drops_more(text: str) -> None:
    assert folded(text, "win32").rpartition("/")[2] == ".env"
    assert folded("C:\\A\\..\\b", "win32") == "c:/a/../b"


def test_folding_is_idempotent_for_every_character() -> None:
    for start in range(0, sys.maxunicode + 1, 1024):
        once = folded("a".join(map(chr, range(start, start + 1024))))
        assert folded(once) == once, hex(start)


def test_folding_does_not_depend_on_how_a_text_is_composed() -> None:
    for code in range(0xC0, 0x3000):
        assert folded(unicodedata.normalize("NFD", chr(code))) == folded(chr(code)), hex(code)


# -- cost


@pytest.mark.parametrize("piece", ["a/", "../", "/", f"{D}", f"{D}/", f"{STAR}/../", "e\u0301", ".", "~/"])
def test_time_is_linear_in_a_path_s_length(piece: str) -> None:
    def taken(count: int) -> float:
        start = time.perf_counter()
        spellings(piece * count, cwd=HERE)
        folded(piece * count, "win32")
        return time.perf_counter() - start

    taken(10)
    assert taken(20_000) < 1
