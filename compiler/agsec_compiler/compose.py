"""YAML text to a located tree: what each value is, and where it stands.

Scalars are resolved by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), so ``no`` is a
string and ``0o17`` a number. Limits hold before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from agsec_runtime import abi

from .diagnostics import Diagnostic
from .events import DoubtError, quick, thorough
from .source import Source, Span

MAX_BYTES = 1 << 20
MAX_ALIASED = 10_000
MAX_DEPTH = abi.MAX_VALUE_DEPTH

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """A value with its place. ``value`` is a scalar, a list of nodes, or a dict from key to (key node, value node)."""

    value: Any
    span: Span
    size: int = 1
    height: int = 0

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {name: item.plain() for name, (_, item) in self.value.items()}
        return self.value

    def at(self, path: Path) -> Node:
        """The node at ``path``, or the innermost on the way that exists."""
        node = self
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[step][1]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
        return node

    def key_at(self, path: Path) -> Span:
        """Where the last key of ``path`` stands, or else its value."""
        parent = self.at(path[:-1])
        if isinstance(parent.value, dict) and path[-1] in parent.value:
            key: Node = parent.value[path[-1]][0]
            return key.span
        return self.at(path).span


class _Refused(Exception):
    def __init__(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.help = code, message, span, help


def compose(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of ``source`` (None for an empty document or one that cannot be read) and what is wrong with it."""
    root = _without_findings(source)
    return (root, []) if root else _thoroughly(source)


def _without_findings(source: Source) -> Node | None:
    """The tree of a text in order, by the quicker reader. Whatever else there is to say, the thorough one says."""
    composer = _Composer(source)
    try:
        root = composer.run(quick(source.text))
    except (_Refused, DoubtError, YAMLError, ValueError, OverflowError):
        return None
    in_order = root is not None and isinstance(root.value, dict) and not composer.findings
    return root if in_order else None


def _thoroughly(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    composer = _Composer(source)
    composer.findings.extend(_odd_breaks(source))
    try:
        root = composer.run(thorough(source.text))
    except _Refused as refused:
        found = Diagnostic(refused.code, refused.message, source, refused.span, refused.help)
        return None, [*composer.findings, found]
    except MarkedYAMLError as error:
        return None, [*composer.findings, _syntax_error(source, error)]
    except ReaderError as error:
        span = Span(error.position, error.position + 1)
        message = f"character U+{error.character:04X} is not allowed in YAML"
        return None, [*composer.findings, Diagnostic("AGS001", message, source, span)]
    except (YAMLError, ValueError, OverflowError) as error:
        return None, [*composer.findings, Diagnostic("AGS001", str(error).splitlines()[0], source, source.whole())]
    return root, composer.findings


def _odd_breaks(source: Source) -> list[Diagnostic]:
    """Characters that end a line for some readers of YAML and not for others: a comment could end in one."""
    help = "write it as an escape in double quotes, or leave it out"
    message = "U+%04X ends a line only for some readers"
    return [
        Diagnostic("AGS001", message % ord(each.group()), source, Span(*each.span()), help)
        for each in re.finditer("[\x85\u2028\u2029]|\r(?!\n)", source.text)
    ]


def _syntax_error(source: Source, error: MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, max(0, len(source.text) - 1)) if mark else 0
    problem = error.problem or error.context or "not YAML"
    line = source.text[source.text.rfind("\n", 0, at) + 1 : at]
    if source.text[at : at + 1] == "\t" and not line.strip():
        return Diagnostic("AGS003", "a tab as indentation", source, Span(at, at + 1), "indent with spaces")
    message = f"{problem} {error.context}" if error.context and error.problem else problem
    return Diagnostic("AGS001", message, source, Span(at, at + 1), _syntax_help(source.text, at, problem))


def _syntax_help(text: str, at: int, problem: str) -> str | None:
    if "cannot start any token" in problem or "expected <block end>" in problem or "unknown escape" in problem:
        return "quote the value: 'single quotes' take everything but themselves literally"
    return "quote a value that holds `: `" if "mapping values" in problem else None


@dataclass
class _Open:
    """A collection under construction."""

    node: Node
    anchor: str | None
    key: Node | None = None


@dataclass
class _Composer:
    source: Source
    findings: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None
    documents: int = 0
    aliased: int = 0

    def run(self, read: Iterable[Any]) -> Node | None:
        for event in read:
            take = _TAKERS.get(type(event))
            if take:
                take(self, event, Span(event.start_mark.index, event.end_mark.index))
        return self.root

    def _value(self, event: Any, span: Span) -> None:
        self._add(Node(self._scalar(event, span), span), event.anchor)

    def _end(self, event: Any, span: Span) -> None:
        done = self.stack.pop()
        done.node.span = Span(done.node.span.start, max(span.end, done.node.span.end))
        self._add(done.node, done.anchor)

    def _document(self, event: Any, span: Span) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Refused("AGS008", "a second document", span, "keep one document a file; leave `---` out")
        if event.version not in (None, (1, 2)):
            raise _Refused("AGS008", "policies are YAML 1.2", span, "leave the `%YAML` directive out")

    def _start(self, event: Any, span: Span) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused("AGS006", f"nested deeper than {MAX_DEPTH} levels", span)
        is_list = isinstance(event, events.SequenceStartEvent)
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{'seq' if is_list else 'map'}"):
            raise _Refused("AGS009", f"the tag `{event.tag}` has no meaning here", span, "leave the tag out")
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(Node([] if is_list else {}, span), event.anchor))

    def _alias(self, event: Any, span: Span) -> None:
        anchor = event.anchor
        if anchor not in self.anchors:
            raise _Refused("AGS001", f"found undefined alias `{anchor}`", span)
        target = self.anchors[anchor]
        if target is None:
            raise _Refused("AGS007", f"`*{anchor}` stands inside what it names", span)
        self.aliased += target.size
        if self.aliased > MAX_ALIASED:
            raise _Refused("AGS007", f"aliases expand to more than {MAX_ALIASED:,} values", span)
        if len(self.stack) + target.height > MAX_DEPTH:
            raise _Refused("AGS006", f"nested deeper than {MAX_DEPTH} levels", span)
        self._add(Node(target.value, span, target.size, target.height), None)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        above = top.node
        above.size += node.size
        if node.height >= above.height:
            above.height = node.height + 1
        if isinstance(above.value, list):
            above.value.append(node)
        elif top.key is None:
            top.key = self._checked_key(node)
        else:
            self._pair(top, top.key, node)
            top.key = None

    def _pair(self, top: _Open, key: Node, node: Node) -> None:
        name = key.value
        if name in top.node.value:
            line, _ = self.source.position(top.node.value[name][0].span.start)
            message = f"`{name}` stands twice in one mapping"
            self._find("AGS002", message, key.span, f"the first is in line {line}; remove or merge one of them")
        if node.span.start == node.span.end:
            node.span = key.span  # An empty value has no place of its own.
        top.node.value[name] = (key, node)

    def _checked_key(self, key: Node) -> Node:
        if not isinstance(key.value, str):
            self._find("AGS009", "a key must be a string", key.span, "quote it")
            return Node(str(key.plain()), key.span)
        if key.value == "<<" and self.source.text[key.span.start] == "<":
            self._find("AGS009", "YAML 1.2 has no merge keys", key.span, "write the keys out")
        return key

    def _scalar(self, event: Any, span: Span) -> Any:
        text: str = event.value
        plain = not event.style and event.tag is None  # libyaml's style is empty.
        value = _resolve(text) if plain else self._tagged(event, span)
        if isinstance(value, float) and value - value != 0:
            self._find("AGS012", f"`{text}` is no JSON value", span, "quote it if it is meant as text")
            return 0
        if isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
            self._find("AGS012", f"`{text}` does not fit in 64 bits", span, "quote it if it is meant as text")
            return 0
        if isinstance(value, str) and _SURROGATE.search(value):
            self._find("AGS012", "half of a surrogate pair is no character", span, "write the character itself")
            return ""
        return value

    def _tagged(self, event: Any, span: Span) -> Any:
        tag = (event.tag or "!").removeprefix("tag:yaml.org,2002:")
        if tag in ("!", "str"):
            return event.value
        value = _resolve(event.value)
        kinds: dict[str, tuple[type, ...]] = {
            "int": (int,),
            "float": (int, float),
            "bool": (bool,),
            "null": (type(None),),
        }
        if tag not in kinds:
            raise _Refused("AGS009", f"the tag `{event.tag}` has no meaning here", span, "leave the tag out")
        if not isinstance(value, kinds[tag]) or (isinstance(value, bool) and tag != "bool"):
            raise _Refused("AGS009", f"`{event.value}` is no {tag}", span)
        return value

    def _find(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        self.findings.append(Diagnostic(code, message, self.source, span, help))


_TAKERS: dict[type, Callable[[_Composer, Any, Span], None]] = {
    events.DocumentStartEvent: _Composer._document,
    events.ScalarEvent: _Composer._value,
    events.AliasEvent: _Composer._alias,
    events.SequenceStartEvent: _Composer._start,
    events.MappingStartEvent: _Composer._start,
    events.SequenceEndEvent: _Composer._end,
    events.MappingEndEvent: _Composer._end,
}

_SURROGATE = re.compile("[\ud800-\udfff]")
_INT = re.compile(r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BEGINS_NUMBER = frozenset("-+.0123456789")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], float("nan")),
    **{f"{sign}{word}": float(f"{sign}inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _BEGINS_NUMBER:
        return text
    if _INT.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text[2:] if base != 10 else text, base)
    return float(text) if _FLOAT.fullmatch(text) else text
