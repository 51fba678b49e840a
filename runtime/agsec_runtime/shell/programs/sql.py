"""SQL in one spelling: comments and string literals blanked, upper case, one space, statements apart.

Databases disagree where comments nest, whether `#` opens one and whether a backslash escapes a quote. What one of them
takes for a string another one runs, so a text that can be read in two ways is given in each of them.
"""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

# How a dialect reads what they disagree on: n comments nest, # opens a comment, \ escapes in strings, and `--` opens a
# comment only before a space (_).
DIALECTS = {"mysql": "#\\_", "postgres": "n", "sqlite": "", "clickhouse": "#\\", "bigquery": "#\\"}
MAX_TRIES = 16  # `$tag$` that nothing closes
_CODE = ("FUNCTION", "PROCEDURE")
_RUNNING = ("EXECUTE", "EXEC", "IMMEDIATE", "SP_EXECUTESQL")  # what a literal behind one of these holds is run
_READ = ("INFILE", "LOAD_FILE(", "PG_READ_FILE(", "PG_READ_BINARY_FILE(", "READFILE(", "READ_TEXT(", "READ_BLOB(")
_WRITTEN = ("OUTFILE", "DUMPFILE")
_NAMING = ("FILE", "COPY", "READ_")  # without one of these no literal is looked at
MAX_PATH = 500
MAX_BETWEEN = 8  # words and spaces between them
_READINGS = ("", "n", "#\\")
# An identifier between double quotes that is one of these would read as a statement; others stand without their quotes.
KEYWORDS = frozenset(
    [
        "ALTER",
        "ANALYZE",
        "ATTACH",
        "BEGIN",
        "CALL",
        "COMMENT",
        "COMMIT",
        "COPY",
        "CREATE",
        "DELETE",
        "DESC",
        "DESCRIBE",
        "DETACH",
        "DO",
        "DROP",
        "EXEC",
        "EXECUTE",
        "EXPLAIN",
        "GRANT",
        "INSERT",
        "LOAD",
        "MERGE",
        "OPTIMIZE",
        "PRAGMA",
        "PURGE",
        "REINDEX",
        "RENAME",
        "REPLACE",
        "REVOKE",
        "ROLLBACK",
        "SELECT",
        "SET",
        "SHOW",
        "TRUNCATE",
        "UPDATE",
        "UPSERT",
        "USE",
        "VACUUM",
        "VALUES",
        "WITH",
    ]
)
CHANGING = frozenset(
    [
        "ALTER",
        "ATTACH",
        "CREATE",
        "DELETE",
        "DETACH",
        "DROP",
        "EXEC",
        "EXECUTE",
        "CALL",
        "INSERT",
        "LOAD",
        "MERGE",
        "PURGE",
        "REINDEX",
        "RENAME",
        "REPLACE",
        "TRUNCATE",
        "UPDATE",
        "UPSERT",
        "VACUUM",
    ]
)


def normalised(text: str, dialect: str = "") -> str:
    """The text in one spelling; statements apart by "; ", every reading of it if there are several."""
    return "; ".join(statements(text, dialect))


def statements(text: str, dialect: str = "") -> list[str]:
    """The statements of a text, each in one spelling."""
    readings = (DIALECTS[dialect],) if dialect in DIALECTS else _READINGS if _is_ambiguous(text) else ("",)
    found: dict[str, None] = {}
    for reading in readings:
        for each in _Reader(text, reading).statements():
            found[each] = None
    return list(found)


def give(call: Call, text: str, dialect: str = "") -> list[str]:
    """Tell that a database is given the text, statement by statement; the statements."""
    found = statements(text, dialect)
    for each in found:
        call.shell.found.sql[each] = None
    upper = text.upper()
    if any([word in upper for word in _NAMING]):
        _files(call, text, "COPY" in upper)
    return found


def _files(call: Call, text: str, copies: bool) -> None:
    """The files that a literal names behind `LOAD DATA INFILE` and its like, or `COPY` with its programs."""
    before = ""
    for at, piece in enumerate(text.split("'")):
        if at % 2 and piece and UNKNOWN_OPEN not in piece and len(piece) < MAX_PATH:
            if copies and before.endswith("PROGRAM"):
                call.script(piece, stdin="")
            elif before.endswith(_READ) or (copies and before.endswith(" FROM")):
                call.read(piece)
            elif before.endswith(_WRITTEN) or (copies and before.endswith(" TO")):
                call.write(piece)
        before = piece[-MAX_PATH:].upper().rstrip()


def is_statement(text: str) -> bool:
    """Whether a text begins as SQL does."""
    for each in statements(text[:2000])[:1]:
        word, space, _ = each.partition(" ")
        return bool(space) and word.lstrip("(") in KEYWORDS
    return False


def changes(found: list[str]) -> bool:
    """Whether one of the statements changes the database."""
    return any([_verb(each) in CHANGING or UNKNOWN_OPEN in each for each in found])


def _verb(statement: str) -> str:
    """What a statement does; behind `WITH ... AS (...)` and `EXPLAIN` that stands further on."""
    words = statement.split()
    if words and words[0] in ("WITH", "EXPLAIN", "BEGIN"):
        return next((word for word in words if word.lstrip("(") in CHANGING), words[0])
    return words[0] if words else ""


def _is_ambiguous(text: str) -> bool:
    return "\\" in text or "#" in text or text.count("/*") > text.count("*/") or _nests(text)


def _nests(text: str) -> bool:
    """Whether a comment seems to open inside a comment."""
    opened = text.find("/*")
    while opened >= 0:
        closed = text.find("*/", opened + 2)
        following = text.find("/*", opened + 2)
        if 0 <= following < closed or closed < 0:
            return True
        opened = following
    return False


class _Reader:
    """Reads a text once, from left to right, into the words of its statements."""

    def __init__(self, text: str, reading: str) -> None:
        self.text = text
        self.reading = reading
        self.nests = "n" in reading
        self.hash = "#" in reading
        self.escapes = "\\" in reading
        self.spaced = "_" in reading
        self.at = 0
        self.parts: list[str] = []
        self.found: list[str] = []
        self.executed = False  # inside /*! ... */
        self.unclosed = ""  # quotes that nothing closes from here on
        self.tags: dict[int, int] = {}  # where the closing tag of code between dollars stands, and its length
        self.tries = MAX_TRIES

    def statements(self) -> list[str]:
        text, end = self.text, len(self.text)
        while self.at < end:
            char = text[self.at]
            step = _STEPS.get(char)
            if step is not None:
                step(self, char)
            elif char.isspace():
                self._space()
            else:
                self._word()
        self._finish()
        return self.found

    # Each step takes what stands at `at` and goes behind it.

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.at += 1

    def _space(self, _: str = "") -> None:
        self.at += 1
        if self.parts and self.parts[-1] != " ":
            self.parts.append(" ")

    def _word(self) -> None:
        text, start = self.text, self.at
        while self.at < len(text) and (text[self.at].isalnum() or text[self.at] == "_"):
            self.at += 1
        if self.at == start:
            self._put(text[start])
        else:
            self.parts.append(text[start : self.at].upper())

    def _finish(self, _: str = "") -> None:
        self.at += 1
        statement = "".join(self.parts).strip()
        self.parts = []
        if statement:
            self.found.append(statement)

    def _unknown(self, _: str) -> None:
        close = self.text.find(UNKNOWN_CLOSE, self.at)
        close = len(self.text) if close < 0 else close + 1
        self.parts.append(self.text[self.at : close])
        self.at = close

    def _dash(self, char: str) -> None:
        if self.text.startswith("--", self.at) and not (self.spaced and self.text[self.at + 2 : self.at + 3].strip()):
            self._line()
        else:
            self._put(char)

    def _hash(self, char: str) -> None:
        if self.hash:
            self._line()
        else:
            self._put(char)

    def _line(self) -> None:
        close = self.text.find("\n", self.at)
        self.at = len(self.text) if close < 0 else close
        self._gap()

    def _gap(self) -> None:
        if self.parts and self.parts[-1] != " ":
            self.parts.append(" ")

    def _slash(self, char: str) -> None:
        text = self.text
        if not text.startswith("/*", self.at):
            self._put(char)
            return
        self._gap()
        if text.startswith(("/*!", "/*M!"), self.at):  # MySQL and MariaDB run what stands in it
            self.at = text.index("!", self.at) + 1
            while text[self.at : self.at + 1].isdigit():
                self.at += 1
            self.executed = True
        else:
            self.at = self._behind_comment(self.at)

    def _behind_comment(self, at: int) -> int:
        text, depth = self.text, 1
        at += 2
        close = at - 1
        while depth:
            close = text.find("*/", at) if close < at else close
            if close < 0:
                return len(text)
            opened = text.find("/*", at, close) if self.nests else -1
            depth += 1 if opened >= 0 else -1
            at = (opened if opened >= 0 else close) + 2
        return at

    def _star(self, char: str) -> None:
        if self.executed and self.text.startswith("*/", self.at):
            self.executed = False
            self.at += 2
            self._gap()
        else:
            self._put(char)

    def _quote(self, _: str) -> None:
        """A string literal; one that nothing closes is no literal."""
        escaped = self.escapes or (self.parts and self.parts[-1] == "E")
        close = self._closing("'", bool(escaped))
        if close < 0:
            self._put("'")
            return
        if self.parts and self.parts[-1] in ("E", "N", "B", "X"):
            self.parts.pop()
        if self._is_run():
            inner = self.text[self.at + 1 : close].replace("''", "'")
            self.found += _Reader(inner, self.reading).statements()
        self.parts.append("''")
        self.at = close + 1

    def _is_run(self) -> bool:
        """Whether the literal that opens here is run: `EXECUTE '...'`, `EXEC (N'...')`, `PREPARE p FROM '...'`."""
        if self.parts[:1] == ["PREPARE"] and "FROM" in self.parts[:8]:
            return True
        return any([word in _RUNNING for word in self.parts[-MAX_BETWEEN:]])

    def _closing(self, quote: str, escaped: bool) -> int:
        """Where the literal that opens here is closed, -1 if nowhere; doubled quotes stand for themselves."""
        text, at = self.text, self.at + 1
        if quote in self.unclosed:
            return -1
        while True:
            close = text.find(quote, at)
            if close < 0:
                self.unclosed += quote
                return -1
            if escaped:
                slashes = close
                while slashes > at and text[slashes - 1] == "\\":
                    slashes -= 1
                if (close - slashes) % 2:
                    at = close + 1
                    continue
            if text.startswith(quote, close + 1):
                at = close + 2
                continue
            return close

    def _identifier(self, quote: str) -> None:
        """A plain name stands without its quotes; what cannot be a name (MySQL's strings) is blanked."""
        close = self._closing(quote, self.escapes and quote == '"')
        if close < 0:
            self._put(quote)
            return
        name = self.text[self.at + 1 : close].upper()
        plain = name.replace("_", "").replace("-", "").replace("$", "").replace(".", "")
        known = UNKNOWN_OPEN in name or (plain.isalnum() and name not in KEYWORDS)
        self.parts.append(self.text[self.at + 1 : close] if UNKNOWN_OPEN in name else name if known else quote * 2)
        self.at = close + 1

    def _bracket(self, char: str) -> None:
        """`[name]` of T-SQL and SQLite; an index of an array stays as it is."""
        close = self.text.find("]", self.at, self.at + 130)
        name = self.text[self.at + 1 : close].upper() if close > 0 else ""
        apart = not self.parts or self.parts[-1] in (" ", ".", ",", "(")
        if apart and name.replace("_", "").isalnum() and not name[0].isdigit():
            self.parts.append(name)
            self.at = close + 1
        else:
            self._put(char)

    def _dollar(self, char: str) -> None:
        """PostgreSQL's `$$ ... $$` and `$tag$ ... $tag$`; of a function or a DO block it is code, so that stays."""
        if self.at in self.tags:
            self._finish()
            self.at += self.tags[self.at - 1] - 1
            return
        tag = self._tag()
        close = self.text.find(tag, self.at + len(tag)) if tag else -1
        if close < 0:
            self._put(char)
        elif self.parts and (self.parts[0] == "DO" or any([word in self.parts[:16] for word in _CODE])):
            self._finish()
            self.at += len(tag) - 1
            self.tags[close] = len(tag)
        else:
            self.parts.append("''")
            self.at = close + len(tag)

    def _tag(self) -> str:
        """The tag that opens a literal here, "" if none does."""
        text, at = self.text, self.at + 1
        while at < len(text) and (text[at].isalnum() or text[at] == "_"):
            at += 1
        if text[at : at + 1] != "$" or text[self.at + 1].isdigit():
            return ""
        self.tries -= 1
        return text[self.at : at + 1] if self.tries > 0 or text.startswith("$$", self.at) else ""


_STEPS: dict[str, Callable[[_Reader, str], None]] = {
    ";": _Reader._finish,
    "-": _Reader._dash,
    "#": _Reader._hash,
    "/": _Reader._slash,
    "*": _Reader._star,
    "'": _Reader._quote,
    '"': _Reader._identifier,
    "`": _Reader._identifier,
    "[": _Reader._bracket,
    "$": _Reader._dollar,
    UNKNOWN_OPEN: _Reader._unknown,
    " ": _Reader._space,
    "\n": _Reader._space,
    "\t": _Reader._space,
}
