"""Tools that hold a project's database: the words by which they drop or empty it, and the SQL that they pass on."""

from __future__ import annotations

from ..options import parse
from .sql import give

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

DROP = "drop database of_the_project"
TRUNCATE = "truncate all_tables"

# Operands that stand one behind another, by program. `rake` is Rails too, `manage.py` Django, `artisan` Laravel.
_DROPPING = {
    "artisan": ("db:wipe", "migrate:fresh", "migrate:refresh", "migrate:reset", "schema:drop"),
    "console": ("doctrine:database:drop", "doctrine:schema:drop"),
    "dbmate": ("drop",),
    "diesel": ("database reset", "database drop"),
    "doctrine": ("orm:schema-tool:drop", "dbal:database:drop"),
    "dotnet-ef": ("database drop",),
    "dotnet": ("ef database drop",),
    "flyway": ("clean",),
    "goose": ("reset",),
    "heroku": ("pg:reset",),
    "knex": ("db:drop",),
    "liquibase": ("dropAll", "drop-all"),
    "manage.py": ("reset_db",),
    "migrate": ("drop",),
    "mikro-orm": ("schema:drop", "database:drop"),
    "mix": ("ecto.drop", "ecto.reset"),
    "prisma": ("migrate reset", "db push --force-reset"),
    "rake": ("db:drop", "db:drop:all", "db:drop:_unsafe", "db:reset", "db:migrate:reset", "db:purge", "db:purge:all"),
    "sequelize": ("db:drop",),
    "sequelize-cli": ("db:drop",),
    "sqlx": ("database drop", "database reset"),
    "supabase": ("db reset",),
    "symfony": ("doctrine:database:drop", "doctrine:schema:drop"),
    "turso": ("db destroy",),
    "typeorm": ("schema:drop",),
    "typeorm-ts-node-commonjs": ("schema:drop",),
    "typeorm-ts-node-esm": ("schema:drop",),
}
_EMPTYING = {"manage.py": ("flush",), "rake": ("db:truncate_all", "db:seed:replant")}

# Where SQL stands: the words before it, then the options that hold it, that name a file of it, whether operands are
# SQL from the second on, and whether standard input is.
_PASSING = {
    "heroku": ("pg:psql", "-c --command", "-f --file", False, True),
    "prisma": ("db execute", "", "--file", False, True),
    "supabase": ("db query", "", "-f --file", True, True),
    "turso": ("db shell", "", "", True, True),
    "wrangler": ("d1 execute", "--command", "--file", False, False),
}
_VALUES = (
    " -a: --app: -e: --env: -c: --command: -f: --file: --schema: --url: --db-url: --location: --group:"
    " --config: --persist-to: --project-id: --project_id: --project: --startup-project: --context: --database:"
    " --source:"
    " --path: --configFiles: --cwd: --connection: --settings: --pythonpath: --environment: -s: -p: -d: -t? --trace"
    " --dataSource: --knexfile: --options-path: --migrations-path: --changeLogFile: --username: --password:"
)


def dropped(call: Call, program: str, words: list[str]) -> None:
    """Tell what the words of a program drop or empty."""
    operands = " ".join(["", *[word for word in words if word[:1] != "-" or word == "--force-reset"], ""])
    for table, statement in ((_DROPPING, DROP), (_EMPTYING, TRUNCATE)):
        if any([f" {phrase} " in operands for phrase in table.get(program, ())]):
            give(call, statement)


def _tool(call: Call) -> str | None:
    dropped(call, call.name, call.args)
    if call.name in _PASSING:
        _passed(call, *_PASSING[call.name])
    return None


def _passed(call: Call, words: str, options: str, files: str, operands: bool, stdin: bool) -> None:
    """SQL that a tool passes on to a database."""
    given, rest = parse(call.args, _VALUES)
    before = words.split()
    if rest[: len(before)] != before:
        return
    known = False
    for name, value in given:
        if name in options.split():
            give(call, value)
            known = True
        elif name in files.split():
            call.read(value)
            give(call, call.stdin if value == "-" else call.shell.content(value) or "")
            known = True
    for each in rest[len(before) :] if operands else []:
        give(call, each)
    if stdin and call.stdin and not known:
        give(call, call.stdin)


def _heroku(call: Call) -> str | None:
    """`heroku run CMD` runs it on a machine of the app; `config:set` sends what it is given."""
    _, operands = parse(call.args, "^ -a: --app:")
    if operands[:1] == ["config:set"]:
        for each in operands[1:]:
            call.send_text(each)
    if operands[:1] in (["run"], ["run:detached"]):
        _, words = parse(operands[1:], "^ -a: --app: -s: --size: --type: -e: --env:")
        as_code = not words[1:] or " " in words[0]
        return call.script("".join(words[:1]), stdin="") if as_code else call.run(words, stdin="")
    return _tool(call)


def _wrangler(call: Call) -> str | None:
    """`wrangler secret bulk FILE` sends it, `secret put NAME` what is on standard input."""
    if call.args[:2] == ["secret", "bulk"]:
        for path in parse(call.args[2:], "--name: --env: -e: --config: -c:")[1]:
            call.read(path)
            call.send(path)
    elif call.args[:2] == ["secret", "put"]:
        call.send_text(call.stdin)
    return _tool(call)


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys([*_DROPPING], _tool),
    "heroku": _heroku,
    "wrangler": _wrangler,
}
