"""Database clients: SQL in their options, operands, standard input and files, and the clients' own commands."""

from __future__ import annotations

from ...marks import is_known, unknown
from ..options import parse
from .sql import changes, give

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

    Handler = Callable[[Call], str | None]


class Client:
    """How a client takes SQL: the spec of its options; which of them hold SQL, name a file of it or one to write."""

    __slots__ = ("dialect", "files", "last", "spec", "sql", "writes")

    def __init__(
        self, spec: str, sql: str = "", files: str = "", writes: str = "", dialect: str = "", last: bool = False
    ) -> None:
        self.spec = spec
        self.sql = frozenset(sql.split())
        self.files = frozenset(files.split())
        self.writes = frozenset(writes.split())
        self.dialect = dialect
        self.last = last  # operands behind the first are SQL


_POSTGRES = Client(
    "-c: --command: -f: --file: -o: --output: -L: --log-file: -d: --dbname: -h: --host: -p: --port:"
    " -U: --username: -v: --set:"
    " --variable: -F: --field-separator: -P: --pset: -R: --record-separator: -T: --table-attr:",
    sql="-c --command",
    files="-f --file",
    writes="-o --output -L --log-file",
    dialect="postgres",
)
_MYSQL = Client(
    "-e: --execute: -u: --user: -p? --password? -h: --host: -P: --port: -D: --database: -S: --socket:"
    " --defaults-file:"
    " --defaults-extra-file: --defaults-group-suffix: --default-character-set: --protocol: --ssl-mode: --ssl-ca:"
    " --ssl-cert: --ssl-key: --tee: --prompt: --delimiter: --init-command: --max-allowed-packet:"
    " --connect-timeout: --login-path:"
    " --plugin-dir: --pager?",
    sql="-e --execute --init-command",
    writes="--tee",
    dialect="mysql",
)
_CLIENTS = {
    "beeline": Client("-e: -f: -i: -u: -n: -p: -w: -d: =long --hivevar: --hiveconf: --outputformat:", "-e", "-f -i"),
    "bq": Client(
        "--project_id: --dataset_id: --location: --format: -n: --max_rows: --destination_table:",
        dialect="bigquery",
        last=True,
    ),
    "clickhouse-client": Client(
        "-q: --query: --queries-file: -h: --host: --port: -u: --user: --password: -d: --database:"
        " --format: -f: --output-format:"
        " --input-format: -C: --config-file: --max_memory_usage: --param?",
        "-q --query",
        "--queries-file",
        dialect="clickhouse",
    ),
    "cockroach": Client(
        "-e: --execute: -f: --file: --url: --host: -d: --database: -u: --user: --certs-dir: --format: -p:"
        " --port: --watch: --set:",
        "-e --execute",
        "-f --file",
        dialect="postgres",
    ),
    "cqlsh": Client(
        "-e: --execute: -f: --file: -u: --username: -p: --password: -k: --keyspace:", "-e --execute", "-f --file"
    ),
    "hive": Client("-e: -f: -i: --hiveconf: --hivevar: --database: -d: --define:", "-e", "-f -i"),
    "impala-shell": Client(
        "-q: --query: -f: --query_file: -i: --impalad: -d: --database: -o: --output_file:",
        "-q --query",
        "-f --query_file",
        "-o --output_file",
    ),
    "influx": Client("=long -execute: -database: -host: -port: -username: -password: -precision: -format:", "-execute"),
    "isql": Client("-b: -c -d: -v"),
    "litecli": Client("-e: --execute: -D: --database: -R: --prompt: --liteclirc: -l: --logfile:", "-e --execute"),
    "mycli": Client(
        "-e: --execute: -u: --user: -p: --password: -h: --host: -P: --port: -D: --database: -S: --socket:",
        "-e --execute",
        dialect="mysql",
    ),
    "mysql": _MYSQL,
    "mssql-cli": Client(
        "-Q: --query: -i: --input_file: -o: --output_file: -S: -U: -P: -d:",
        "-Q --query",
        "-i --input_file",
        "-o --output_file",
    ),
    "pgcli": Client(
        "-h: --host: -p: --port: -U: --username: -d: --dbname: -D: --dsn: -c: --command: -f: --file:",
        "-c --command",
        "-f --file",
        dialect="postgres",
    ),
    "presto": Client(
        "--execute: -f: --file: --server: --catalog: --schema: --user: --output-format:", "--execute", "-f --file"
    ),
    "psql": _POSTGRES,
    "rqlite": Client("-H: -p: -s: -u: --host: --port: --scheme: --user:"),
    "snowsql": Client(
        "-q: --query: -f: --filename: -a: --accountname: -u: --username: -d: --dbname: -s: --schemaname:"
        " -r: --rolename: -w: --warehouse: -c: --connection: -o: --option: -D: --variable: --config:",
        "-q --query",
        "-f --filename",
    ),
    "spark-sql": Client("-e: -f: --master: --conf: --jars: --packages: --database: --hiveconf:", "-e", "-f"),
    "sqlcmd": Client(
        "-Q: -q: -i: -o: -S: -U: -P: -d: -v: -s: -w: -h: -t: -l: --query: --input-file:",
        "-Q -q --query",
        "-i --input-file",
        "-o",
    ),
    "sqlplus": Client("-L -S -M: -R: -C:"),
    "trino": Client(
        "--execute: -f: --file: --server: --catalog: --schema: --user: --output-format:", "--execute", "-f --file"
    ),
    "tsql": Client("-S: -H: -p: -U: -P: -I: -D: -o: -a: -J:"),
    "usql": Client(
        "-c: --command: -f: --file: -o: --out: -v: --set: -P: --pset: -F: -R: -T:",
        "-c --command",
        "-f --file",
        "-o --out",
    ),
    "vsql": Client(
        "-c: --command: -f: --file: -o: --output: -d: -h: -U: -w: -p:", "-c --command", "-f --file", "-o --output"
    ),
    "ysqlsh": _POSTGRES,
}
_ALIASES = {
    "clickhouse": "clickhouse-client",
    "clickhouse-local": "clickhouse-client",
    "mariadb": "mysql",
    "osql": "sqlcmd",
    "presto-cli": "presto",
}


def _client(call: Call) -> str | None:
    """A client that is told what to do by options, by operands, or on standard input."""
    client = _CLIENTS[_ALIASES.get(call.name, call.name)]
    options, operands = parse(call.args, client.spec)
    told = False
    for name, value in options:
        if name in client.sql:
            told = True
            _text(call, value, client.dialect)
        elif name in client.files:
            told = True
            _file(call, value, client.dialect)
        elif name in client.writes:
            call.write(value)
    if client.last:
        for each in operands[1:]:
            _text(call, each, client.dialect)
    if call.stdin and not told:
        _text(call, call.stdin, client.dialect)
    return None


def _file(call: Call, path: str, dialect: str) -> None:
    """A file of SQL: its text, where the command wrote it."""
    if path == "-":
        _text(call, call.stdin, dialect)
        return
    call.read(path)
    content = call.shell.content(path)
    if content is not None:
        _text(call, content, dialect)


# -- the clients' own commands


def _text(call: Call, text: str, dialect: str) -> None:
    """SQL with the commands of the client in it."""
    if "\\gexec" in text:  # what the query gives is run
        for literal in text.split("'")[1::2]:
            give(call, literal, dialect)
    meta = _META.get(dialect)
    if meta is None or not any([sign in text for sign in meta[0]]):
        give(call, text, dialect)
        return
    lines: list[str] = []
    for line in text.split("\n"):
        own = meta[1](call, line.strip())
        lines.extend([] if own else [line])
    if lines:
        give(call, "\n".join(lines), dialect)


def _backslash(call: Call, line: str) -> bool:
    """psql's `\\! command`, `\\i file`, `\\o file`, `\\copy ... from file`."""
    if "\\" not in line:
        return False
    at = line.find("\\!")
    if at >= 0:
        call.script(line[at + 2 :].strip())
        return at == 0
    command, _, rest = line.partition(" ")
    word = rest.strip().split(" ")[0].strip("'\"")
    if command in ("\\i", "\\ir", "\\include", "\\include_relative"):
        _file(call, word, "postgres")
    elif command in ("\\o", "\\out", "\\g", "\\gx", "\\w", "\\write", "\\s"):
        _output(call, rest.strip())
    elif command == "\\copy":
        _copied(call, rest)
    elif command == "\\cd":
        return True
    else:
        return command.startswith("\\")
    return True


def _output(call: Call, target: str) -> None:
    if target.startswith("|"):
        call.script(target[1:].strip())
    elif target:
        call.write(target.strip("'\""))


def _copied(call: Call, text: str) -> None:
    """`\\copy table from 'file'`, `to program 'command'`."""
    words = text.replace("'", " ' ").split()
    for at, word in enumerate(words):
        if word.lower() not in ("from", "to") or at + 1 >= len(words):
            continue
        program = words[at + 1].lower() == "program"
        following = words[at + 1 + program :]
        quoted = following[:1] == ["'"]
        rest = following[1:] if quoted else following[:1]
        path = " ".join(rest[: rest.index("'")] if "'" in rest else rest)
        if program:
            call.script(path)
        elif path.lower() in ("stdin", "stdout", "pstdin", "pstdout", ""):
            return
        elif word.lower() == "from":
            call.read(path)
        else:
            call.write(path)
        return


def _mysql_command(call: Call, line: str) -> bool:
    """mysql's `\\! command`, `system command`, `source file`, `\\. file`, `tee file`."""
    command, _, rest = line.partition(" ")
    command, rest = command.lower(), rest.strip().rstrip(";")
    at = line.find("\\!")
    if at >= 0:
        call.script(line[at + 2 :].strip().rstrip(";"))
        return at == 0
    if command == "system":
        call.script(rest)
    elif command in ("source", "\\."):
        _file(call, rest.strip(), "mysql")
    elif command in ("tee", "\\t"):
        call.write(rest)
    else:
        return command in ("delimiter", "\\c", "\\q", "\\u", "use")
    return True


_META = {
    "mysql": (("\\!", "\\.", "system", "source", "SOURCE", "SYSTEM", "tee", "elimiter", "DELIMITER"), _mysql_command),
    "postgres": (("\\",), _backslash),
}


# -- databases that are files

_SQLITE = (
    "=long -cmd: -init: -separator: -newline: -nullvalue: -mmap: -maxsize: -heap: -pagecache:"
    " -lookaside: -vfs: -A? -readonly"
    " -batch -header -noheader -csv -json -line -list -html -markdown -table -box -column -tabs -quote"
    " -ascii -bail -echo"
)
_DUCKDB = "=long -c: -s: -cmd: -init: -f: -separator: -newline: -nullvalue: -readonly"


def _sqlite(call: Call) -> str | None:
    """`sqlite3 FILE SQL ...`: the file is read, and written if a statement changes it."""
    options, operands = parse(call.args, _DUCKDB if call.name == "duckdb" else _SQLITE)
    database = operands[0] if operands else ":memory:"
    texts = operands[1:]
    for name, value in options:
        if name in ("-cmd", "-c", "-s"):
            texts.append(value)
        elif name in ("-init", "-f"):
            call.read(value)
            texts.append(call.shell.content(value) or "")
    readonly = any([name in ("-readonly", "--readonly") for name, _ in options])
    known = bool(texts)
    if call.stdin and not operands[1:]:
        texts.append(call.stdin)
    changed = False
    for text in texts:
        changed = _local(call, text) or changed
    if database not in (":memory:", ""):
        call.read(database)
        if (changed or not (texts or known)) and not readonly:
            call.write(database)
    return None


def _local(call: Call, text: str) -> bool:
    """SQL and dot commands; whether they change the database."""
    lines = text.split("\n")
    sql = [line for line in lines if not line.lstrip().startswith(".")]
    changed = False
    for line in lines:
        if line.lstrip().startswith("."):
            changed = _dot(call, line.strip()) or changed
    found = give(call, "\n".join(sql), "sqlite")
    for statement in found:
        if statement.startswith(("ATTACH", "VACUUM INTO", "COPY", "EXPORT")) or "WRITEFILE(" in statement:
            _paths(call, text)
            break
    return changes(found) or changed


def _paths(call: Call, text: str) -> None:
    """The files that a statement names in string literals."""
    for at, piece in enumerate(text.split("'")):
        if at % 2 and piece and is_known(piece) and len(piece) < 500 and "\n" not in piece:
            call.write(piece)


_READING = frozenset([".read", ".import", ".restore", ".load", ".open"])
_WRITING = frozenset([".output", ".once", ".backup", ".save", ".log", ".clone", ".trace", ".excel"])


def _dot(call: Call, line: str) -> bool:
    """sqlite3's own commands; whether one changes the database."""
    command, _, rest = line.partition(" ")
    rest = rest.strip()
    if command in (".shell", ".system"):
        call.script(rest)
        return False
    words = [word.strip("'\"") for word in rest.split()]
    path = next((word for word in words if not word.startswith("-")), "")
    if "|" in rest[:2]:
        call.script(rest.strip("'\"")[1:])
    elif command == ".read":
        if path == "/dev/stdin":
            return _local(call, call.stdin)
        call.read(path)
        content = call.shell.content(path)
        return _local(call, content) if content is not None else False
    elif command in _READING and path:
        call.read(path)
    elif command in _WRITING and words:
        call.write(words[-1])
    return command in (".import", ".restore")


# -- others


def _mysqladmin(call: Call) -> str | None:
    """`mysqladmin drop DATABASE`, `create DATABASE`."""
    _, operands = parse(call.args, _MYSQL.spec)
    for at, word in enumerate(operands[:-1]):
        if word in ("drop", "create"):
            give(call, f"{word} database {operands[at + 1]}", "mysql")
    return None


_POSTGRES_TOOLS = (
    "-h: --host: -p: --port: -U: --username: -O: --owner: -T: --template: -D: --tablespace: -E:"
    " --encoding: -l: --locale: --maintenance-db:"
)


def _drop(call: Call) -> str | None:
    """`dropdb NAME`, `createdb NAME`, `dropuser NAME`, `createuser NAME`."""
    _, operands = parse(call.args, _POSTGRES_TOOLS)
    verb, what = ("drop", call.name[4:]) if call.name.startswith("drop") else ("create", call.name[6:])
    for name in operands[:1]:
        give(call, f"{verb} {'database' if what == 'db' else 'user'} {name}", "postgres")
    return None


def _restore(call: Call) -> str | None:
    """`pg_restore --clean` drops what it is about to restore."""
    options, operands = parse(
        call.args,
        "-d: --dbname: -h: --host: -p: --port: -U: --username: -j: --jobs: -f: --file: -n: --schema: -t:"
        " --table: -F: --format: -L: --use-list: -I: --index: -P: --function: -T: --trigger: -S:"
        " --superuser: -N: --exclude-schema: --section: --role:",
    )
    names = {name for name, _ in options}
    for path in operands:
        call.read(path)
    for name, value in options:
        if name in ("-f", "--file") and value != "-":
            call.write(value)
    if names & {"-c", "--clean"} and names & {"-d", "--dbname"}:
        for path in operands:
            give(call, "drop table if exists " + unknown(path), "postgres")
    return None


def _mongo(call: Call) -> str | None:
    """`mongosh --eval CODE`, with files of code as operands."""
    options, operands = parse(
        call.args,
        "--eval: --host: --port: -u: --username: -p: --password: --authenticationDatabase: --file: -f:"
        " --tlsCAFile: --tlsCertificateKeyFile:",
    )
    from .code_running import from_stdin, interpret, script

    code = [value for name, value in options if name == "--eval"]
    for each in code:
        interpret(call, "node", each, ["mongosh"])
    files = [value for name, value in options if name in ("-f", "--file")]
    for each in [*files, *[word for word in operands if word.endswith(".js")]]:
        script(call, "node", each, ["mongosh"])
    return from_stdin(call, "node", ["mongosh"]) if call.stdin and not code and not files else None


_FLUSHING = ("FLUSHALL", "FLUSHDB")


def _redis(call: Call) -> str | None:
    """`redis-cli -x` takes its last word from standard input, `--eval FILE` a script."""
    options, words = parse(
        call.args,
        "^ --eval: -h: -p: -a: -n: -u: -s: --user: --pass: --rdb: --cacert: --cert: --key: -i: -r: -d:"
        " -D: --pipe-timeout:",
    )
    for name, value in options:
        if name == "--eval":
            call.read(value)
        elif name == "--rdb":
            call.write(value)
    for line in [" ".join(words), *("" if words else call.stdin).split("\n")]:
        if line.strip().upper().startswith(_FLUSHING):
            give(call, "truncate all_keys")
    return None


def _sqlplus(call: Call) -> str | None:
    """`sqlplus user@database @script`, with SQL on standard input."""
    for word in call.args:
        if word.startswith("@") and len(word) > 1:
            _file(call, word[1:], "")
    if call.stdin:
        _text(call, call.stdin, "")
    return None


def django_shell(call: Call, args: list[str]) -> None:
    """`manage.py dbshell`: what follows `--` are the client's options, what is on standard input is SQL."""
    options, _ = parse([word for word in args if word != "--"], "-c: --command: -e: --execute: --database:")
    for name, value in options:
        if name in ("-c", "--command", "-e", "--execute"):
            give(call, value)
    if call.stdin:
        give(call, call.stdin)


PROGRAMS: dict[str, Handler] = {
    **dict.fromkeys([*_CLIENTS, *_ALIASES], _client),
    "createdb": _drop,
    "createuser": _drop,
    "dropdb": _drop,
    "dropuser": _drop,
    "duckdb": _sqlite,
    "mariadb-admin": _mysqladmin,
    "mongo": _mongo,
    "mongosh": _mongo,
    "mysqladmin": _mysqladmin,
    "pg_restore": _restore,
    "redis-cli": _redis,
    "sqlite": _sqlite,
    "sqlite3": _sqlite,
    "sqlplus": _sqlplus,
}
