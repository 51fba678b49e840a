"""Conditions as a person types them, and statements as they are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec.editing.conditions import OPERATORS, Condition, parse_condition
from agsec.editing.drafts import Draft, proposed_sid
from agsec.editing.policyset import document
from agsec.editing.yamltext import written
from agsec.exceptions import AgsecError
from agsec_compiler import Source
from agsec_compiler.compose import compose
from agsec_compiler.model import Statement

from .strategies import values

texts = st.text(st.characters(codec="utf-8"), max_size=20)
scalars = st.one_of(
    texts, st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("params.path glob **/.env", ("params.path", "glob", "**/.env")),
        ("params.amount > 10000", ("params.amount", ">", 10000)),
        ("params.amount >= 1.5e3", ("params.amount", ">=", 1500.0)),
        ('params.country in ["KP","IR"]', ("params.country", "in", ["KP", "IR"])),
        ('params."a.b".c == x', ('params."a.b".c', "==", "x")),
        ('params."a b \\" c" != "1"', ('params."a b \\" c"', "!=", "1")),
        ("params.x  ==  true ", ("params.x", "==", True)),
        ("params.x == truely so", ("params.x", "==", "truely so")),
        ('params.x == {"a": [1, null]}', ("params.x", "==", {"a": [1, None]})),
        (
            r"params.command regex \bgit\b.*\s(--force|-f)(\s|$)",
            ("params.command", "regex", r"\bgit\b.*\s(--force|-f)(\s|$)"),
        ),
        ("params.command regex 42", ("params.command", "regex", "42")),
        ("params.command regex [1]", ("params.command", "regex", "[1]")),
        ('params.command regex ["a", "b"]', ("params.command", "regex", ["a", "b"])),
        ("params.command starts_with null", ("params.command", "starts_with", "null")),
        ("params.x == NaN", ("params.x", "==", "NaN")),
        ("action not_glob a/*", ("action", "not_glob", "a/*")),
        ("params.x.*.0 contains a", ("params.x.*.0", "contains", "a")),
        ("context.role not_exists", ("context.role", "not_exists", None)),
    ],
)
def test_a_condition_means_what_it_says(text: str, expected: tuple[Any, ...]) -> None:
    found = parse_condition(text)
    assert (found.field, found.op, found.value) == expected
    assert type(found.value) is type(expected[2])


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("", "`` does not begin with a field", "FIELD OP VALUE"),
        ("params.amount", "`params.amount` has no operator after `params.amount`", "FIELD OP VALUE"),
        ("params.amount>5", "`params.amount>5` has no operator after `params.amount>5`", "with spaces"),
        ("params.amount >", "`params.amount >` has no value after `>`", "FIELD OP VALUE"),
        ("amount > 5", "`amount` does not start with a root", "did you mean `params.amount` or `context.amount`?"),
        ("params.a rgex x", "unknown operator `rgex` in `params.a rgex x`", "did you mean `regex`?"),
        ("params.a equals x", "unknown operator `equals`", "did you mean `==`?"),
        ("params.a ~~~ x", "unknown operator `~~~`", "one of `==`"),
        (
            "params.a exists yes",
            "`exists` takes no value, and `params.a exists yes` gives it `yes`",
            "leave the value out",
        ),
        ("params.a in KP", "`in` takes a list, and `KP` is none", 'a list is JSON: `["KP"]`'),
        ("params.a in ['a','b']", "`['a','b']` is no JSON", 'a list is JSON with double quotes, e.g. `["a", "b"]`'),
        ("params.a == {a: 1}", "`{a: 1}` is no JSON", 'write it as JSON: `"{a: 1}"`'),
        ("params.a == 'x'", "`'x'` begins with a quote", """write it as JSON: `"'x'"`"""),
        ("params.a starts_with git ", "there are blanks around the value", 'write it as JSON: `"git "`'),
        ("params.a ==  git", "there are blanks around the value", 'write it as JSON: `" git"`'),
        ("params.a == True", "`True` is no word of JSON", "one of `true`"),
        ("params.a > 1e400", "`1e400` is larger than any number can be", "a smaller one"),
        ("params.a in [1, -1e400]", "`-1e400` is larger than any number can be", "a smaller one"),
        ("params.a > [1]", "`>` compares with a number or a string", "FIELD OP VALUE"),
        ("params.a == null", "`==` cannot compare with null", "not_exists"),
        ('params.a == {"k": 1, "k": 2}', "the key `k` stands twice", "remove"),
        ('params."a == 1', "`params.` ", ""),
    ],
)
def test_what_is_wrong_with_a_condition_is_named_with_its_remedy(text: str, message: str, help: str) -> None:
    with pytest.raises(AgsecError) as caught:
        parse_condition(text)
    assert message.strip() in caught.value.message
    assert help in (caught.value.help or "")


@pytest.mark.parametrize("value", ["10_000", "010", "+5", ".5", "5.", "10,000", "10 000", "0x1F", "+1e5", "9" * 5000])
@pytest.mark.parametrize("op", ["<", ">", "<=", ">=", "==", "!=", "contains"])
def test_a_text_that_looks_like_a_number_is_refused_unless_it_is_quoted(op: str, value: str) -> None:
    with pytest.raises(AgsecError, match="looks like a number") as caught:
        parse_condition(f"params.a {op} {value}")
    assert f'write it as JSON: `"{value}"`' in (caught.value.help or "")
    assert parse_condition(f'params.a {op} "{value}"').value == value
    assert parse_condition(f"params.a regex {value.strip('+')}").value == value.strip("+")


@pytest.mark.parametrize("value", ["2024-01-01", "10.0.0.1", "1.2.3", "v1", "10 EUR", "a,b", "_", "e5", "."])
def test_other_texts_need_no_quotes(value: str) -> None:
    assert parse_condition(f"params.a >= {value}").value == value


@given(st.sampled_from(OPERATORS), st.one_of(scalars, st.lists(scalars, min_size=1, max_size=3)))
def test_a_value_given_as_json_comes_back_or_is_refused(op: str, value: Any) -> None:
    try:
        found = parse_condition(f'params."a.b" {op} {json.dumps(value)}')
    except AgsecError:
        return
    assert found.op == op
    assert found.value == value or isinstance(found.value, str)


@given(values(scalars))
def test_a_written_value_reads_back_as_it_was_in_block_and_in_flow(value: Any) -> None:
    for text in (f"key: {written(value)}\n", f"{{key: {written(value)}, other: [{written(value)}]}}\n"):
        node, findings = compose(Source("x", text))
        assert node is not None
        assert not findings
        assert json.dumps(node.plain()["key"]) == json.dumps(value)


drafts = st.builds(
    Draft,
    effect=st.sampled_from(["deny", "allow", "review"]),
    actions=st.lists(texts.filter(bool), min_size=1, max_size=2).map(tuple),
    sid=texts.filter(bool),
    conditions=st.lists(
        st.builds(
            Condition,
            st.sampled_from(["params.a", 'params."b: c"', "context.x"]),
            st.sampled_from(OPERATORS[:-2]),
            scalars,
        ),
        max_size=3,
    ).map(tuple),
    reason=st.none() | texts,
    suggestion=st.none() | texts,
)


@given(drafts)
def test_a_written_statement_is_the_one_that_was_drafted(draft: Draft) -> None:
    for text in (f"statements:\n{draft.block()}", f"statements: [{draft.flow()}]"):
        found = document(Source("x.yaml", text))
        assert found is not None
        assert [each.statement for each in found.statements] == [Statement.model_validate(draft.data())]


def test_patterns_are_written_in_single_quotes_as_they_are() -> None:
    assert written(r"\brm\b 'x'") == r"""'\brm\b ''x'''"""
    assert written("no") == "'no'"
    assert written("git push") == "git push"
    assert written("two\nlines") == '"two\\nlines"'


@pytest.mark.parametrize(
    ("draft", "sid"),
    [
        (Draft("deny", ("payment.charge",)), "DenyPaymentCharge"),
        (Draft("deny", ("*",)), "DenyEverything"),
        (
            Draft("allow", ("bash.execute",), conditions=(Condition("params.command", "==", "git push"),)),
            "AllowGitPush",
        ),
        (Draft("deny", ("bash.execute",), conditions=(Condition("params.command", "regex", r"\brm\b"),)), "DenyRm2"),
    ],
)
def test_a_sid_is_proposed_from_what_the_statement_does(draft: Draft, sid: str) -> None:
    assert proposed_sid(draft, {"DenyRm", "Other"}) == sid


def test_a_proposed_sid_is_short() -> None:
    long = Draft("deny", ("bash.execute",), conditions=(Condition("params.command", "==", "x" * 5000),))
    name = proposed_sid(long, ())
    assert len(name) == 40
    assert proposed_sid(long, {name}) == f"{name}2"


def test_several_tests_of_one_field_are_not_mistaken_for_any_of_them() -> None:
    both = (Condition("params.a", "==", 1), Condition("params.a", "==", 2))
    with pytest.raises(AgsecError, match="must all hold"):
        Draft("deny", ("a",), conditions=both, match="any")
    assert Draft("deny", ("a",), conditions=both).data()["conditions"]["params.a"] == [each.test for each in both]
