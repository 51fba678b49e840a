"""The files that a patch touches: none that Codex would touch may be missed, however the patch is written."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec_runtime.patch import BLANK, MAX_CHANGES, PatchError, changes, touched

NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=6)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
LINES = st.lists(
    st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=8), max_size=3
)
SPACE = st.text(st.sampled_from(BLANK.replace("\n", "")), max_size=2)


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines of one file in a patch, and what they do."""
    path, before, after = draw(PATHS), draw(SPACE), draw(SPACE)
    kind = draw(st.sampled_from(["Add", "Update", "Delete"]))
    lines = [f"{before}*** {kind} File: {path}{after}"]
    if kind == "Delete":
        return lines, [("file.delete", path)]
    added = [f"+{line}" for line in draw(LINES)]
    if kind == "Add":
        return lines + added, [("file.write", path)]
    done = [("file.edit", path)]
    if draw(st.booleans()):
        target = draw(PATHS)
        lines.append(f"*** Move to: {target}")
        done += [("file.delete", path), ("file.write", target)]
    lines += ["@@ def f():", " context", "-old", *added, ""]
    return [*lines, "*** End of File"] if draw(st.booleans()) else lines, done


@st.composite
def patches(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    parts = draw(st.lists(files(), min_size=1, max_size=4))
    lines = [
        f"{draw(SPACE)}*** Begin Patch{draw(SPACE)}",
        *[line for part, _ in parts for line in part],
        "*** End Patch",
    ]
    if draw(st.booleans()):
        lines = ["<<'EOF'", *lines, "EOF"]
    text = draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    return f"{draw(SPACE)}{text}{draw(SPACE)}", [step for _, done in parts for step in done]


@given(patches())
def test_every_file_that_a_patch_names_is_found_with_what_is_done_to_it(
    made: tuple[str, list[tuple[str, str]]],
) -> None:
    patch, done = made
    assert [(action, path) for action, path, _ in changes(patch)] == done


def codex_reads(patch: str) -> list[str] | None:
    """The paths that Codex 0.169.0 was observed to touch, None for a patch that it refuses: a loose model of it."""
    lines = [line.rstrip("\r") for line in patch.strip(BLANK).split("\n")]
    if lines[0] in ("<<EOF", "<<'EOF'", '<<"EOF"') and lines[-1].endswith("EOF"):
        lines = lines[1:-1]
    stripped = [line.strip(BLANK) for line in lines]
    if len(lines) < 3 or stripped[0] != "*** Begin Patch" or stripped[-1] != "*** End Patch":
        return None
    markers = ("*** Add File: ", "*** Delete File: ", "*** Update File: ", "*** Move to: ")
    return [line.partition(": ")[2] for line in stripped[1:-1] if line.startswith(markers)]


MANGLES = st.tuples(
    st.floats(0, 1),
    st.integers(0, 12),
    st.sampled_from(
        ["", " ", "\n", "\r", "\x0b", "+", "*** ", "*** Delete File: x\n", "*** End Patch\n", "\u00a0", "@@"]
    ),
)


@given(patches(), st.lists(MANGLES, min_size=1, max_size=4))
def test_a_mangled_patch_is_refused_or_shows_every_file_that_could_be_touched(
    made: tuple[str, list[tuple[str, str]]], mangles: list[tuple[float, int, str]]
) -> None:
    patch = made[0]
    for place, length, put in mangles:
        at = int(place * len(patch))
        patch = patch[:at] + put + patch[at + length :]
    read = codex_reads(patch)
    try:
        seen = {path for _, path, _ in changes(patch)}
    except PatchError:
        return
    assert read is not None
    assert set(read) <= seen


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(PatchError):
        assert changes(text)


PATCH = "*** Begin Patch\n{}\n*** End Patch"


@pytest.mark.parametrize(
    "patch",
    [
        "",
        "*** Begin Patch\n*** End Patch",
        "*** Begin Patch",
        "*** Add File: a\n+x",
        "text\n" + PATCH.format("*** Add File: a\n+x"),
        PATCH.format("*** Add File: a\n+x") + "\n*** Delete File: b",
        PATCH.format("*** Add File: a\nx"),
        PATCH.format("*** Add File:a\n+x"),
        PATCH.format("*** add file: a\n+x"),
        PATCH.format("*** Rename File: a"),
        PATCH.format("*** Add File: "),
        PATCH.format("*** Add File:   a\n+x"),
        PATCH.format("*** Add File: a\tb\n+x"),
        PATCH.format("*** Add File: a\rb\n+x"),
        PATCH.format("*** Add File: a\x1b[0m\n+x"),
        PATCH.format("*** Move to: b"),
        PATCH.format("*** Add File: a\n*** Move to: b"),
        PATCH.format("*** Update File: a\n*** Move to: b\n*** Move to: c\n@@\n-x"),
        PATCH.format("*** Delete File: a\n+x"),
        PATCH.format("*** Add File: a\n+x\n*** End Patch\n*** Delete File: b"),
        PATCH.format("+x"),
        "<<'END'\n" + PATCH.format("*** Add File: a\n+x") + "\nEND",
    ],
)
def test_a_patch_of_another_form_is_refused(patch: str) -> None:
    with pytest.raises(PatchError):
        changes(patch)


def test_what_is_put_in_is_kept_by_its_file() -> None:
    patch = PATCH.format(
        "*** Add File: a\n+one\n+two\n*** Update File: b\n*** Move to: c\n@@\n-old\n+new\n*** Delete File: d"
    )
    assert changes(patch) == [
        ("file.write", "a", "one\ntwo\n"),
        ("file.edit", "b", "new\n"),
        ("file.delete", "b", None),
        ("file.write", "c", None),
        ("file.delete", "d", None),
    ]


def test_an_indented_marker_in_a_hunk_is_a_file_whatever_the_version_makes_of_it() -> None:
    patch = PATCH.format("*** Update File: a\n@@\n one\n *** Delete File: b")
    assert [path for _, path, _ in changes(patch)] == ["a", "b"]


def test_a_marker_that_is_added_as_text_is_no_file() -> None:
    patch = PATCH.format("*** Add File: a\n+*** Delete File: b\n*** Update File: c\n@@\n-*** Add File: d\n+x")
    assert [path for _, path, _ in changes(patch)] == ["a", "c"]


def test_more_changes_than_the_limit_are_refused() -> None:
    lines = "\n".join([f"*** Delete File: {number}" for number in range(MAX_CHANGES)])
    assert len(changes(PATCH.format(lines))) == MAX_CHANGES
    with pytest.raises(PatchError, match="more than 1,000 changes"):
        changes(PATCH.format(lines + "\n*** Delete File: x"))
    with pytest.raises(PatchError, match="more than 1,000 changes"):
        touched(PATCH.format(lines + "\n*** Delete File: x"))


def test_the_files_of_a_patch_in_a_shell_command_are_found() -> None:
    command = (
        "cd src && apply_patch <<'EOF'\n" + PATCH.format("*** Update File: a\n*** Move to: b\n@@\n-x\n+y") + "\nEOF"
    )
    assert touched(command) == [("file.edit", "a", None), ("file.write", "b", None)]
    assert touched("echo '*** Add File: a'") == []
