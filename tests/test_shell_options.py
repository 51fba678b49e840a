"""The option parser: where a word's value is, and where options end."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec_runtime.marks import unknown
from agsec_runtime.shell.options import parse

UNKNOWN = unknown("$x")


@pytest.mark.parametrize(
    ("line", "spec", "options", "operands"),
    [
        # clusters, and values that are glued or the next word
        ("-rf a", "", "-r -f", "a"),
        ("-sSd@f u", "-d:", "-s -S -d=@f", "u"),
        ("-sd data u", "-d:", "-s -d=data", "u"),
        ("-d -x u", "-d:", "-d=-x", "u"),
        ("-d", "-d:", "-d", ""),
        ("-i.bak f", "-i?", "-i=.bak", "f"),
        ("-i f", "-i?", "-i", "f"),
        ("-ni.bak f", "-n -i?", "-n -i=.bak", "f"),
        ("-20 f", "", "-2 -0", "f"),
        # long options
        ("--data=x u", "--data:", "--data=x", "u"),
        ("--data x u", "--data:", "--data=x", "u"),
        ("--data=a=b", "--data:", "--data=a=b", ""),
        ("--in-place f", "--in-place?", "--in-place", "f"),
        ("--in-place=.bak f", "--in-place?", "--in-place=.bak", "f"),
        ("--else=x f", "--data:", "--else=x", "f"),
        ("--data", "--data:", "--data", ""),
        # abbreviations, as long as one option fits
        ("--targ=d a", "--target-directory: --suffix:", "--target-directory=d", "a"),
        ("--targ d a", "--target-directory: --suffix:", "--target-directory=d", "a"),
        ("--re x", "--recursive --reference:", "--re", "x"),
        ("--file x", "--file: --files-from:", "--file=x", ""),
        # where options end
        ("-a -- -b", "", "-a", "-b"),
        ("a -b c", "-b:", "-b=c", "a"),
        ("- -a", "", "-a", "-"),
        ("-u root rm -rf x", "^ -u:", "-u=root", "rm -rf x"),
        ("-u root -- rm -- -x", "^ -u:", "-u=root", "rm -- -x"),
        # one dash before long options
        (". -name x -delete", "=long -name:", "-name=x -delete", "."),
        ("--in f -out=g", "=long -in: -out:", "-in=f -out=g", ""),
        ("-chdir=d plan", "=long -chdir:", "-chdir=d", "plan"),
        # no clusters
        ("-ofile -fno-common a -o b", "=whole -o:", "-o=file -fno-common -o=b", "a"),
        ("-isystem d a.c", "=whole -isystem: -i:", "-isystem=d", "a.c"),
        # words with a plus
        ("+5 -n 3 f", "+? -n:", "+=5 -n=3", "f"),
        ("+5 f", "", "", "+5 f"),
        # the order of options and operands
        ("-C a b -C c -- d", "=order -C:", "-C=a =b -C=c =d", "b d"),
    ],
)
def test_words_are_split_as_getopt_splits_them(line: str, spec: str, options: str, operands: str) -> None:
    found, rest = parse(line.split(), spec)
    assert [name + ("=" + value if value else "") for name, value in found] == options.split()
    assert rest == operands.split()


def test_an_unknown_word_is_an_operand_and_an_unknown_flag_stays_whole() -> None:
    assert parse([UNKNOWN, "-r" + UNKNOWN, "--" + UNKNOWN + "=x"], "-x:") == (
        [("-r", ""), ("-" + UNKNOWN, ""), ("--" + UNKNOWN + "=x", "")],
        [UNKNOWN],
    )


def test_a_value_may_be_unknown() -> None:
    assert parse(["-f" + UNKNOWN, "--file=" + UNKNOWN, "-f", UNKNOWN], "-f: --file:") == (
        [("-f", UNKNOWN), ("--file", UNKNOWN), ("-f", UNKNOWN)],
        [],
    )


@given(
    st.lists(st.text(alphabet="-=abx+\ufdd4\ufdd5", max_size=6), max_size=8),
    st.lists(
        st.sampled_from(["^", "=long", "=whole", "=order", "+?", "-a:", "-b?", "--ab:", "--ax", "-x"]), max_size=6
    ),
)
def test_any_words_are_read_and_none_is_invented(words: list[str], tokens: list[str]) -> None:
    options, operands = parse(words, " ".join(tokens))
    assert all(operand in words for operand in operands)
    assert all(value == "" or any(word.endswith(value) for word in words) for _, value in options)


def test_the_work_is_linear_in_the_words() -> None:
    def spent(count: int) -> float:
        words = ["--wo", "x", "-abc", "-f", "y", "z"] * count
        start = time.perf_counter()
        parse(words, "-f: --word: --work: --other")
        return time.perf_counter() - start

    small = min([spent(2_000) for _ in range(5)])
    assert min([spent(8_000) for _ in range(5)]) < 12 * small
