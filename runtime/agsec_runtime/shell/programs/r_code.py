"""R: `<-` assigns, names may have dots, and what its functions do."""

from __future__ import annotations

from .code_lexis import NAME, TEXT, Lexis
from .code_reader import POWERS, Reader
from .code_tokens import Scanner
from .code_values import Value, element

FUNCTIONS = {
    "Sys.getenv": "env:0",
    "Sys.glob": "glob:0",
    "Sys.setenv": "nothing",
    "base64enc.base64decode": "unbase64:0",
    "basename": "basename:0",
    "c": "list:*",
    "cat": "nothing write:file",
    "commandArgs": "arguments:1",
    "dbExecute": "sql:1",
    "dbGetQuery": "sql:1",
    "dbSendQuery": "sql:1",
    "dbSendStatement": "sql:1",
    "DBI.dbExecute": "sql:1",
    "DBI.dbGetQuery": "sql:1",
    "dir.create": "write:0",
    "dirname": "dirname:0",
    "download.file": "write:1",
    "dput": "write:1",
    "eval": "code:0",
    "file": "open:0,1",
    "file.append": "write:0 read:1",
    "file.copy": "copy:0,1",
    "file.create": "write:*",
    "file.path": "pathjoin:*",
    "file.remove": "delete:*",
    "file.rename": "move:0,1",
    "file.symlink": "link:0,1",
    "fs.file_delete": "delete:0",
    "fs.dir_delete": "delete:0",
    "get": "reference:0",
    "httr.POST": "send:0",
    "httr.PUT": "send:0",
    "jsonlite.fromJSON": "read:0",
    "load": "read:0",
    "normalizePath": "same:0",
    "parse": "=str:text",
    "paste": "join:sep|9,*",
    "paste0": "glue:*",
    "path.expand": "expanduser:0",
    "pipe": "shell:0",
    "POST": "send:0",
    "print": "nothing",
    "read.csv": "read:0|file",
    "read.table": "read:0|file",
    "readLines": "read:0|con",
    "readRDS": "read:0",
    "readr.read_csv": "read:0",
    "save": "write:file",
    "saveRDS": "write:1|file",
    "scan": "read:0|file",
    "setwd": "chdir:0",
    "shell": "shell:0",
    "sink": "write:0",
    "source": "script:0",
    "sprintf": "printf:0,1+",
    "str2lang": "=str:0",
    "system": "shell:0",
    "system2": "spawned:0|command,1|args",
    "tolower": "lower:0",
    "toupper": "upper:0",
    "unlink": "delete:0",
    "write": "write:1|file",
    "write.csv": "write:1|file",
    "write.table": "write:1|file",
    "writeLines": "write:1|con",
}


def _raw(scanner: Scanner, char: str) -> bool:
    """`r"(text)"`."""
    text, at = scanner.text, scanner.at
    if text[at + 1 : at + 3] not in ('"(', "'("):
        return False
    pieces, end = scanner.string(at + 3, ")" + text[at + 1], "r")
    scanner.put(TEXT, pieces, end)
    return True


LEXIS = Lexis(
    comments=("#",),
    quotes={"'": "e", '"': "e", "`": "r"},
    letters=".",
    special={"r": _raw},
    operators="<- <<- |> %in% %>%",
)


_POWERS = {**POWERS, "<-": 2, "<<-": 2, "|>": 3, "%>%": 3, "%in%": 10, "->": 0, "?": 0, ":": 15}
_STATEMENTS = {"if": "pass_", "for": "for_", "while": "pass_", "else": "pass_", "repeat": "pass_"}
_OPERANDS = {"function": "function_"}


class R(Reader):
    """Blocks in braces, arguments by name."""

    lexis = LEXIS
    concat = "paste"
    powers = _POWERS
    accessors = frozenset(["::", "$", ":::"])
    statements = _STATEMENTS
    operands = _OPERANDS
    functions = FUNCTIONS

    def assignment(self, operator: str, left: Value, target: object) -> Value:
        return super().assignment("=" if operator in ("<-", "<<-") else operator, left, target)

    def pass_(self) -> None:
        self.at += 1
        if self.is_op("("):
            self.group()
        if self.is_op("{"):
            self.block()

    def for_(self) -> None:
        """`for (x in values)`."""
        self.at += 1
        if not self.is_op("("):
            return
        end = self.closing(self.at)
        name = self.string(self.at + 1)
        self.at += 3
        outer, self.end = self.end, end
        values = self.expression()
        self.end, self.at = outer, min(end + 1, outer)
        self.loops += 1
        self.branch()
        self.scopes[-1][name] = element(values)
        self.statement()
        self.join()
        self.loops -= 1

    def function_(self) -> Value:
        self.at += 1
        names = []
        if self.is_op("("):
            end = self.closing(self.at)
            names = [self.string(at) for at in range(self.at, end) if self.kinds[at] == NAME]
            self.at = min(end + 1, self.end)
        if self.is_op("{"):
            end = self.closing(self.at)
            value = self.function(names, self.at + 1, end, False)
            self.at = min(end + 1, self.end)
            return value
        return Value("function", None, None, self.expression(2).origins)
