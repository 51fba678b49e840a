"""What calls do to databases: the SQL that they pass on, and what libraries drop and delete by words of their own.

The latter stands as the SQL that it amounts to, so that one policy speaks of both: `deleteMany({})` deletes every row,
`deleteMany({id: 1})` some. The names of tables stand in the code.
"""

from __future__ import annotations

from .sql import changes, give, is_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_called import Called
    from .code_reader import Reader

_DROPPED = "drop table named_in_code"
_TRUNCATED = "truncate named_in_code"
_EMPTIED = "delete from named_in_code"
_DELETED = "delete from named_in_code where given"
_DATABASES = ("db.", "mongoose.", "pymongo.", "mongodb.", "client.")  # what the manuals call it, and what makes one
# Chains of calls by which libraries say of which rows they speak: all of a table, or those that a condition picks.
_ALL = (".objects.all()", ".objects", ".objects()", ".query()", ".query", "DB.table()", "knex()", "knex()()", "db()")
_PICKED = (".filter()", ".filter_by()", ".exclude()", ".where()", ".whereIn()", ".where_in()", ".find()")


def drop(reader: Reader, called: Called, places: list[str]) -> None:
    """A library's own call that drops tables."""
    give(reader.call, _DROPPED)


def empty(reader: Reader, called: Called, places: list[str]) -> None:
    """A library's own call that deletes every row, unless a condition stands before it."""
    give(reader.call, _DELETED if _chain(called).endswith(_PICKED) else _EMPTIED)


def truncate(reader: Reader, called: Called, places: list[str]) -> None:
    """A library's own call that empties tables or stores, however they are called."""
    give(reader.call, _TRUNCATED)


def delete_where(reader: Reader, called: Called, places: list[str]) -> None:
    """Deletes the rows that the condition at the first place picks; where there is none, or an empty one, all."""
    value = called.at(places[0])
    if value is not None and value.fields is not None and "where" in value.fields:
        value = value.fields["where"]
    give(reader.call, _EMPTIED if value is None or value.fields == {} else _DELETED)


def destroy(reader: Reader, called: Called, places: list[str]) -> None:
    """Sequelize's `destroy`: its rows are picked by `where`, all go with `truncate`. Streams have such a call too."""
    value = called.args[0] if called.args else None
    fields = value.fields if value is not None else None
    if fields is not None and "truncate" in fields:
        give(reader.call, _TRUNCATED)
    elif fields is not None and "where" in fields:
        delete_where(reader, called, places)


def of_database(reader: Reader, called: Called, places: list[str]) -> None:
    """A call with an everyday name (`drop`, `remove`) that counts where it is asked of a database."""
    if reader.argv[:1] != ["mongosh"] and not f"{_chain(called)}.".startswith(_DATABASES):
        return
    if places[0] == "drop":
        give(reader.call, _DROPPED)
    else:
        delete_where(reader, called, ["0"])


def chained(reader: Reader, called: Called, places: list[str]) -> None:
    """`delete` and its like behind a chain of calls that speaks of rows: `User.objects.all().delete()`."""
    chain = _chain(called)
    if chain.endswith(_PICKED):
        give(reader.call, _DELETED)
    elif chain.endswith(_ALL):
        give(reader.call, _EMPTIED)


def _chain(called: Called) -> str:
    """What the method was asked of, as it is written."""
    return called.name.rpartition(".")[0]


def sql(reader: Reader, called: Called, places: list[str]) -> None:
    """A database runs the text at the place; the file of an embedded one is read, and written if that changes it."""
    value = called.at(places[0])
    if value is None:
        return
    for text in value.texts if value.items is None else value.spelled():
        if not is_statement(text):
            continue
        found = give(reader.call, text)
        database = called.receiver
        while database is not None and database.name != "database":
            database = database.receiver
        for path in database.texts if database is not None else []:
            if changes(found) and path != ":memory:":
                reader.call.write(path)
