"""SQL that a command gives to a database is found in one spelling, statement by statement."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec_runtime.marks import as_written, unknown
from agsec_runtime.shell.call import Call
from agsec_runtime.shell.found import Found
from agsec_runtime.shell.interpreter import Shell
from agsec_runtime.shell.programs.databases import PROGRAMS
from agsec_runtime.shell.programs.sql import DIALECTS, is_statement, normalised, statements
from agsec_runtime.shell.walk import derive

CWD, HOME = "/home/dev/app", "/home/dev"


@pytest.mark.parametrize(
    ("text", "dialect", "wanted"),
    [
        ("drop table if exists users cascade;", "", "DROP TABLE IF EXISTS USERS CASCADE"),
        ("dRoP\n\t tAbLe   users", "", "DROP TABLE USERS"),
        ("DROP/**/TABLE users", "", "DROP TABLE USERS"),
        ("drop -- a comment\ntable x", "", "DROP TABLE X"),
        ("select 'drop table x'", "", "SELECT ''"),
        ("select 'it''s; drop table x' from t", "", "SELECT '' FROM T"),
        ("select E'\\'; drop table x' from t", "postgres", "SELECT '' FROM T"),
        ("select '\\'; drop table x --'", "postgres", "SELECT ''; DROP TABLE X"),
        ("select '\\'; drop table x' from t", "mysql", "SELECT '' FROM T"),
        ("select $$drop table x$$, $a$;$a$", "postgres", "SELECT '', ''"),
        ("do $$ begin drop table x; end $$", "postgres", "DO; BEGIN DROP TABLE X; END"),
        ("/* a /* b */ drop table x */ select 1", "postgres", "SELECT 1"),
        ("/* a /* b */ drop table x", "mysql", "DROP TABLE X"),
        ("/*!50000 drop */ table x", "mysql", "DROP TABLE X"),
        ("/* only */", "", ""),
        ("select 1 # drop table x", "mysql", "SELECT 1"),
        ("select 5--1; drop table x", "mysql", "SELECT 5--1; DROP TABLE X"),
        (
            'delete from "a"; delete from `b`; delete from [c]',
            "",
            "DELETE FROM A; DELETE FROM B; DELETE FROM C",
        ),
        ('insert into t values ("drop table x")', "mysql", 'INSERT INTO T VALUES ("")'),
        ("select a[1] from t", "postgres", "SELECT A[1] FROM T"),
        ("select * from dropped_tables", "", "SELECT * FROM DROPPED_TABLES"),
        ("drop table " + unknown("$t"), "", "DROP TABLE " + unknown("$t")),
        ("select 'open drop table x", "", "SELECT 'OPEN DROP TABLE X"),
        (";;;", "", ""),
    ],
)
def test_a_text_has_one_spelling(text: str, dialect: str, wanted: str) -> None:
    assert normalised(text, dialect) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "/* /* */ ' */ DROP TABLE x -- '",
        "select '\\' ; drop table x -- '",
        "select 1 # ' \n; drop table x -- '",
        "select 1 # 2 ; drop table x",
    ],
)
def test_what_one_database_takes_for_a_comment_and_another_runs_is_given(text: str) -> None:
    assert "DROP TABLE X" in statements(text)


@given(st.text(st.sampled_from("aD '\"`$;-#/*!\\[]\n\ufdd4\ufdd5Eé"), max_size=60), st.sampled_from(["", *DIALECTS]))
def test_no_text_crashes_and_a_spelling_stays_what_it_is(text: str, dialect: str) -> None:
    made = statements(text, dialect)
    assert all(each == each.strip() and each for each in made)


@pytest.mark.parametrize(
    "unit", ["'\\'", "''", "/*", "$a$ ", "DO $$a$$;", '"a" ', "[a] ", "$", "`", "-- \n", "/*!a*/", "\ufdd4"]
)
def test_a_long_text_takes_no_time_to_speak_of(unit: str) -> None:
    begun = time.process_time()
    statements(unit * (120_000 // len(unit)))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("select 1", True),
        ("(select 1)", True),
        ("-- x\ndelete from t", True),
        ("rm -rf x", False),
        ("drop", False),
        ("", False),
    ],
)
def test_sql_is_told_from_other_text(text: str, wanted: bool) -> None:
    assert is_statement(text) is wanted


def told(words: str, stdin: str = "") -> Found:
    """What a client's handler tells."""
    name, *args = words.split("|")
    shell = Shell(CWD, HOME, None)
    PROGRAMS[name](Call(shell, name, args, stdin))
    return shell.found


CLIENTS = [
    ("psql|-c|DROP TABLE users", "", ["DROP TABLE USERS"]),
    ("psql|-d|app|--command=drop table users", "", ["DROP TABLE USERS"]),
    ("psql|-cdrop table users|app", "", ["DROP TABLE USERS"]),
    ("psql|-U|postgres|-h|db|app", "drop table users;\nselect 1;", ["DROP TABLE USERS", "SELECT 1"]),
    ("psql|-f|-", "drop table users", ["DROP TABLE USERS"]),
    ("mysql|-u|root|-psecret|app|-e|TRUNCATE TABLE users", "", ["TRUNCATE TABLE USERS"]),
    ("mysql|-uroot|-p|app|--execute|drop database app", "", ["DROP DATABASE APP"]),
    ("mysql|app", "/*!40000 DROP TABLE t */", ["DROP TABLE T"]),
    ("mariadb|-e|drop table t", "", ["DROP TABLE T"]),
    ("mysqladmin|-f|drop|app", "", ["DROP DATABASE APP"]),
    ("mysqladmin|-u|root|ping", "", []),
    ("sqlite3|app.db|drop table users", "", ["DROP TABLE USERS"]),
    ("sqlite3|-header|-csv|app.db|select 1", "", ["SELECT 1"]),
    ("sqlite3|app.db", ".headers on\ndrop table users;", ["DROP TABLE USERS"]),
    ("duckdb|app.duckdb|-c|drop table users", "", ["DROP TABLE USERS"]),
    ("dropdb|-h|db|app", "", ["DROP DATABASE APP"]),
    ("createdb|app", "", ["CREATE DATABASE APP"]),
    ("clickhouse-client|-q|DROP TABLE users", "", ["DROP TABLE USERS"]),
    ("clickhouse-client|--query|DROP TABLE users", "", ["DROP TABLE USERS"]),
    ("cockroach|sql|-e|DROP TABLE users", "", ["DROP TABLE USERS"]),
    ("bq|query|--nouse_legacy_sql|DROP TABLE d.t", "", ["DROP TABLE D.T"]),
    ("sqlcmd|-S|db|-Q|DROP TABLE [users]", "", ["DROP TABLE USERS"]),
    ("tsql|-S|db|-U|u", "drop table users", ["DROP TABLE USERS"]),
    ("sqlplus|scott/tiger", "drop table users;", ["DROP TABLE USERS"]),
    ("snowsql|-q|drop table users", "", ["DROP TABLE USERS"]),
    ("trino|--execute|drop table users", "", ["DROP TABLE USERS"]),
    ("hive|-e|drop table users", "", ["DROP TABLE USERS"]),
    ("beeline|-u|jdbc:hive2://db|-e|drop table users", "", ["DROP TABLE USERS"]),
    ("usql|pg://db|-c|drop table users", "", ["DROP TABLE USERS"]),
    ("pgcli|-c|drop table users", "", ["DROP TABLE USERS"]),
    ("mycli|-e|drop table users", "", ["DROP TABLE USERS"]),
    ("litecli|app.db|-e|drop table users", "", ["DROP TABLE USERS"]),
    ("mongosh|app|--eval|db.users.find()", "", []),
    ("redis-cli|get|drop", "", []),
]


@pytest.mark.parametrize(("words", "stdin", "wanted"), CLIENTS)
def test_a_client_is_given_sql(words: str, stdin: str, wanted: list[str]) -> None:
    assert list(told(words, stdin).sql) == wanted


FILES = [
    ("psql|-f|a.sql|-o|out", "", "r:a.sql w:out"),
    ("psql", "\\! rm x", "d:x"),
    ("psql|-c|\\! rm x", "", "d:x"),
    ("psql", "\\i a.sql\n\\o out\nselect 1;", "r:a.sql w:out"),
    ("psql", "\\copy t from 'a.csv' csv", "r:a.csv"),
    ("psql", "\\copy (select 1) to '.env'", "w:.env"),
    ("psql", "\\copy t to program 'rm x'", "d:x"),
    ("mysql", "system rm x", "d:x"),
    ("mysql|-e|\\! rm x", "", "d:x"),
    ("mysql|-e|source a.sql", "", "r:a.sql"),
    ("sqlite3|app.db|select 1", "", "r:app.db"),
    ("sqlite3|app.db|delete from t", "", "r:app.db w:app.db"),
    ("sqlite3|app.db", "", "r:app.db w:app.db"),
    ("sqlite3|-readonly|app.db|select 1", "", "r:app.db"),
    ("sqlite3|app.db|.shell rm x", "", "r:app.db d:x"),
    ("sqlite3|app.db", ".output out\n.read a.sql\n.import b.csv t", "r:app.db w:app.db w:out r:a.sql r:b.csv"),
    ("sqlite3|app.db|.backup copy.db", "", "r:app.db w:copy.db"),
    ("sqlite3|app.db|vacuum into 'copy.db'", "", "r:app.db w:app.db w:copy.db"),
    ("mongosh|--eval|require('fs').unlinkSync('x')", "", "d:x"),
    ("pg_restore|-d|app|a.dump", "", "r:a.dump"),
]


@pytest.mark.parametrize(("words", "stdin", "wanted"), FILES)
def test_a_client_reads_writes_and_runs(words: str, stdin: str, wanted: str) -> None:
    found = told(words, stdin)
    lists = {"r": found.reads, "w": found.writes, "d": found.deletes}
    assert {
        f"{letter}:{as_written(path).removeprefix(CWD + '/')}" for letter, paths in lists.items() for path in paths
    } == set(wanted.split())


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ('psql -c "DROP TABLE users"', ["DROP TABLE USERS"]),
        ('echo "DROP TABLE users" | psql app', ["DROP TABLE USERS"]),
        ("psql app <<< 'DROP TABLE users'", ["DROP TABLE USERS"]),
        ("sqlite3 app.db <<'EOF'\ndrop table users;\nEOF", ["DROP TABLE USERS"]),
        ('psql -c "DR""OP TABLE users"', ["DROP TABLE USERS"]),
        ("psql -c $'DROP\\x20TABLE users'", ["DROP TABLE USERS"]),
        ('psql -c "$(echo RFJPUCBUQUJMRSB1c2Vycw== | base64 -d)"', ["DROP TABLE USERS"]),
        ("echo 'drop table t' > a.sql && psql -f a.sql", ["DROP TABLE T"]),
        ('psql -c "DROP TABLE $t"', ["DROP TABLE " + unknown("$t")]),
        ("echo 'psql -c \"DROP TABLE x\"'", []),
        ('git commit -m "DROP TABLE users"', []),
    ],
)
def test_sql_reaches_a_client_in_every_way_of_a_shell(command: str, wanted: list[str]) -> None:
    assert list(derive(command, cwd=CWD, home=HOME, branch=None).sql) == wanted


@settings(deadline=None)
@given(
    st.sampled_from(sorted(PROGRAMS)),
    st.lists(
        st.sampled_from(
            ["-c", "-e", "-f", "-", "--", "\\! ls", "\\copy", "x'", "select 1", ".read a", ".shell", "", "-q"]
        ),
        max_size=5,
    ),
    st.text(st.sampled_from("\\.!|'\n ;copyfromtsx"), max_size=30),
)
def test_no_words_crash_a_client(name: str, args: list[str], stdin: str) -> None:
    PROGRAMS[name](Call(Shell(CWD, HOME, None), name, args, stdin))
