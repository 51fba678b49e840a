"""Texts that are YAML, nearly YAML, or what is no longer YAML."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    *" \t\n\r:?-#&*!|>'\"%@`[]{},\\~<=a0",
    *"\ufeff\x85\u2028\u2029\xa0\x00\x07\x7f\x80\ud800\ufffeé\U0001f600",
    *[
        "\n  ",
        "\n    - ",
        ": ",
        "? ",
        "- ",
        "---\n",
        "...\n",
        "--- ",
        "%YAML 1.1\n",
        "%TAG ! x\n",
        "|-\n",
        "|2\n",
        ">+\n a\n\n",
    ],
    *[
        "\\x41",
        "\\u0041",
        "\\ud800",
        "\\\n",
        "!!str ",
        "!<x> ",
        "&a ",
        "*a",
        "&a::",
        "'#'",
        "#c",
        "\n#c\n",
        "<<: ",
        "{a: b}",
        "{a:b}",
    ],
    *['{"a":b}', '["":]', "[?a]", "{? a}", "[,]", "k: v\n", "k:\n  ", "null", "no", "0o7", "010", "1e3", "yes", "on"],
]
POLICY = """default: deny
statements:
  - sid: "A" # one
    effect: deny
    actions: [bash.execute, 'file.*']
    conditions:
      params.command: &c {op: regex, value: "rm\\\\s+-rf"}
      params.path: *c
    reason: >-
      folded
      text
"""

soups = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = POLICY
    for _ in range(draw(st.integers(1, 4))):
        at, until = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
        removed = draw(st.sampled_from([0, 0, 1, until - at]))
        text = text[:at] + draw(st.sampled_from(["", *PIECES])) + text[at + removed :]
    return text


yaml_texts = st.one_of(soups, mutated())
