"""Other readers of shell see no command, word or redirection that ours does not, and bash takes what ours takes.

What the others misread is listed in `shell_inputs`, each with what bash does. `benchmarks/shell_differential.py` compares
many more scripts than there is time for here.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from benchmarks.shell_differential import Readers, Seen, compare, corpus, of_corpus, of_scripts, of_topic, ours

from .shell_inputs import INPUTS, MISREAD_SHAPES, MISREADINGS, OF_ZSH, script, scripts

READERS = Readers.installed()
NEEDED = {"shfmt": READERS.shfmt, "tree-sitter": READERS.tree, "bash": READERS.bash}
TOPICS = [*INPUTS, *OF_ZSH]


@pytest.fixture(params=NEEDED)
def alone(request: pytest.FixtureRequest) -> Readers:
    """One reader without the others; bash is always there, since what it refuses is not compared."""
    if NEEDED[request.param] is None:
        pytest.skip(f"not run: needs {request.param}")
    return Readers(
        READERS.shfmt if request.param == "shfmt" else None,
        READERS.tree if request.param == "tree-sitter" else None,
        READERS.bash,
    )


@pytest.mark.parametrize("topic", TOPICS)
def test_tricky_inputs_are_read_as_others_read_them(alone: Readers, topic: str) -> None:
    assert of_topic(alone, topic) == {}


def test_the_corpus_is_read_as_others_read_it(alone: Readers) -> None:
    assert of_corpus(alone) == {}


def test_scripts_that_are_made_up_are_read_as_others_read_them(alone: Readers) -> None:
    assert of_scripts(alone, map(script, range(300))) == {}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(scripts())
@example("a=<(b) $c[1] \"${d:-'e'}\" <<E\n$(f)\nE")
def test_so_are_those_that_shrink_to_what_is_wrong(text: str) -> None:
    assert of_scripts(READERS, [text]) == {}


def test_there_are_enough_tricky_inputs_and_none_twice() -> None:
    texts = [text for topics in (INPUTS, OF_ZSH) for inputs in topics.values() for text in inputs]
    assert len(texts) >= 300
    assert sorted(set(texts)) == sorted(texts)


def test_what_is_listed_as_misread_is_an_input_and_is_misread() -> None:
    """A reader that has been mended is taken off the list."""
    texts = {text for topics in (INPUTS, OF_ZSH) for inputs in topics.values() for text in inputs} | set(corpus())
    for reader, reasons in MISREADINGS.items():
        if NEEDED[reader] is None or READERS.bash is None:
            pytest.skip(f"not run: needs {reader} and bash")
        for inputs in reasons.values():
            others = [name for name in NEEDED if name != reader]
            assert set(inputs) <= texts
            of_zsh = [text for text in inputs if text in OF_ZSH["zsh"]]
            read = [text for text in inputs if text not in of_zsh and not READERS.differences(text, others)]
            assert read == [], reader
            assert [text for text in of_zsh if not READERS.differences_in_zsh(text)] == []


def test_shapes_are_listed_for_readers_that_there_are() -> None:
    assert set(MISREAD_SHAPES) <= set(NEEDED)


@pytest.mark.parametrize(
    ("text", "heads", "words", "targets"),
    [
        ("a=b c d >e", ["c"], ["a=b", "c", "d"], ["e"]),
        ('a "$(b <<<c)" <<E\n`d`\nE', ["a", "b", "d"], ["a", '"$(b <<<c)"', "b", "d"], ["c"]),
        ("case a in b|c) d;; esac; for x in e; do [[ f == g ]]; done", ["d"], ["a", "b", "c", "d", "e", "f", "g"], []),
        ("declare a[1]+=b c=(d [e]=f)", ["declare"], ["declare", "a[1]+=b", "d", "[e]=f"], []),
    ],
)
def test_what_is_compared_is_what_stands_in_the_text(
    text: str, heads: list[str], words: list[str], targets: list[str]
) -> None:
    seen, error = ours(text)
    assert error is None
    assert sorted(seen.heads.elements()) == sorted(heads)
    assert sorted(seen.words.elements()) == sorted(words)
    assert sorted(seen.targets.elements()) == sorted(targets)
    for reader in (READERS.shfmt, READERS.tree):
        theirs = None if reader is None else reader.read(text)
        if theirs is not None:
            assert theirs.beyond(seen) == []


def test_what_another_sees_and_we_do_not_is_said() -> None:
    one, other = Seen(), Seen()
    one.command(["a", "b"])
    one.targets["c"] += 1
    other.command(["b"])
    assert one.beyond(other) == ["head 'a'", "word 'a'", "target 'c'"]


def test_texts_without_differences_are_not_in_the_answer() -> None:
    assert compare(lambda text: ["wrong"] if text == "b" else [], ["a", "b", "b"]) == {"b": ["wrong"]}
