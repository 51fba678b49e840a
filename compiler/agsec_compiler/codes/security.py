"""Codes of security: what lets through more than it looks, or never counts."""

from __future__ import annotations

from .code import FINE, condition, entry, statement, two

TABLE = (
    entry(
        "AGS301",
        "warning",
        "default allow",
        "Whatever nobody thought of is let through.",
        "default: allow\n" + FINE,
        "default: deny\n" + FINE,
    ),
    entry(
        "AGS302",
        "warning",
        "allow of everything",
        "It makes the default meaningless: only a deny or a review still counts.",
        statement("", effect="allow", actions='["*"]'),
        statement("", effect="allow", actions="[file.read, web.search]"),
    ),
    entry(
        "AGS303",
        "warning",
        "class that looks like a negation",
        "A shell negates with `[^...]`; here that is a class with a `^` in it, and only `[!...]` negates.",
        statement("", actions='["payment.[^ab]"]'),
        statement("", actions='["payment.[!ab]"]'),
    ),
    entry(
        "AGS304",
        "warning",
        "glob that no absolute path matches",
        "The paths of facts are absolute, and `~` in them is undone; a glob has to begin with `/` or with `**/`.",
        condition("files.reads: {op: glob, value: '~/.ssh/**'}", actions="[file.read]"),
        condition("files.reads: {op: glob, value: '**/.ssh/**'}", actions="[file.read]"),
    ),
    entry(
        "AGS305",
        "warning",
        "pattern without an automaton",
        "An engine has to search for it, which the hook must load first, and which may run out of its time; the test "
        "is then undecidable.",
        condition("params.note: {op: regex, value: '(\\w+) \\1'}"),
        condition("params.note: {op: regex, value: '(?<!-)rm(?= -)'}"),
    ),
    entry(
        "AGS306",
        "warning",
        "statement that never decides, because a stronger one does",
        "Deny goes before review, and review before allow: whatever it matches is decided already.",
        two("deny", "allow/params.amount: 5"),
        two('deny/params.amount: {op: "!=", value: 5}', "allow/params.amount: 5"),
    ),
    entry(
        "AGS307",
        "warning",
        "statement that never decides, because one before it does",
        "A broader statement of the same effect stands before it: it is never named, and its reason never shown.",
        two('deny/params.amount: {op: ">", value: 5}', 'deny/params.amount: {op: ">", value: 10}'),
        two('deny/params.amount: {op: ">", value: 10}', 'deny/params.amount: {op: ">", value: 5}'),
    ),
    entry(
        "AGS308",
        "warning",
        "statement that stands twice",
        "One of two that say the same is changed one day, and the other is not.",
        two("deny/params.amount: 5", "deny/params.amount: 5"),
        two("deny/params.amount: 5", "deny/params.amount: 6"),
    ),
    entry(
        "AGS309",
        "warning",
        "allow of actions by a leading wildcard",
        "What nobody thought of is denied by default; this lets through actions of tools that are added later.",
        statement("", effect="allow", actions='["*.read"]'),
        statement("", effect="allow", actions='["file.read", "mcp.docs.*"]'),
    ),
    entry(
        "AGS310",
        "warning",
        "allow by part of a path",
        "A test that does not begin at the root is passed by paths anywhere.",
        condition("params.path: {op: contains, value: project}", "[archive.open]", "allow"),
        condition("params.path: {op: glob, value: '/srv/project/**'}", "[archive.open]", "allow"),
    ),
    entry(
        "AGS311",
        "warning",
        "allow by part of a host's name",
        "Anybody can register a name that ends in yours, or begins with it.",
        condition("params.url: {op: starts_with, value: 'https://example.com'}", "[crawl.page]", "allow"),
        condition("params.url: {op: starts_with, value: 'https://example.com/'}", "[crawl.page]", "allow"),
    ),
    entry(
        "AGS312",
        "warning",
        "allow by the text of a command",
        "A command that begins well can go on with another one.",
        condition("params.command: {op: starts_with, value: 'git '}", "[bash.execute]", "allow"),
        condition("shell.programs: {op: in, value: [git]}", "[bash.execute]", "allow"),
    ),
)
