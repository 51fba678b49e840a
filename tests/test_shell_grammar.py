"""The parser of shell commands: what it reads, what it refuses, and that nothing makes it fail, hang or lose a command."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agsec_runtime import marks
from agsec_runtime.shell import grammar, reading, syntax
from agsec_runtime.shell.grammar import Limits, Parsed, parse, parse_word

# -- a tree as one line: <quoted text>, $parameter, ${parameter operator argument}, redirections at the end


def shown(node: Any) -> str:
    return _SHOWN[type(node)](node)


def _quoted(node: Any, text: str) -> str:
    return f"<{text}>" if node.quoted else text


def _word(node: syntax.Word) -> str:
    return "".join(map(shown, node.parts))


def _parameter(node: syntax.Parameter) -> str:
    name = node.name if node.index is None else f"{node.name}[{shown(node.index)}]"
    if not node.op:
        return _quoted(node, f"${name}")
    others = [shown(word) for word in (node.argument, node.second) if word is not None]
    return _quoted(node, "${" + " ".join([name, node.op, *others]) + "}")


def _assignment(node: syntax.Assignment) -> str:
    value = shown(node.value) if isinstance(node.value, syntax.Word) else f"({' '.join(map(shown, node.value))})"
    index = "" if node.index is None else f"[{shown(node.index)}]"
    return f"{node.name}{index}{'+' * node.append}={value}"


def _sequence(node: syntax.Sequence) -> str:
    pairs = zip(node.commands, node.background, strict=True)
    return "; ".join(shown(command) + " &" * background for command, background in pairs)


def _pipeline(node: syntax.Pipeline) -> str:
    if len(node.commands) == 1:
        return f"not {shown(node.commands[0])}"
    pairs = zip(node.commands, node.both, strict=True)
    return "".join(shown(command) + (" |& " if both else " | ") for command, both in pairs)[:-3]


def _if(node: syntax.If) -> str:
    branches = " elif ".join(f"{shown(condition)} then {shown(body)}" for condition, body in node.branches)
    return f"if {branches}{'' if node.otherwise is None else f' else {shown(node.otherwise)}'} fi"


def _for(node: syntax.For) -> str:
    words = "" if node.words is None else f" in {' '.join(map(shown, node.words))}"
    return f"for {node.name}{words} do {shown(node.body)} done"


def _case(node: syntax.Case) -> str:
    items = "".join(f" {'|'.join(map(shown, patterns))}) {shown(body)};;" for patterns, body in node.items)
    return f"case {shown(node.subject)} in{items} esac"


def _redirected(show: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda node: " ".join([show(node), *map(shown, node.redirects)])


_SHOWN: dict[type, Callable[[Any], str]] = {
    syntax.Text: lambda node: _quoted(node, node.text),
    syntax.Parameter: _parameter,
    syntax.Output: lambda node: _quoted(node, f"$({shown(node.body)})"),
    syntax.Arithmetic: lambda node: _quoted(node, f"$(({shown(node.expression)}))"),
    syntax.Process: lambda node: f"{node.direction}({shown(node.body)})",
    syntax.Word: _word,
    syntax.Assignment: _assignment,
    syntax.Redirect: lambda node: f"{node.fd}{node.op}{shown(node.target)}",
    syntax.Simple: lambda node: " ".join(map(shown, [*node.assignments, *node.words, *node.redirects])),
    syntax.Pipeline: _pipeline,
    syntax.Chain: lambda node: shown(node.first) + "".join(f" {sign} {shown(command)}" for sign, command in node.rest),
    syntax.Sequence: _sequence,
    syntax.Subshell: _redirected(lambda node: f"({shown(node.body)})"),
    syntax.Group: _redirected(lambda node: f"{{ {shown(node.body)}; }}"),
    syntax.If: _redirected(_if),
    syntax.Loop: _redirected(lambda node: f"while {shown(node.condition)} do {shown(node.body)} done"),
    syntax.For: _redirected(_for),
    syntax.ArithmeticFor: _redirected(lambda node: f"for (({shown(node.header)})) do {shown(node.body)} done"),
    syntax.Case: _redirected(_case),
    syntax.Function: lambda node: f"{node.name}() {shown(node.body)}",
    syntax.Test: _redirected(lambda node: f"[[ {' '.join(map(shown, node.words))} ]]"),
    syntax.ArithmeticCommand: _redirected(lambda node: f"(({shown(node.expression)}))"),
    syntax.Coprocess: lambda node: f"coproc {node.name} {shown(node.body)}",
}


def nodes(node: Any) -> Iterator[Any]:
    """A node and all below it."""
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    elif type(node).__module__ == syntax.__name__:
        yield node
        for slot in type(node).__slots__:
            yield from nodes(getattr(node, slot))


# -- examples

READ: dict[str, list[tuple[str, str]]] = {
    "blanks separate words": [("a  b\tc ", "a b c"), (" a", "a"), ("a\x0bb \u00a0", "a\x0bb \u00a0")],
    "a carriage return is a character like others": [("a\r\nb\r", "a\r; b\r")],
    "quotes are undone and remembered": [
        ("a'b c'\"d $e\"\\f", "a<b cd ><$e><f>"),
        ("'a'\\''b'", "<a'b>"),
        ("a '' \"\" x''y", "a <> <> x<>y"),
        ('"a\\$b\\`c\\"d\\\\e\\f\\\ng"', '<a$b`c"d\\e\\fg>'),
        ("a\\", "a<\\>"),
    ],
    "a dollar quote has escapes, and ends in itself where a null byte would stand": [
        ("$'a\\tb\\x41\\101\\u20ac\\cA\\'\\z'", "<a\tbAA€\x01'\\z>"),
        ("$'ab\\0cd'e $'\\x00'", "<ab>e <>"),
        ("$'\\xe2\\x82\\xac' $'\\U1f600' $'\\e[0m'", "<€> <😀> <\x1b[0m>"),
        ("$'\\x{41}' $'\\x{4142' $'\\x{4g' $'\\x{}a'", "<A> <B> <\x04g> <>"),
        ("$'\\u' $'\\xg' $'\\c?' $'\\c\\'' $'\\c\\\\a'", "<\\u> <\\xg> <\x7f> <\x1c'> <\x1ca>"),
        ("\"$'a'\"", "<$'a'>"),
    ],
    "a text to be translated is one between double quotes": [('$"a $b"', "<a ><$b>")],
    "line continuations are nothing, in words and in signs": [
        ("a\\\nb  \\\nc", "ab c"),
        ("i\\\nf a; then b; f\\\ni", "if a then b fi"),
        ("a &\\\n& b |\\\n| c", "a && b || c"),
        ("a 2\\\n>\\\n>d $\\\n(e) $\\\n{f} $g\\\nh", "a $(e) $f $gh 2>>d"),
        ("$((\\\n1)\\\n) a\\\n=b", "$((<1>)) a=b"),
        ("'a\\\nb' #\\\nc", "<a\\\nb>; c"),
    ],
    "a comment begins where a word would": [("a # b; c\nd#e '#' #f", "a; d#e <#>"), ("(a)#b", "(a)"), ("#", "")],
    "lists": [("a; b & c\nd &", "a; b &; c; d &"), ("a && b || c &&\n\nd", "a && b || c && d"), ("\n\n", "")],
    "pipelines": [("a | b |& c |\nd", "a | b |& c | d"), ("a=1 b | c=2 d && e", "a=1 b | c=2 d && e")],
    "`!` and `time` stand before a pipeline": [
        ("! a | b", "a | b"),
        ("! a", "not a"),
        ("time -p a; ! ! a; time ! a", "not a; not a; not a"),
        ("!(a) && ! (b)", "not (a) && not (b)"),
        ("time -f x a", "time -f x a"),
        ("a | time b", "a | time b"),
        ("a ! time", "a ! time"),
    ],
    "groups and subshells": [
        ("(a; b) >c 2>&1", "(a; b) >c 2>&1"),
        ("{ a; b; } | c", "{ a; b; } | c"),
        ("{a; b }c", "{a; b }c"),
        ("{ (a) }", "{ (a); }"),
    ],
    "conditionals": [
        ("if a; then b; elif c; then d; else e; fi <f", "if a then b elif c then d else e fi <f"),
        ("if (a) then b; fi; if [[ a ]] then b; fi", "if (a) then b fi; if [[ a ]] then b fi"),
        ("echo if then fi", "echo if then fi"),
    ],
    "loops": [
        ("while a; do b; done; until a\ndo b\ndone", "while a do b done; while a do b done"),
        ("for a in b $c; do d; done", "for a in b $c do d done"),
        (
            "for a; do b; done; for a do b; done; for a\nin b\ndo c; done",
            "for a do b done; for a do b done; for a in b do c done",
        ),
        ("for a in b; { c; }\nselect a in b; do c; done", "for a in b do c done; for a in b do c done"),
        ("for ((i=0; i<$(a); i++)); do b; done", "for ((<i=0; i<><$(a)><; i++>)) do b done"),
    ],
    "case": [
        ('case $a in b|"c") d;; (e) ;; *) f ;& g) h;;& esac', "case $a in b|<c>) d;; e) ;; *) f;; g) h;; esac"),
        ("case a in esac; case esac in (esac) b; esac", "case a in esac; case esac in esac) b;; esac"),
        ("case a in\n# b\nc) d # e\n;;\nesac >f", "case a in c) d;; esac >f"),
    ],
    "functions": [
        ("a() { b; }\na", "a() { b; }; a"),
        ("function c-d.e { f; }; function g ( ) (h) >i", "c-d.e() { f; }; g() (h) >i"),
        ("a() if b; then c; fi", "a() if b then c fi"),
        ("a:b+c ()\n\n{ d; } >e", "a:b+c() { d; } >e"),
        ("a() b", "a() b"),
    ],
    "tests": [
        ('[[ -f $a && ! ( b == c* || "$d" =~ ^(e f|<&&)$ ) ]] && g', "[[ $a b c* <$d> ^(e f|<&&)$ ]] && g"),
        ("[[ $(a) < b ]] >c", "[[ $(a) b ]] >c"),
        ("[[ a == @(b|c d) && e ]]", "[[ a @(b|c d) e ]]"),
        ("[[a b]]", "[[a b]]"),
    ],
    "arithmetic, and what only looks like it": [
        ("((a = $(b) + (c))) && ((d) ; (e))", "((<a = ><$(b)>< + (c)>)) && ((d); (e))"),
        ("a $((b + (c))) $((d) | (e)) $[f + g[1]]", "a $((<b + (c)>)) $((d) | (e)) $((<f + g[1]>))"),
        ('"$((a))$(((b)))"', "<$((<a>))><$((<(b)>))>"),
        ("$(( '$(a)' ))", "$((< '><$(a)><' >))"),
        ("$( (a) )", "$((a))"),
    ],
    "coprocesses": [
        ("coproc a; coproc b { c; }; coproc d e", "coproc COPROC a; coproc b { c; }; coproc COPROC d e"),
        ("coproc (a) >b", "coproc COPROC (a) >b"),
    ],
    "redirections stand anywhere": [
        (
            'a <b >c 2>>d <>e >|f 3<&- 4>&5 &>g &>>h <<<"i j" {k}>l 6<m',
            "a <b >c 2>>d <>e >|f 3<&- 4>&5 &>g &>>h <<<<i j> k>l 6<m",
        ),
        (">a b c2>d 2 >e f 10>g", "b c2 2 f >a >d >e 10>g"),
        ("a>b>c", "a >b >c"),
        ("a ²>b {c,d}>e", "a ² {c,d} >b >e"),
    ],
    "process substitutions are parts of words": [("a <(b) c>(d) >(e)f 2>(g)", "a <(b) c>(d) >(e)f 2>(g)")],
    "here-documents begin at the next line, one after another": [
        (
            'a <<E <<-"F" b\n$c `d` $((e)) ${f:-$(g)} "h" \\$i\nE\n\t\'$j\'\n\tF\nk',
            "a b <<<$c>< ><$(d)>< ><$((<e>))>< ><${f :- <$(g)>}>< \"h\" $i\n> <<-<'$j'\n>; k",
        ),
        ("a <<'E'; b\n$(c) \\\nE\nd", "a <<<$(c) \\\n>; b; d"),
        ("a <<E | b\nc\\\nd\nE", "a <<<cd\n> | b"),
        ("a <<E\nb\\\nE\nE\nd", "a <<<bE\n>; d"),
        ("(a <<E)\nb\nE", "(a <<<b\n>)"),
        ("{ a <<E\nb\nE\n}", "{ a <<<b\n>; }"),
    ],
    "a here-document that has no end ends with the text": [("a <<E\nb", "a <<<b\n>"), ("a <<E", "a <<<>")],
    "a delimiter is what stands there, quotes undone": [
        ("a <<$(b c)\nd\n$(b c)\ne", "a <<<d\n>; e"),
        ("a <<\\E\n$b\nE\nc", "a <<<$b\n>; c"),
        ("a <<E'F G'\n$b\nEF G\nc", "a <<<$b\n>; c"),
        ("a <<''\n$b\n\nc", "a <<<$b\n>; c"),
    ],
    "here-documents and substitutions": [
        ('a "$(b <<E\n")" c\nE\n)" d', 'a <$(b <<<")" c\n>)> d'),
        ("a $(b <<E)\nc\nE\nd", "a $(b <<<c\n>); d"),
        ("a <<E $(b\nc)\nd\nE", "a $(b; c) <<<d\n>"),
        ("a $(b <<E\nc\nE) d", "a $(b <<<c\n>) d"),
        ("a `b <<E\nc\nE` d", "a $(b <<<c\n>) d"),
    ],
    "assignments": [
        ("a=b c+=d e[f]=g h", "a=b c+=d e[f]=g h"),
        ('a=(b [c]=d "e f" # g\n$(h)) i+=(j) k=', "a=(b [c]=d <e f> $(h)) i+=(j) k="),
        ("a=~/b:~/c d='e'", "a=~/b:~/c d=<e>"),
        ("e a=b c[d]=e", "e a=b c[d]=e"),
        ("1a=b 'c'=d", "1a=b <c>=d"),
    ],
    "an index is read to its bracket, and what only begins like one is a word": [
        ("a[b c]=d e[$(f)]=g", "a[b c]=d e[$(f)]=g"),
        ("a[b c]d e[f", "a[b c]d e[f"),
    ],
    "the arguments of `export` and its kin are assignments": [
        ('export a=b c "d=e" f=(g h); local -r i=$j', "export a=b c <d=e> f=(g h); local -r i=$j"),
    ],
    "an extended glob is one word": [('@(a|"b c"|*.d) !(e|(f)) x*(g)', "@(a|<b c>|*.d) !(e|(f)) x*(g)")],
    "braces and tildes are left as they are": [("a {b,c} ~/d e{1..3}f", "a {b,c} ~/d e{1..3}f")],
    "parameters": [
        ("$a ${a} ${a[1]} ${a[@]} $1 ${10} $12", "$a $a $a[1] $a[@] $1 $10 $12"),
        ("$@ $# $$ $! $? $- $* $_", "$@ $# $$ $! $? $- $* $_"),
        ('a $ $. "$" $%', "a $ $. <$> $%"),
        ('${a:-b} ${a-"b c"} ${a:=b} ${a:+$(b)} ${a?b}', "${a :- b} ${a - <b c>} ${a := b} ${a :+ $(b)} ${a ? b}"),
        ('${a#b*} ${a##"b*"} ${a%b} ${a%%b}', "${a # b*} ${a ## <b*>} ${a % b} ${a %% b}"),
        (
            "${a/b/c} ${a//b/$(c)} ${a/#b/c} ${a/%b} ${a//\\//_}",
            "${a / b c} ${a // b $(c)} ${a /# b c} ${a /% b} ${a // </> _}",
        ),
        ("${a^b} ${a^^b} ${a,b} ${a,,b}", "${a ^ b} ${a ^^ b} ${a , b} ${a ,, b}"),
        ("${a:1} ${a: -1:2} ${a:$(b)} ${a@Q}", "${a : 1} ${a :  -1:2} ${a : $(b)} ${a @ Q}"),
        ("${!a} ${!a*} ${!a@} ${!a[@]} ${!#}", "${a !} ${a* !} ${a@ !} ${a[@] !} ${# !}"),
        ("${#a} ${#a[@]} ${#} ${##b}", "${a #len} ${a[@] #len} $# ${# # b}"),
        ("${a:-${b:-${c:-d}}} ${a:-<(b)} ${a:-b}c}", "${a :- ${b :- ${c :- d}}} ${a :- <(b)} ${a :- b}c}"),
        ('${a[$(b)]} "${a[`b`]}" ${a["b c"]}', "$a[$(b)] <$a[<$(b)>]> $a[<b c>]"),
    ],
    "between double quotes, a default is so too and a pattern is not": [
        ('"${a:-"b c"}" "${a:-\'b\'}"', "<${a :- <b c>}> <${a :- <'b'>}>"),
        ("\"${a#'b'*}\" \"${a/b*/'c'}\"", "<${a # <b>*}> <${a / b* <c>}>"),
    ],
    "single quotes between double quotes hide no command": [("\"${a:-'$(b)'}\"", "<${a :- <'><$(b)><'>}>")],
    "what nobody knows is kept with what runs in it": [
        ("${a!$(b)} ${!a:-$(b)} ${(f)a}", "${a bad !$(b)} ${a bad :-$(b)} ${ bad (f)a}"),
        ("${}", "${ bad }"),
    ],
    "commands in braces are a substitution": [('${ a; } "${| b;}"', "$(a) <$(b)>")],
    "command substitutions": [
        ('$(a $(b) `c`) "$(d "e $(f)")"', "$(a $(b) $(c)) <$(d <e ><$(f)>)>"),
        ("$(case a in b) c;; esac) $(# d )\ne)", "$(case a in b) c;; esac) $(e)"),
        ("$(<a) $()", "$(<a) $()"),
    ],
    "backticks are unescaped once": [
        ('`a` "`b \\"c\\"`" `d \\`e\\``', "$(a) <$(b <c>)> $(d $(e))"),
        ("`a \\$b \\\\$c` '`d`'", "$(a $b <$>c) <`d`>"),
        ("`a \\`b \\\\\\`c\\\\\\`\\``", "$(a $(b $(c)))"),
    ],
    "what zsh alone takes": [
        ("for a (b c) d $a", "for a in b c do d $a done"),
        ("a =(b)", "a <(b)"),
        ("() { a; }; function { b; }", "{ a; }; { b; }"),
        ("a *.(b|c) d(e)", "a *.(b|c) d(e)"),
        ("a >! b c", "a b c >! >b"),
        ("a >>| b &>| c &| d", "a >>b &>c &; d"),
        ("case a in b) c ;| d) e;; esac", "case a in b) c;; d) e;; esac"),
        ("$=a ${=a} ${~a}", "$a $a $a"),
    ],
}
EXAMPLES = [pytest.param(*pair, id=f"{what}-{pair[0]}") for what, pairs in READ.items() for pair in pairs]


@pytest.mark.parametrize(("command", "expected"), EXAMPLES)
def test_a_command_is_read_as_bash_reads_it(command: str, expected: str) -> None:
    parsed = parse(command)
    assert shown(parsed.tree) == expected
    assert parsed.error is None


def test_words_and_expansions_keep_what_is_written() -> None:
    command = parse("a\"b $(c) ${d:-e} `f` $((g))\" <(h) $'i'").tree.commands[0]
    assert isinstance(command, syntax.Simple)
    assert [syntax.written(word) for word in command.words] == ['a"b $(c) ${d:-e} `f` $((g))"', "<(h)", "$'i'"]
    parts = [part for word in command.words if isinstance(word, syntax.Word) for part in word.parts]
    assert [part.written for part in parts if not isinstance(part, syntax.Text)] == [
        "$(c)",
        "${d:-e}",
        "`f`",
        "$((g))",
        "<(h)",
    ]


# -- errors

REFUSED = [
    *["'a", '"a', "a `b", "$'a", "$(a", "${a", "${a:-b", "$((a", "(a", "{ a", "<(a", "@(a", "a=(b", "a[b", "$[a"],
    *[")", "}", "a; }", "a; ; b", ";", "& a", "| a", "a |", "a | | b", "a &&", "&& a", "a & & b", "a;;", "a ( b"],
    *[
        "( )",
        "{ }",
        "if a; then fi",
        "if a; fi",
        "if a; then b",
        "fi",
        "while a; do done",
        "do a; done",
        "then",
        "esac",
    ],
    *[
        "for",
        "for a in b; c; done",
        "for a in b",
        "case a",
        "case a in b) c",
        "case a in b c) d;; esac",
        "case in b) esac",
    ],
    *[
        "a >",
        "a > >b",
        "a 2>",
        "a <<",
        "a <<;",
        "a >(",
        "a() ",
        "function",
        "a(b) { c; }",
        "[[ a",
        "[[ ]]",
        "((a)",
        "in a",
    ],
    *["a=1 (b)", "a=(b;c)", "x | ! y", "{ a; } b", "(a) b", "for ((a;b;c) do d; done", "a (b c)", "$(a;;)"],
]


@pytest.mark.parametrize("command", REFUSED)
def test_what_no_shell_reads_is_an_error(command: str) -> None:
    assert parse(command).error


@pytest.mark.parametrize("command", REFUSED)
def test_what_stands_on_the_lines_before_an_error_has_run(command: str) -> None:
    parsed = parse(f"a && b\nc;\n{command}")
    assert parsed.error
    assert shown(parsed.tree) == "a && b; c"


def test_what_stands_on_the_line_of_an_error_has_not() -> None:
    assert shown(parse("a\nb; c )").tree) == "a"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("`a )`; b", "$(); b"),
        ("`a\nb )`; c", "$(a); c"),
        ("a <<E\n$(b )\n${c\nE\nd", "a <<<$(b)><\n>; d"),
        ("a <<E\n$(b )\n`'`\nE\nd", "a <<<$(b)><\n><$()><\n>; d"),
    ],
)
def test_an_error_in_what_is_read_when_it_runs_stops_nothing_else(command: str, expected: str) -> None:
    parsed = parse(command)
    assert parsed.error
    assert shown(parsed.tree) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("\"${a:-'}'}\"", "<${a :- <'}'>}>"),
        ("a <<E $(b <<F)\nc\nF\nd\nE", "a $(b <<<c\n>) <<<d\n>"),
        ("$(a <<E\nEb c)", "$(a <<<>; b c)"),
        ("a *(e:b:)", "a *(e:b:)"),
        ("a *(+b)", "a *(+b)"),
        ("((a -b c))", "((<a -b c>))"),
    ],
)
def test_what_shells_read_in_two_ways_is_an_error_and_read_in_that_of_bash(command: str, expected: str) -> None:
    parsed = parse(command)
    assert parsed.error
    assert shown(parsed.tree) == expected


@pytest.mark.parametrize("text", ["a\0b", f"a {marks.unknown('b')}", marks.STAR, "a $'\\ufdd0'", "a `b $'\\UFDD5'`; c"])
def test_a_command_with_a_character_of_ours_or_none_is_an_error(text: str) -> None:
    assert parse(text).error


# -- a text to be read again


def test_a_word_is_read_as_the_body_of_a_here_document() -> None:
    assert shown(parse_word("a 'b' \"$c\" \\$d $(e)\n")) == "<a 'b' \"><$c><\" $d ><$(e)><\n>"
    assert shown(parse_word("")) == "<>"


@pytest.mark.parametrize("text", ["${a", "$(b", "`c )`", "\0", "${a:-" * 100])
def test_an_unreadable_word_is_one_unknown_part(text: str) -> None:
    (part,) = parse_word(text).parts
    assert isinstance(part, syntax.Parameter)
    assert (part.op, part.written) == ("bad", text)


# -- limits


def test_a_command_over_128_kb_is_refused_unread() -> None:
    assert parse("#" * grammar.MAX_BYTES).error is None
    for text in ("#" * (grammar.MAX_BYTES + 1), "#" + "é" * (grammar.MAX_BYTES // 2)):
        assert parse(text).error == "the command is longer than 128 kB"


def test_too_many_words_are_an_error_with_the_commands_before_it() -> None:
    assert parse("a " * 15_000).error is None
    parsed = parse("b;" + "a " * 17_000)
    assert parsed.error == "the command has too many words"
    assert shown(parsed.tree) == "b"


def test_too_many_levels_are_an_error_with_the_commands_before_it() -> None:
    assert parse("(" * 63 + "a" + ")" * 63).error is None
    parsed = parse("b; " + "( " * 70 + "a" + " )" * 70)
    assert parsed.error == "the command is nested too deeply"
    assert shown(parsed.tree) == "b"


def test_nested_texts_share_the_limits_and_give_levels_back() -> None:
    limits = Limits()
    assert parse("a b $(c `d`)", limits).error is None
    assert (limits.words, limits.levels) == (reading.MAX_WORDS - 9, reading.MAX_LEVELS)
    assert parse("a $(b", limits).error
    assert limits.levels == reading.MAX_LEVELS
    limits.words = 3
    assert parse("a b c", limits).error


def test_no_text_is_read_over_and_over() -> None:
    """Each tries all that follows as arithmetic; a here-document in a here-document is in all that are around it."""
    for text in ("((a # $(<<'b'\n) );" * 5_000, "$(cat <<a\n)" * 5_000):
        assert parse(text).error == "the command would have to be read too often"


def test_what_is_read_in_vain_as_arithmetic_costs_no_words() -> None:
    left = []
    for text in ("(($(a b) c) ; (d))", "( ($(a b) c) ; (d))"):
        limits = Limits()
        assert parse(text, limits).error is None
        left.append(limits.words)
    assert left[0] == left[1] < Limits().words


NESTING = [
    *["$(|)", '"$(|)"', "`|`", "{ |; }", "( | )", "if |; then b; fi", "while a; do | done", "case x in a) |;; esac"],
    *["${x:-|}", '"${x:-|}"', "${ |; }", "x=( | )", 'x="$(|)"', 'x=( "$(|)" )', 'x=( [1]="$(|)" )', 'x["$(|)"]=1'],
    *['$((1+"$(|)"))', '(("$(|)"))', "f() { |; }", "f() |", "coproc { |; }", "coproc |", "() { |; }", "for x (a) |"],
    *['[[ a =~ "$(|)" ]]', '[[ "$(|)" == a ]]', 'case "$(|)" in a) b;; esac', 'case a in "$(|)") b;; esac', '! "$(|)"'],
    *['for i in "$(|)"; do b; done', '> "$(|)"', '{ a; } > "$(|)"', "cat <( | )", 'a <<< "$(|)"', '@("$(|)")'],
    *['x[${x["$(|)"]}]=1', 'declare x=("${x["$[|]"]}")', '${x:-"$((|))"}', "cat <<a$(|)\na\n", '${x//"$(|)"/}', "$[|]"],
]


def depth_of_calls(text: str) -> int:
    """How many frames stand on each other while a text is read."""
    depth = deepest = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal depth, deepest
        if event == "call":
            depth += 1
            deepest = max(deepest, depth)
        elif event == "return":
            depth -= 1

    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    return deepest


def nested(shapes: tuple[str, ...], times: int) -> str:
    pairs = [shape.split("|") for shape in shapes]
    opening, closing = "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in reversed(pairs))
    return opening * times + "a" + closing * times


def test_no_nesting_comes_near_the_recursion_limit_of_python() -> None:
    """1,000 frames, of which the caller may have used 200."""
    every = [(shape,) for shape in NESTING] + list(itertools.product(NESTING[8:24], NESTING[20:34]))
    deepest = max(every, key=lambda shapes: depth_of_calls(nested(shapes, 66 // len(shapes))))
    assert depth_of_calls(nested(deepest, 66 // len(deepest))) < 790, deepest


# -- properties

ALPHABET = st.sampled_from(
    [
        *"abx01=+-*?![]{}()<>|&;#~@%^,./:_ \t\n\\'\"`$\r",
        *[
            "$(",
            "${",
            "$((",
            "))",
            "`",
            "<<",
            "<<-",
            "<<<",
            "EOF",
            "\nEOF\n",
            ">&",
            "&>",
            "&&",
            "||",
            ";;",
            "[[ ",
            " ]]",
            "$'",
        ],
        *[
            "if ",
            "then ",
            "else ",
            "fi",
            "for x in ",
            "do ",
            "done",
            "case ",
            "in ",
            "esac",
            "while ",
            "function ",
            "f() ",
            "{ ",
        ],
        *[
            "; }",
            "time ",
            "coproc ",
            "x=(",
            "x[",
            "]=",
            ":-",
            "\\\n",
            "é",
            "\u2028",
            "declare ",
            "@(",
            "=~ ",
            "select ",
        ],
    ]
)


def check(parsed: Parsed) -> None:
    """What holds of every answer."""
    assert parsed.error is None or parsed.error
    for node in nodes(parsed.tree):
        if isinstance(node, syntax.Sequence):
            assert len(node.commands) == len(node.background)
        elif isinstance(node, syntax.Pipeline):
            assert len(node.commands) == len(node.both) > 0
        elif isinstance(node, syntax.Chain):
            assert node.rest
        elif isinstance(node, syntax.Word):
            for one, other in itertools.pairwise(node.parts):
                assert not (
                    isinstance(one, syntax.Text) and isinstance(other, syntax.Text) and one.quoted == other.quoted
                )
        elif isinstance(node, syntax.Text):
            assert node.text or node.quoted
    shown(parsed.tree)


@settings(max_examples=600, deadline=None)
@given(st.lists(ALPHABET, max_size=60).map("".join))
@example("$((\\")
@example("${x")
@example("<<'")
@example("a <<\\")
def test_any_text_gives_a_tree_or_an_error(text: str) -> None:
    check(parse(text))
    for cut in (len(text) // 2, len(text) // 3):
        check(parse(text[:cut]))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_so_does_any_unicode_text(text: str) -> None:
    check(parse(text))


# -- made-up scripts, with what their trees are

Made = tuple[str, str]  # source, and the tree as `shown` has it
NAMES = st.sampled_from(["a", "b1", "_c", "foo", "in", "x_y"])


def flat(text: str) -> str:
    """Without the borders between quoted parts that touch, which depend on what stood between them."""
    return text.replace("><", "")


def combined(template: str, tree: str) -> Callable[..., Made]:
    """Sources and trees put in the place of {0}, {1}, ..."""
    return lambda *made: (template.format(*[each[0] for each in made]), tree.format(*[each[1] for each in made]))


def of(template: str, tree: str, *strategies: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    return st.builds(combined(template, tree), *strategies)


def doubled(text: str) -> str:
    """Braces as `format` wants them."""
    return text.replace("{", "{{").replace("}", "}}")


def pieces(scripts: st.SearchStrategy[Made], *, quoted: bool) -> st.SearchStrategy[Made]:
    """Parts of words, as they are unquoted or between double quotes."""
    left, right = ("<", ">") if quoted else ("", "")
    name = NAMES.map(lambda each: (each, each))
    values = st.sampled_from([("a", f"{left}a{right}"), ("$b", f"{left}$b{right}"), ('"c d"', "<c d>"), ("", "")])
    return st.one_of(
        of("${{{0}}}", f"{left}${{0}}{right}", name),
        of("${{{0}:-{1}}}", f"{left}${{{{{{0}} :- {{1}}}}}}{right}", name, values),
        of("$({0})", f"{left}$({{0}}){right}", scripts),
        of("$(( 1 + $({0}) ))", f"{left}$((< 1 + ><$({{0}})>< >)){right}", scripts),
        of("${{{0}:+$({1})}}", f"{left}${{{{{{0}} :+ {left}$({{1}}){right}}}}}{right}", name, scripts),
    )


def words(scripts: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    plain = st.sampled_from(["a", "-b", "./c", "d=e", "~", "*.f", "{g,h}", "\\\ni", "]", "%", "@", "é"]).map(
        lambda text: (text, text.replace("\\\n", ""))
    )
    quoted = st.sampled_from(
        [("'a b'", "<a b>"), ("\\$", "<$>"), ("$'\\n;'", "<\n;>"), ("'$(x)'", "<$(x)>"), ('"#"', "<#>")]
    )
    double = st.lists(st.one_of(pieces(scripts, quoted=True), st.just(("a  b", "<a  b>"))), min_size=1, max_size=3).map(
        lambda made: ('"' + "".join(each[0] for each in made) + '"', "".join(each[1] for each in made))
    )
    piece = st.one_of(plain, plain, quoted, double, pieces(scripts, quoted=False))
    return st.lists(piece, min_size=1, max_size=3).map(
        lambda made: ("".join(each[0] for each in made), "".join(each[1] for each in made))
    )


def redirects(word: st.SearchStrategy[Made]) -> st.SearchStrategy[list[Made]]:
    signs = st.sampled_from(["<", ">", ">>", ">|", "<>", "<<<", "&>", "2>", "2>>", "10<"])
    gap = st.sampled_from(["", " ", "\t", " \\\n"])
    return st.lists(
        st.builds(lambda sign, gap, made: (f"{sign}{gap}{made[0]}", f"{sign}{made[1]}"), signs, gap, word), max_size=2
    )


def simple(scripts: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    head = st.sampled_from(["a", "rm", "echo", "if_", "'if'", "\\then", "./do"]).map(
        lambda text: (text, {"'if'": "<if>", "\\then": "<t>hen"}.get(text, text))
    )
    word = words(scripts)
    assigned = st.lists(
        st.builds(lambda name, made: (f"{name}={made[0]}", f"{name}={made[1]}"), NAMES, word), max_size=2
    )

    def made(before: list[Made], first: Made, rest: list[Made], sent: list[Made], blank: str) -> Made:
        source = [*[each[0] for each in before], first[0], *[each[0] for each in rest], *[each[0] for each in sent]]
        tree = [*[each[1] for each in before], first[1], *[each[1] for each in rest], *[each[1] for each in sent]]
        return blank.join(source), " ".join(tree)

    blank = st.sampled_from([" ", "\t ", " \\\n"])
    return st.builds(made, assigned, head, st.lists(word, max_size=3), redirects(word), blank)


def sequence(statement: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    """Commands that each end in `;`, `&` or a line end, so that a reserved word may follow."""
    ends = st.sampled_from([("; ", ""), ("\n", ""), (" & ", " &"), (" # c; )\n", ""), (";\n\n", "")])

    def made(parts: list[tuple[Made, Made]]) -> Made:
        return "".join(each[0] + end[0] for each, end in parts), "; ".join(each[1] + end[1] for each, end in parts)

    return st.lists(st.tuples(statement, ends), min_size=1, max_size=3).map(made)


def documents() -> st.SearchStrategy[Made]:
    """Sequences of one command with a here-document."""
    bodies = st.sampled_from(
        [
            ("", ""),
            ("a 'b\n", "<a 'b\n>"),
            ("$a )\n", "<$a>< )\n>"),
            ("`b` EOF\n", "<$(b)>< EOF\n>"),
            ("$(c\nd)\n", "<$(c; d)><\n>"),
        ]
    )
    return st.one_of(
        bodies.map(lambda body: (f"a <<EOF\n{body[0]}EOF\n", f"a <<{body[1] or '<>'}")),
        bodies.map(lambda body: (f"a <<-'EOF'\n\t{body[0]}\tEOF\n", f"a <<-<{body[0]}>")),
    )


def commands(inner: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    """Commands around sequences."""
    word = words(inner)
    name = NAMES.filter(lambda each: each != "in").map(lambda each: (each, each))
    compound = st.one_of(
        of("( {0})", "({0})", inner),
        of("{{ {0}}}", "{{ {0}; }}", inner),
        of("if {0}then {1}fi", "if {0} then {1} fi", inner, inner),
        of(
            "if {0}then {1}elif {2}then {1}else {0}fi",
            "if {0} then {1} elif {2} then {1} else {0} fi",
            inner,
            inner,
            inner,
        ),
        of("while {0}do {1}done", "while {0} do {1} done", inner, inner),
        of("for {0} in {1}; do {2}done", "for {0} in {1} do {2} done", name, word, inner),
        of(
            "case {0} in {1}) {2};; (*|{1}) {2}\nesac",
            "case {0} in {1}) {2};; *|{1}) {2};; esac",
            word,
            name,
            simple(inner),
        ),
        of("[[ {0} == a* && ( {0} =~ ^(b|c)$ ) ]]", "[[ {0} a* {0} ^(b|c)$ ]]", of('"$({0})"', "<$({0})>", inner)),
        of("(( a + $({0}) ))", "((< a + ><$({0})>< >))", inner),
    )
    sent = st.builds(
        lambda made, sent: (
            " ".join([made[0], *[each[0] for each in sent]]),
            " ".join([made[1], *[each[1] for each in sent]]),
        ),
        compound,
        redirects(word),
    )
    return st.one_of(
        simple(inner),
        sent,
        of("{0}() {{ {1}}}", "{0}() {{ {1}; }}", name, inner),
        of("{0} | {1}", "{0} | {1}", simple(inner), sent),
        of("{0} && {1} ||\n {0}", "{0} && {1} || {0}", simple(inner), sent),
    )


SCRIPTS = st.recursive(
    st.one_of(sequence(simple(st.just(("b", "b")))), documents()),
    lambda inner: sequence(commands(inner)),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(SCRIPTS)
def test_the_tree_of_a_made_up_script_is_the_one_that_it_was_made_from(made: Made) -> None:
    source, tree = made
    parsed = parse(source)
    assert parsed.error is None
    assert flat(shown(parsed.tree)) == flat(tree)


# -- whatever runs is in the tree

RUNNING = [
    *["@@", "a; @@", "a && @@", "a | ( @@ ) | x", "! @@", "time @@", "a & @@", "a; (@@)", "{ @@; }"],
    *["if @@; then a; fi", "if a; then @@; fi", "if a; then b; else @@; fi", "while @@; do a; done"],
    *["until a; do @@; done", "for x in a; do @@; done", "for x; { @@; }", "case a in b) @@;; esac"],
    *["case a in b) @@; esac", "case $(@@) in a) ;; esac", "case a in $(@@)) ;; esac", "f() { @@; }"],
    *["function f { @@; }", "f() (@@)", "coproc ( @@ )", "coproc n { @@; }", "a $(@@)", 'a "$(@@)"', "$(@@)"],
    *["a b$(@@)c", "a ${x:-$(@@)}", 'a "${x:-$(@@)}"', "a \"${x:-'$(@@)'}\"", "a ${x#$(@@)}", "a ${x/a/$(@@)}"],
    *["a ${x/$(@@)/b}", "a ${x:$(@@)}", "a ${x[$(@@)]}", "a ${!x:-$(@@)}", "a ${x!$(@@)}", "a ${(f)$(@@)}"],
    *["a ${ @@; }", "a ${#x[$(@@)]}", "a ${x@$(@@)}", "a $(($(@@)))", "a $[$(@@)]", "a $(( '$(@@)' ))"],
    *["(($(@@)))", "for ((i=$(@@);;)); do a; done", "x=$(@@)", "x=$(@@) a", 'x="$(@@)"', "x+=$(@@)"],
    *["x[$(@@)]=1", "x['$(@@)']=1", "x=(a $(@@))", "x=([$(@@)]=a)", "x=([a]=$(@@))", "export x=$(@@)"],
    *["declare -A x=([a]=$(@@))", "a >$(@@)", "{ a; } >$(@@)", ">$(@@)", "a <<<$(@@)", "a <(@@)", "a >(@@)"],
    *["a < <(@@)", "a > >(@@)", "a b<(@@)", "a <<E\n$(@@)\nE\n", "a <<E\n${x:-$(@@)}\nE\n"],
    *["a <<-E\n	$(@@)\n	E\n", "a <<E\n$(( $(@@) ))\nE\n", "[[ $(@@) ]]", "[[ a == $(@@) ]]", "[[ a =~ $(@@) ]]"],
    *["[[ a =~ (b|$(@@)) ]]", "[[ a && ( b || $(@@) ) ]]", "a @(b|$(@@))", "a $\\\n(@@)", "a {b,$(@@)}", "a\n@@"],
    *["# a\n@@", "a <<'E'\nb\nE\n@@", "a \\\n; @@", "$(a); @@", "'a'\n@@", "b; ((a) ; (@@))", "a $((b) ; (@@))"],
    *["a =(@@)", "for x (a) @@", "() { @@; }", "a ${x:-<(@@)}", "a $(b <<E\nc\nE\n@@)", "a $(b <<E\nE) $(@@)"],
    *["a $(case b in c) @@;; esac)"],
]


def heads(text: str) -> list[str]:
    found = [node for node in nodes(parse(text).tree) if isinstance(node, syntax.Simple) and node.words]
    return [syntax.written(node.words[0]) for node in found]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(RUNNING), min_size=1, max_size=4))
def test_whatever_runs_is_in_the_tree(shapes: list[str]) -> None:
    text = "boom"
    for number, shape in enumerate(shapes):
        if "'" in shape and "'" in text:
            continue  # quotes do not nest
        own = shape.replace("E", f"E{number}")  # no here-document has the delimiter of another
        text = own.replace("@@", f"{{ {text}\n}}" if "\n" in text else text)
    assert "boom" in heads(text), text


@pytest.mark.parametrize("shape", [shape for shape in RUNNING if "$(@@)" in shape])
def test_backticks_run_what_stands_in_them_wherever_a_substitution_may_stand(shape: str) -> None:
    assert "boom" in heads(shape.replace("$(@@)", "`boom`"))


# -- how long it takes

REPEATED = [
    *[
        "$(",
        "`",
        "'",
        '"',
        "<<a ",
        "{ ",
        "((",
        "[[ ",
        "case x in x) ",
        "<(",
        "${${",
        "${x:-",
        '"$(',
        "$((",
        "( ",
        "\\`",
        "a[",
    ],
    *[
        "\\\\\\`",
        "x=(",
        "[x]=",
        "@(",
        "$[",
        "$'",
        "\\\n",
        "a\\\n",
        "if ",
        "! ",
        "f() ",
        "coproc ",
        "time ",
        "() ",
        "&&\\\n",
        "a&&",
    ],
    *[
        "a|",
        "a;",
        "a\n",
        "a ",
        "$x",
        "\\a",
        "''",
        '"a"',
        "((true # ${x\n) );",
        "((true # '\n) );",
        "cat <<a\n",
        "`cat <<a\n`",
    ],
    *[
        "$(cat <<a\n)",
        "$(cat <<'a'\nab)\n",
        "<<-'a'\n\t",
        "#",
        "# \n",
        "a=b ",
        ">a ",
        "2>&1 ",
        "{f}>a ",
        "\"${x:-'a'}\"",
    ],
    *[
        "\"${x:-'$y'}\"",
        "$(( (a) ",
        "${x//",
        "((a) ",
        "((a)) ",
        "[[ a =~ (",
        ">! ",
        "case ",
        '"`',
        '"\\"',
        "<<\\\n",
        '"${x-"',
    ],
    *[
        "${x[",
        "$( ( ",
        "$(((",
        "export a[b ",
        "$'\\x41",
        "<<$(",
        "<<`",
        "${ ",
        '"$((',
        "=(",
        ";&",
        "e\\\nl",
        "\\\nd",
        "((\\\n",
    ],
]


def steps(text: str) -> int:
    """Lines of Python that run while a text is read."""
    count = 0

    def line(_frame: object, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    sys.settrace(line)
    try:
        parse(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", REPEATED)
def test_twice_the_text_takes_at_most_twice_the_steps(unit: str) -> None:
    assert steps(unit * 400) <= 2.3 * steps(unit * 200) + 500


def test_what_is_no_arithmetic_is_tried_once_however_deep_it_stands() -> None:
    """Else each level would take twice the steps of the one inside it."""
    shallow, deep = ["$((b " * depth + "x" + ") )" * depth for depth in (9, 18)]
    assert parse(deep).error is None
    assert steps(deep) < 5 * steps(shallow)


@pytest.mark.parametrize("unit", REPEATED)
def test_a_text_as_long_as_may_be_is_read_to_its_end_or_refused(unit: str) -> None:
    check(parse(unit * (30_000 // len(unit))))


def test_a_typical_command_takes_few_calls() -> None:
    """About a third of a microsecond each; a hundred microseconds are allowed."""
    command = 'cd /home/dev/app && git add -A && git commit -m "fix: a thing" && git push origin HEAD | tee -a log.txt'
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        parse(command)
    finally:
        sys.setprofile(None)
    assert calls < 150


@pytest.mark.parametrize(
    "text",
    [
        "{ a; } always { b; }",
        "if [[ -f a ]] { a; b; }",
        "if [[ -f a ]] { a; } elif (( 1 )) { b; }",
        "if [[ -f a ]] { a; } else { b; }",
        "while [[ -f a ]] { a; b; }",
        "foreach f (x y); a; b; end",
        "foreach f (x y)\na\nb\nend",
    ],
)
def test_what_zsh_alone_reads_runs_both(text: str) -> None:
    from agsec_runtime.shell.walk import derive

    found = derive(text, "/w")
    assert not found.unparsed
    assert {"a", "b"} <= set(found.commands)


@pytest.mark.parametrize("text", ["foreach f x; end", "end; a", "always { a; }", "if a { b; }"])
def test_these_words_mean_nothing_else_where_zsh_has_no_use_for_them(text: str) -> None:
    assert (parse(text).error is None) is (text not in ("if a { b; }", "always { a; }"))
