"""What the calls of a library do, by rows: `read:0|path write:1 =file:0`.

A row has verbs, each with the places of what it is about: the position of an argument or its name (`0|path`), `s` what
the method was called on, `1+` all from there on, `*` all. ``=NAME:PLACE`` is what the call gives, a value of that
nature whose texts are those at the place. A verb that makes a text gives it. All of them report by the `Call`.
"""

from __future__ import annotations

from . import code_calls, code_databases, code_files, code_network, code_programs, code_texts
from .code_called import Called
from .code_values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from .code_reader import Reader

    Verb: TypeAlias = "Callable[[Reader, Called, list[str]], Value | None]"


def perform(reader: Reader, row: str, called: Called) -> Value | None:
    """Do what the row says; what the call gives, None where the row does not say."""
    made: Value | None = None
    silent = True
    for term in row.split():
        verb, _, places = term.partition(":")
        if verb[0] == "=":
            value = called.at(places) if places else made
            texts = value.spelled() if value is not None and (places or value.texts) else []
            made = Value(verb[1:], list(texts), None, value.origins if value is not None else ())
            made.receiver = called.receiver
            continue
        given = _VERBS[verb](reader, called, places.split(","))
        made = given if given is not None else made
        silent = silent and verb in _QUIET
    if not silent:
        reader.printed = None
    return made


_VERBS: dict[str, Verb] = {
    "address": code_network.address,
    "apply": code_calls.applied,
    "argv": code_programs.argv,
    "arguments": code_network.arguments,
    "attribute": code_calls.attribute,
    "below": code_texts.below,
    "call": code_calls.called_with,
    "callfirst": code_calls.call_first,
    "chdir": code_files.chdir,
    "chr": code_texts.characters,
    "code": code_calls.run_code,
    "codetext": code_calls.code_if_text,
    "connect": code_network.connect,
    "content": code_files.content,
    "copy": code_files.copy,
    "cwd": code_files.cwd,
    "decode": code_texts.decode,
    "delete": code_files.delete,
    "dirname": code_texts.dirname,
    "basename": code_texts.basename,
    "env": code_network.variable,
    "environment": code_network.environment,
    "dotenv": code_files.dotenv,
    "exec": code_programs.joined_argv,
    "execl": code_programs.execl,
    "executable": code_programs.executable,
    "expanduser": code_texts.expand_user,
    "feed": code_programs.feed,
    "fileurl": code_texts.file_url,
    "format": code_texts.filled,
    "fromhex": code_texts.from_hexadecimal,
    "git": code_programs.git,
    "glob": code_files.glob,
    "globbelow": code_files.glob_below,
    "glue": code_texts.glue,
    "home": code_files.home,
    "inplace": code_files.in_place,
    "join": code_texts.join,
    "lines": code_texts.lines,
    "link": code_files.link,
    "list": code_calls.as_list,
    "lower": code_texts.lower,
    "method": code_calls.method,
    "module": code_calls.module,
    "move": code_files.move,
    "nothing": code_calls.nothing,
    "open": code_files.open_file,
    "packed": code_texts.packed,
    "pathjoin": code_texts.path_join,
    "perlopen": code_programs.perl_open,
    "phpget": code_network.php_get,
    "pipe": code_network.pipe,
    "print": code_calls.printed,
    "printf": code_texts.printf,
    "process": code_programs.process,
    "read": code_files.read,
    "reference": code_calls.reference,
    "remember": code_files.remember,
    "replace": code_texts.replaced,
    "reverse": code_texts.reverse,
    "rot13": code_texts.rotated,
    "rubyopen": code_programs.ruby_open,
    "same": code_calls.same,
    "script": code_calls.script,
    "send": code_network.send,
    "sent": code_calls.sent,
    "setopt": code_network.set_option,
    "shell": code_programs.run_shell,
    "showenv": code_network.show_environment,
    "spawned": code_programs.spawned,
    "split": code_texts.split,
    "sql": code_databases.sql,
    "sqlchain": code_databases.chained,
    "sqldelete": code_databases.empty,
    "sqldestroy": code_databases.destroy,
    "sqldrop": code_databases.drop,
    "sqlof": code_databases.of_database,
    "sqltruncate": code_databases.truncate,
    "sqlwhere": code_databases.delete_where,
    "stdin": code_network.standard_input,
    "strip": code_texts.strip,
    "tag": code_programs.tagged,
    "unbase64": code_texts.unbase64,
    "upload": code_network.upload,
    "upper": code_texts.upper,
    "words": code_programs.words,
    "write": code_files.write,
}
# Verbs that print nothing, whatever they do.
_QUIET = frozenset(_VERBS) - frozenset(
    [
        "apply",
        "argv",
        "call",
        "callfirst",
        "code",
        "exec",
        "execl",
        "feed",
        "method",
        "process",
        "read",
        "rubyopen",
        "perlopen",
        "script",
        "send",
        "sent",
        "shell",
        "showenv",
        "spawned",
        "sql",
        "tag",
        "words",
    ]
)
