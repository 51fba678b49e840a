"""Read commands with `agsec_runtime.shell.grammar` and with others, and say who sees what the first does not.

    python -m benchmarks.shell_differential --count 20000

The others are shfmt and tree-sitter-bash, for the heads, words and redirection targets of all commands, those in
substitutions included; and `bash -n`, for what is a command at all. Inputs are the labelled corpus, the tricky ones of
`tests/shell_inputs.py`, and scripts that are made up; a reader that is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from agsec_runtime.shell import grammar, syntax
from tests.shell_inputs import INPUTS, OF_ZSH, likely_misread_by, misread_by, script

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "tests" / "corpus"
SECONDS = 10  # after which a reader hangs
BATCH = 2_000


class Seen:
    """The source texts of what stands in a command, as often as each is there."""

    def __init__(self) -> None:
        self.heads: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.targets: Counter[str] = Counter()

    def command(self, words: list[str]) -> None:
        self.heads.update(words[:1])
        self.words.update(words)

    def beyond(self, other: Seen) -> list[str]:
        """What is here and not there."""
        found = []
        for kind in ("heads", "words", "targets"):
            mine, theirs = getattr(self, kind), getattr(other, kind)
            found += [f"{kind[:-1]} {text!r}" for text in (mine - theirs)]
        return found

    def plain(self) -> Seen:
        """The same without backslashes, since what stands between backticks has one fewer when it is read."""
        made = Seen()
        for kind in ("heads", "words", "targets"):
            for text, count in getattr(self, kind).items():
                getattr(made, kind)[text.replace("\\", "").replace("\n", "")] += count
        return made


def joined(text: str) -> str:
    """Without line continuations, which are nothing to a shell and are cut out by some readers."""
    return text.replace("\\\n", "")


# -- ours


def ours(text: str) -> tuple[Seen, str | None]:
    parsed = grammar.parse(text)
    seen = Seen()
    _visit(parsed.tree, seen)
    return seen, parsed.error


def _visit(node: object, seen: Seen) -> None:
    """Everything below a node of `syntax`, commands and redirections into ``seen``."""
    kind = type(node)
    if kind is list or kind is tuple:
        for item in node:  # type: ignore[attr-defined]
            _visit(item, seen)
        return
    if kind.__module__ != syntax.__name__:
        return
    if isinstance(node, syntax.Simple):
        words = [text for word in node.words for text in _texts(word)]
        if node.words:
            seen.heads[_texts(node.words[0])[0]] += 1
        seen.words.update(words)
        seen.words.update(text for given in node.assignments for text in _texts(given))
    elif isinstance(node, syntax.Redirect) and node.op not in ("<<", "<<-"):
        seen.targets[joined(node.target.written)] += 1
    elif isinstance(node, (syntax.For, syntax.Test)):
        seen.words.update(joined(word.written) for word in node.words or ())
    elif isinstance(node, syntax.Case):
        seen.words.update(joined(word.written) for patterns, _ in node.items for word in patterns)
        seen.words[joined(node.subject.written)] += 1
    for slot in kind.__slots__:  # type: ignore[attr-defined]
        _visit(getattr(node, slot), seen)


def _texts(word: syntax.Word | syntax.Assignment) -> list[str]:
    """A word, or an assignment as it stands there, that of an array as its elements."""
    if isinstance(word, syntax.Word):
        return [joined(word.written)]
    if isinstance(word.value, list):
        return [text for element in word.value for text in _texts(element)]
    index = "" if word.index is None else f"[{joined(word.index.written)}]"
    return [f"{word.name}{index}{'+' if word.append else ''}={joined(word.value.written)}"]


# -- shfmt


class Shfmt:
    """A process for each text; None for one that it refuses."""

    name = "shfmt"

    def __init__(self, program: str) -> None:
        self.program = program

    def read(self, text: str, dialect: str = "bash") -> Seen | None:
        done = subprocess.run(
            [self.program, "--to-json", "-ln", dialect],
            input=text.encode("utf-8", "surrogatepass"),
            capture_output=True,
            timeout=SECONDS,
        )
        if done.returncode or not done.stdout:
            return None
        seen = Seen()
        _Json(text.encode("utf-8", "surrogatepass"), seen).visit(json.loads(done.stdout))
        return seen


class _Json:
    def __init__(self, source: bytes, seen: Seen) -> None:
        self.source = source
        self.seen = seen

    def text(self, node: Any) -> str:
        raw = self.source[node["Pos"]["Offset"] : node["End"]["Offset"]]
        return joined(raw.decode("utf-8", "replace"))

    def visit(self, node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                self.visit(item)
        elif isinstance(node, dict):
            kind = str(node.get("Type", ""))
            if kind in _SHFMT:
                _SHFMT[kind](self, node)
            if "Redirs" in node:
                self.redirections(node["Redirs"])
            for key, item in node.items():
                if key not in ("Pos", "End"):
                    self.visit(item)

    def assigned(self, node: Any) -> list[str]:
        if "Array" not in node:
            return [self.text(node)]
        elements = node["Array"].get("Elems", [])
        return ["[" * ("Index" in element) + self.text(element) for element in elements if len(element) > 2]

    def simple(self, node: Any) -> None:
        self.seen.command([self.text(word) for word in node.get("Args", [])])
        self.seen.words.update(text for given in node.get("Assigns", []) for text in self.assigned(given))

    def declaration(self, node: Any) -> None:
        words = [self.text(node["Variant"])]
        for given in node.get("Args", []):
            words += self.assigned(given)
        self.seen.command(words)

    def let(self, node: Any) -> None:
        self.seen.command(["let"])

    def words(self, node: Any) -> None:
        self.seen.words.update(self.text(word) for word in node.get("Items", []))

    def case(self, node: Any) -> None:
        self.seen.words[self.text(node["Word"])] += 1
        for item in node.get("Items", []):
            self.seen.words.update(self.text(word) for word in item.get("Patterns", []))

    def test(self, node: Any) -> None:
        waiting = [node["X"]]
        while waiting:
            operand = waiting.pop()
            if operand["Type"] == "Word":
                self.seen.words[self.text(operand)] += 1
            waiting += [operand[side] for side in ("X", "Y") if side in operand]

    def redirections(self, found: Any) -> None:
        for redirect in found:
            if redirect["Op"] not in ("<<", "<<-"):
                self.seen.targets[self.text(redirect["Word"])] += 1


_SHFMT: dict[str, Callable[[_Json, Any], None]] = {
    "CallExpr": _Json.simple,
    "DeclClause": _Json.declaration,
    "LetClause": _Json.let,
    "WordIter": _Json.words,
    "CaseClause": _Json.case,
    "TestClause": _Json.test,
}


# -- tree-sitter


class TreeSitter:
    """None for a text in whose tree there is an error."""

    name = "tree-sitter"

    def __init__(self) -> None:
        import tree_sitter
        import tree_sitter_bash

        self.parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))

    def read(self, text: str) -> Seen | None:
        root = self.parser.parse(text.encode("utf-8", "surrogatepass")).root_node
        if root.has_error:
            return None
        seen = Seen()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.type in _TREE:
                _TREE[node.type](node, seen)
            waiting += node.children
        return seen


def _source(node: Any) -> str:
    return joined(node.text.decode("utf-8", "replace"))


def _command(node: Any, seen: Seen) -> None:
    seen.command([_source(child) for field in ("name", "argument") for child in node.children_by_field_name(field)])


def _declaration(node: Any, seen: Seen) -> None:
    words = [child for child in node.children if child.type != "variable_assignment"]
    seen.command([_source(child) for child in words])


def _assignment(node: Any, seen: Seen) -> None:
    value = node.child_by_field_name("value")
    if value is not None and value.type == "array":
        seen.words.update(_source(child) for child in value.named_children if child.type != "comment")
    else:
        seen.words[_source(node)] += 1


def _values(node: Any, seen: Seen) -> None:
    seen.words.update(_source(child) for child in node.children_by_field_name("value"))


def _redirection(node: Any, seen: Seen) -> None:
    """The first of its destinations; what it takes for more of them are words of the command."""
    found = [_source(child) for child in node.children_by_field_name("destination")]
    seen.targets.update(found[:1])
    seen.words.update(found[1:])


def _string(node: Any, seen: Seen) -> None:
    seen.targets.update(_source(child) for child in node.named_children if child.type != "file_descriptor")


_TREE: dict[str, Callable[[Any, Seen], None]] = {
    "command": _command,
    "declaration_command": _declaration,
    "unset_command": _declaration,
    "variable_assignment": _assignment,
    "for_statement": _values,
    "case_statement": _values,
    "case_item": _values,
    "file_redirect": _redirection,
    "herestring_redirect": _string,
}


# -- bash


class Bash:
    """Whether bash takes a text as a command."""

    name = "bash"

    def __init__(self, program: str) -> None:
        self.program = program
        self.answers: dict[str, bool] = {}

    def accepts(self, text: str) -> bool:
        if text not in self.answers:
            self.answers[text] = self.asked(text)
        return self.answers[text]

    def asked(self, text: str) -> bool:
        done = subprocess.run(
            [
                self.program,
                "--norc",
                "--noprofile",
                "-O",
                "extglob",
                "-n",
                "-c",
                "--",
                text.encode("utf-8", "surrogatepass"),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            env={"LC_ALL": "C.UTF-8"},
        )
        # An error in [[ ]] is no failure to it.
        return not done.returncode and all(b": warning: " in line for line in done.stderr.splitlines())


# -- comparing


class Readers:
    """Those that there are to compare with."""

    def __init__(self, shfmt: Shfmt | None, tree: TreeSitter | None, bash: Bash | None) -> None:
        self.shfmt = shfmt
        self.tree = tree
        self.bash = bash

    @classmethod
    def installed(cls) -> Readers:
        program = shutil.which("shfmt", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
        bash = shutil.which("bash")
        try:
            tree: TreeSitter | None = TreeSitter()
        except ImportError:
            tree = None
        return cls(Shfmt(program) if program else None, tree, Bash(bash) if bash else None)

    def differences(self, text: str, known: Iterable[str] = ()) -> list[str]:
        """What is wrong with our reading of ``text``, as sentences. ``known`` are readers that misread it."""
        started = time.process_time()
        seen, error = ours(text)
        found = [] if time.process_time() - started < SECONDS else ["we hang"]
        if self.bash is not None and self.bash.name not in known:
            accepts = self.bash.accepts(text)
            if not accepts and error is not None:
                return found
            if accepts and error is not None:
                found.append(f"bash takes it, we say: {error}")
            elif not accepts:
                found.append("bash refuses it, we do not")
        for reader in (self.shfmt, self.tree):
            if reader is not None and reader.name not in known:
                theirs = reader.read(text)
                found += [f"{reader.name} sees {thing}" for thing in _beyond(theirs, seen, text)]
        return found

    def differences_in_zsh(self, text: str, known: Iterable[str] = ()) -> list[str]:
        """The same for a text that zsh takes and bash may not."""
        seen, error = ours(text)
        if error is not None or self.shfmt is None or self.shfmt.name in known:
            return []
        return [f"shfmt sees {thing}" for thing in _beyond(self.shfmt.read(text, "zsh"), seen, text)]


def _beyond(theirs: Seen | None, seen: Seen, text: str) -> list[str]:
    if theirs is None:
        return []
    if "`" in text:
        theirs, seen = theirs.plain(), seen.plain()
    return theirs.beyond(seen)


def corpus() -> Iterator[str]:
    """The shell commands of the labelled corpus, each once."""
    found: dict[str, None] = {}
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            command = json.loads(line)["params"].get("command")
            if isinstance(command, str):
                found[command] = None
    return iter(found)


def compare(differences: Callable[[str], list[str]], texts: Iterable[str]) -> dict[str, list[str]]:
    """The texts that are read differently, and how."""
    listed = list(dict.fromkeys(texts))
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(differences, listed)
        return {text: wrong for text, wrong in zip(listed, found, strict=True) if wrong}


def of_corpus(readers: Readers) -> dict[str, list[str]]:
    return compare(lambda text: readers.differences(text, misread_by(text)), corpus())


def of_topic(readers: Readers, topic: str) -> dict[str, list[str]]:
    """Of the tricky inputs about ``topic``."""
    if topic in OF_ZSH:
        return compare(lambda text: readers.differences_in_zsh(text, misread_by(text)), OF_ZSH[topic])
    return compare(lambda text: readers.differences(text, misread_by(text)), INPUTS[topic])


def of_scripts(readers: Readers, texts: Iterable[str]) -> dict[str, list[str]]:
    """Of scripts that are made up."""
    return compare(lambda text: readers.differences(text, likely_misread_by(text)), texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000, help="how many scripts to make up (2,000)")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first of them")
    given = parser.parse_args()
    readers = Readers.installed()
    missing = [name for name in ("shfmt", "tree", "bash") if getattr(readers, name) is None]
    print(f"left out, since they are not installed: {', '.join(missing) or 'none'}", file=sys.stderr)
    tricky = sum(len(texts) for texts in (*INPUTS.values(), *OF_ZSH.values()))
    found = of_corpus(readers)
    print(f"{len(list(corpus())):7,} commands of the corpus: {len(found)} read differently")
    for topic in (*INPUTS, *OF_ZSH):
        found |= of_topic(readers, topic)
    print(f"{tricky:7,} tricky inputs: {len(found)} read differently, the former included")
    for first in range(given.seed, given.seed + given.count, BATCH):
        last = min(first + BATCH, given.seed + given.count)
        found |= of_scripts(readers, (script(number) for number in range(first, last)))
        print(f"{last - given.seed:7,} scripts: {len(found)} read differently, all of the former included", flush=True)
    for text, wrong in found.items():
        print(f"\n{text!r}\n  " + "\n  ".join(wrong))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
