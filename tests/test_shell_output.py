"""What programs print, as the runtime knows it without a run, against what the real ones print."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec_runtime.marks import STAR, UNKNOWN_OPEN, unknown
from agsec_runtime.shell.call import Call
from agsec_runtime.shell.interpreter import Shell
from agsec_runtime.shell.programs.formats import formatted
from agsec_runtime.shell.programs.text import PROGRAMS

TIMES = settings(max_examples=120, deadline=None)


def printed(name: str, args: list[str], stdin: str = "") -> str | None:
    """What we say that a program prints."""
    return PROGRAMS[name](Call(Shell("/home/dev/app", "/home/dev", None), name, args, stdin))


def really(name: str, args: list[str], stdin: str = "") -> str:
    """What it prints; `echo` and `printf` are those of bash."""
    done = subprocess.run(
        ["bash", "-c", '"$@"', "bash", name, *[arg.encode("utf-8", "surrogateescape") for arg in args]],
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=False,
    )
    return done.stdout.decode("utf-8", "surrogateescape")


def agrees(name: str, args: list[str], stdin: str = "") -> bool:
    """Whether what we know is true; whether there was anything known."""
    ours = printed(name, args, stdin)
    if ours is None or UNKNOWN_OPEN in ours:
        return False
    assert ours == really(name, args, stdin), (name, args, stdin)
    return True


WORDS = st.text(st.sampled_from("abcXYZ019 .,:/-_=+é\t\n'\"\\%$*#"), max_size=12)
ESCAPED = st.lists(
    st.sampled_from(
        [
            "a",
            "B",
            "é",
            " ",
            "%",
            "\\n",
            "\\t",
            "\\\\",
            "\\0",
            "\\101",
            "\\0101",
            "\\x41",
            "\\x4",
            "\\u00e9",
            "\\c",
            "\\e",
            "\\",
            "\\'",
            '\\"',
            "\\z",
            "\\8",
            "\\x",
            "\\xc3\\xa9",
            "\\303\\251",
            "\\0303\\0251",
            "7",
            "\\U0001f600",
            "\\?",
        ]
    ),
    max_size=6,
).map("".join)
LINES = st.lists(st.text(st.sampled_from("abcAB01 :,-"), max_size=8), max_size=6).flatmap(
    lambda lines: st.sampled_from(["\n".join(lines), "\n".join([*lines, ""])])
)


class TestEcho:
    @TIMES
    @given(st.lists(WORDS, max_size=4))
    def test_prints_its_words(self, words: list[str]) -> None:
        assert agrees("echo", words)

    @TIMES
    @given(st.lists(st.sampled_from(["-e", "-n", "-E", "-ne", "-en", "-x", "--"]), max_size=3), ESCAPED, ESCAPED)
    def test_undoes_escapes_where_it_is_told_to(self, flags: list[str], first: str, second: str) -> None:
        assert agrees("echo", [*flags, first, second])

    def test_keeps_what_is_not_known(self) -> None:
        part = unknown("$x")
        assert printed("echo", ["-e", f"a\\t{part}\\n"]) == f"a\t{part}\n\n"

    def test_keeps_globs(self) -> None:
        assert printed("echo", [f"{STAR}.log"]) == f"{STAR}.log\n"

    def test_knows_nothing_of_text_that_turns_into_our_marks(self) -> None:
        assert printed("echo", ["-e", "\\ufdd4x\\ufdd5"]) != "\ufdd4x\ufdd5\n"
        assert printed("echo", ["-e", "\\xef\\xb7\\x94"]) is None


DIRECTIVES = st.builds(
    "%{}{}{}{}".format,
    st.sampled_from(["", "-", "0", "+", " ", "#", "-0"]),
    st.sampled_from(["", "3", "8", "*"]),
    st.sampled_from(["", ".0", ".2", ".*", "."]),
    st.sampled_from([*"sdiouxXbcq", "ld", "%"]),
)
ARGUMENTS = st.one_of(
    ESCAPED, st.sampled_from(["0", "7", "-5", "010", "0x1f", "'a", '"b', "", " 12", "99999999999", "rm", "a b", "+3"])
)


class TestPrintf:
    @settings(max_examples=400, deadline=None)
    @given(
        st.lists(st.one_of(DIRECTIVES, ESCAPED, st.just("x")), max_size=4).map("".join), st.lists(ARGUMENTS, max_size=5)
    )
    def test_formats(self, template: str, arguments: list[str]) -> None:
        agrees("printf", [template, *arguments] if template[:1] != "-" else ["--", template, *arguments])

    @pytest.mark.parametrize(
        ("template", "arguments"),
        [
            ("%s\\n", ["a", "b", "c"]),
            ("%s-%s\\n", ["a", "b", "c"]),
            ("%d %5d|%-5d|%05d\\n", ["1", "2", "3", "4"]),
            ("%x%X%o", ["255", "255", "8"]),
            ("\\x72\\155 %b", ["-r\\0146"]),
            ("\\162m", []),
            ("%b%b", ["a\\cb", "x"]),
            ("%c%c", ["rx", "mx"]),
            ("%q %q", ["a b", ""]),
            ("%%s", ["a"]),
            ("%.2s|%*s", ["rmx", "5", "y"]),
            ("no arguments", ["a"]),
        ],
    )
    def test_knows_the_common_forms(self, template: str, arguments: list[str]) -> None:
        assert agrees("printf", [template, *arguments])

    def test_keeps_unknown_arguments(self) -> None:
        part = unknown("$x")
        assert formatted("%s/%s\\n", ["a", part]) == f"a/{part}\n"
        assert formatted("%d", [part]) == part
        assert formatted("%5s", [part]) is None

    def test_a_time_is_known_only_when_it_runs(self) -> None:
        assert formatted("%(%F)T", []) is None

    def test_is_bounded(self) -> None:
        assert formatted("%999999s", ["x"]) is None
        assert formatted("%s", ["x" * 100] * 10000) is None


SETS = st.lists(
    st.sampled_from(
        [
            "a-c",
            "abc",
            "x",
            "[:upper:]",
            "[:lower:]",
            "[:digit:]",
            "[:space:]",
            "\\n",
            "\\141",
            "A-Z",
            "a-z",
            " ",
            "-",
            "[a*3]",
            "[b*]",
            "\\\\",
            "0-9",
            "[:alnum:]",
            "é",
            "[=a=]",
            "z-x",
            "n-za-m",
            "[:punct:]",
            "\\056",
        ]
    ),
    min_size=1,
    max_size=3,
).map("".join)


class TestTr:
    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(["", "-d", "-s", "-c", "-cd", "-ds", "-cs", "-t"]), SETS, SETS, st.booleans(), WORDS)
    def test_translates(self, flags: str, first: str, second: str, both: bool, text: str) -> None:
        sets = [first, second] if both or flags in ("", "-c", "-t", "-ds") else [first]
        options = [flags] if flags else []
        ours = printed("tr", [*options, "--", *sets], text)
        theirs = really("tr", [*options, "--", *sets], text)
        assert ours is None or ours == theirs or (theirs == "" and text)

    @pytest.mark.parametrize(
        "args",
        [
            ["a-z", "n-za-m"],
            ["A-Za-z", "N-ZA-Mn-za-m"],
            ["-d", "x"],
            ["-s", " "],
            [" ", "\\n"],
            ["[:upper:]", "[:lower:]"],
            ["-cd", "[:alnum:]\\n"],
            ["\\043", " "],
        ],
    )
    def test_knows_the_common_forms(self, args: list[str]) -> None:
        assert agrees("tr", args, "ez  -es x#ABC 12\n")

    def test_unknown_parts_stay(self) -> None:
        part = unknown("$x")
        assert printed("tr", ["a-z", "A-Z"], f"ab{part}cd") == f"AB{part}CD"


class TestEncodings:
    @TIMES
    @given(st.binary(max_size=40), st.sampled_from(["base64", "base32"]), st.sampled_from([[], ["-w0"], ["-w", "10"]]))
    def test_encode(self, data: bytes, name: str, args: list[str]) -> None:
        text = data.decode("utf-8", "surrogateescape")
        if UNKNOWN_OPEN not in text:
            assert agrees(name, args, text)

    @TIMES
    @given(st.text(st.sampled_from("QUJDcm0gLWxz+/=\n AB2"), max_size=20), st.sampled_from(["-d", "-di"]))
    def test_decode_up_to_what_is_invalid(self, text: str, flag: str) -> None:
        agrees("base64", [flag], text)

    @TIMES
    @given(st.binary(max_size=40), st.sampled_from(["--base64url", "--base32hex", "--base16", "--base2msbf"]))
    def test_basenc_there_and_back(self, data: bytes, encoding: str) -> None:
        text = data.decode("utf-8", "surrogateescape")
        code = printed("basenc", [encoding], text)
        assert code is not None
        assert code == really("basenc", [encoding], text)
        assert printed("basenc", ["-d", encoding], code) == text

    @pytest.mark.skipif(not shutil.which("xxd"), reason="no xxd here")
    @TIMES
    @given(st.binary(max_size=40), st.sampled_from([["-p"], ["-ps", "-c", "7"], ["-p", "-c5"]]))
    def test_xxd_prints_and_undoes_plain_hexadecimal(self, data: bytes, args: list[str]) -> None:
        text = data.decode("utf-8", "surrogateescape")
        code = printed("xxd", args, text)
        assert code == really("xxd", args, text)
        assert printed("xxd", ["-r", "-p"], code) == text
        assert printed("xxd", ["-r"], really("xxd", [], text)) == text

    @pytest.mark.parametrize(
        "args", [["base64", "-d"], ["enc", "-base64", "-d"], ["enc", "-d", "-a"], ["base64", "-d", "-A"]]
    )
    def test_openssl_decodes(self, args: list[str]) -> None:
        end = "" if "-A" in args else "\n"
        assert printed("openssl", args, "cm0gLXJmIGJ1aWxk" + end) == "rm -rf build"

    def test_a_cipher_is_known_only_when_it_runs(self) -> None:
        assert printed("openssl", ["enc", "-d", "-aes-256-cbc", "-a", "-k", "x"], "cm0=\n") is None


class TestLines:
    @TIMES
    @given(LINES, st.sampled_from(["-n2", "-n-1", "-c3", "-c-2", "-1", "-n0"]))
    def test_head(self, text: str, arg: str) -> None:
        assert agrees("head", [arg], text)

    @TIMES
    @given(LINES, st.sampled_from(["-n2", "-n+2", "-c3", "-c+2", "-1", "-n0", "-n+0"]))
    def test_tail(self, text: str, arg: str) -> None:
        assert agrees("tail", [arg], text)

    @TIMES
    @given(LINES, st.sampled_from(["tac", "rev", "uniq", "cat"]))
    def test_whole_lines(self, text: str, name: str) -> None:
        assert agrees(name, [], text)

    @TIMES
    @given(LINES, st.sampled_from([[], ["-r"], ["-u"], ["-ru"]]))
    def test_sort_is_known_where_the_locale_does_not_matter(self, text: str, args: list[str]) -> None:
        agrees("sort", args, text)
        assert printed("sort", [], "b\na\n") == "a\nb\n"
        assert printed("sort", [], "B\na\n") is None

    @TIMES
    @given(
        LINES,
        st.sampled_from(
            [["-c1"], ["-c2-"], ["-c-2"], ["-c1,3-4"], ["-d:", "-f1"], ["-d", " ", "-f2-"], ["-d:", "-s", "-f2"]]
        ),
    )
    def test_cut(self, text: str, args: list[str]) -> None:
        assert agrees("cut", args, text)

    @TIMES
    @given(LINES, st.sampled_from([["-s"], ["-sd", " "], ["-sd,"], ["-sd", ""]]))
    def test_paste_joins_lines(self, text: str, args: list[str]) -> None:
        agrees("paste", args, text)
        assert printed("paste", ["-sd", " "], "rm\n-rf\n") == "rm -rf\n"


class TestNumbersAndNames:
    @TIMES
    @given(
        st.lists(st.integers(-12, 12).map(str), min_size=1, max_size=3),
        st.sampled_from([[], ["-s", ","], ["-w"], ["-f", "a%g"]]),
    )
    def test_seq(self, numbers: list[str], args: list[str]) -> None:
        agrees("seq", [*args, *numbers])
        assert agrees("seq", [*args, "2", "5"])

    @pytest.mark.parametrize(
        "args",
        [
            ["substr", "rmx", "1", "2"],
            ["length", "abc"],
            ["2", "+", "3"],
            ["2", "*", "-3"],
            ["a"],
            ["substr", "a", "0", "2"],
        ],
    )
    def test_expr(self, args: list[str]) -> None:
        assert agrees("expr", args)

    @TIMES
    @given(
        st.sampled_from(["/a/b/c.sh", "c.sh", "/", "a/", "/a", "./x", "a//b", "..", "//"]),
        st.sampled_from([[], [".sh"]]),
    )
    def test_names_of_paths(self, path: str, suffix: list[str]) -> None:
        assert agrees("basename", [path, *suffix])
        assert agrees("dirname", [path])

    def test_a_name_behind_an_unknown_directory_is_known(self) -> None:
        part = unknown("$(pwd)/x")
        assert printed("basename", [f"{part}/a.sh"]) == "a.sh\n"
        assert printed("dirname", [f"{part}/a.sh"]) == f"{part}\n"
        assert UNKNOWN_OPEN in (printed("dirname", [part]) or "")

    def test_which_tells_a_path_with_the_name(self) -> None:
        assert printed("which", ["rm"]) == "/usr/bin/rm\n"
        assert printed("whereis", ["-b", "rm"]) == "rm: /usr/bin/rm\n"

    def test_realpath_is_the_path_made_absolute(self) -> None:
        assert printed("realpath", ["../.env"]) == "/home/dev/.env\n"
        assert printed("readlink", ["-f", "x"]) == "/home/dev/app/x\n"
        assert printed("readlink", ["x"]) is None

    def test_the_words_of_a_date_are_known(self) -> None:
        assert printed("date", ["+rm -rf %%x%n"]) == "rm -rf %x\n\n"
        assert printed("date", ["+%F.log"]) == unknown("%F") + ".log\n"

    def test_yes_repeats(self) -> None:
        assert (printed("yes", ["rm x"]) or "").startswith("rm x\nrm x\n")


class TestFiles:
    def test_a_file_that_is_read_stays_the_origin_of_what_is_printed(self) -> None:
        call = Call(Shell("/home/dev/app", "/home/dev", None), "cat", [".env", "-"], "x")
        output = PROGRAMS["cat"](call)
        assert output is not None
        assert output.endswith("x")
        assert call.shell.origins_of(output) == {"/home/dev/app/.env": None}
        assert call.shell.found.reads == {"/home/dev/app/.env": None}

    def test_what_tee_writes_can_be_read(self) -> None:
        shell = Shell("/home/dev/app", "/home/dev", None)
        assert PROGRAMS["tee"](Call(shell, "tee", ["s.sh"], "rm x\n")) == "rm x\n"
        assert PROGRAMS["cat"](Call(shell, "cat", ["./s.sh"])) == "rm x\n"

    def test_what_is_added_to_an_unknown_file_leaves_it_unknown(self) -> None:
        shell = Shell("/home/dev/app", "/home/dev", None)
        PROGRAMS["tee"](Call(shell, "tee", ["-a", ".env"], "A=1\n"))
        output = PROGRAMS["cat"](Call(shell, "cat", [".env"])) or ""
        assert output.endswith("A=1\n")
        assert shell.origins_of(output) == {"/home/dev/app/.env": None}
