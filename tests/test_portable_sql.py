"""What databases are asked is SQL that Spark runs too, with the same answers; what only DuckDB runs is marked here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import sqlglot
from accepted import PARAMETERS, hold, law
from sqlglot import ErrorLevel, exp

from checker.document import Document
from checker.duplicates import spilled
from checker.index.ask import candidates, question
from checker.index.store import reading

ROOT = Path(__file__).resolve().parents[1]
START = re.compile(r"\s*(?:SELECT|WITH|INSERT|CREATE|DELETE|UPDATE)\b")
# What a statement has in it that only DuckDB runs, and why it may: everything else in checker/index is portable.
DUCKDB_ONLY = {
    "unnest(?": "names and numbers come in as one parameter, a list, however many they are",
    "starts_with(": "a name that somebody typed is looked up with parameters by name, in the file alone",
    "hash(": "every block is read, so that DuckDB compares its checksums: there are none elsewhere",
    "information_schema": "what kind of file it is, before it is known to be an index",
    "UPDATE bands": "keeping the file is DuckDB's: another paragraph stands for one that is removed",
    "DELETE FROM": "keeping the file is DuckDB's: what is removed goes in one transaction",
}
TYPES = {"BIGINT", "INT", "VARCHAR", "TEXT", "BLOB", "VARBINARY"}  # no unsigned numbers: Spark has none


def statements() -> Iterator[tuple[str, str]]:
    """Where each statement stands, and its text with a number for each thing that is filled in."""
    for path in (*sorted((ROOT / "checker" / "index").glob("*.py")), ROOT / "checker" / "duplicates" / "spilled.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "docs" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                text = node.value
            else:
                continue
            if START.match(text):
                yield f"{path.name}:{node.lineno}", re.sub(r"\{[a-z]+\}", "1", text)


EVERY = dict(statements())
PORTABLE = {name: sql for name, sql in EVERY.items() if not any(mark in sql for mark in DUCKDB_ONLY)}


def spark(sql: str) -> str:
    """The statement as Spark has it.  Raises where sqlglot knows of something that Spark does not do."""
    (out,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    return out


def test_every_exception_is_needed_and_the_questions_are_none() -> None:
    assert [mark for mark in DUCKDB_ONLY if not any(mark in sql for sql in EVERY.values())] == []
    asked = [
        name for name, sql in PORTABLE.items() if name.startswith("ask.py") and re.match(r"\s*(?:WITH|SELECT)", sql)
    ]
    assert len(asked) >= 3
    assert len(PORTABLE) > 30


@pytest.mark.parametrize("name", PORTABLE)
def test_a_statement_is_in_the_part_of_sql_that_both_run(name: str) -> None:
    sql = PORTABLE[name]
    assert len(duckdb.extract_statements(sql)) == 1
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert [call.name for call in tree.find_all(exp.Anonymous)] == [], "a function that only one of them has"
    assert {kind.this.name for kind in tree.find_all(exp.DataType)} <= TYPES
    again = sqlglot.transpile(spark(sql), read="spark", write="spark", unsupported_level=ErrorLevel.RAISE)
    assert again == [spark(sql)]


class Translated:
    """A connection whose questions go through Spark's SQL and back before DuckDB answers them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.translated = 0

    def execute(self, sql: str, *values: Any) -> duckdb.DuckDBPyConnection:
        if not any(mark in sql for mark in DUCKDB_ONLY):
            tree = sqlglot.parse_one(sql, read="duckdb")
            inner = (isinstance(tree, exp.Create) and tree.expression) or tree  # what a table is made of
            (back,) = sqlglot.transpile(spark(inner.sql("duckdb")), read="spark", write="duckdb")
            sql = f"CREATE OR REPLACE TEMP TABLE {tree.this.sql()} AS {back}" if inner is not tree else back
            self.translated += 1
        return self._connection.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def test_a_join_that_went_through_spark_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = np.random.default_rng(5).integers(0, 60, (3, 400)).astype(np.uint64) + np.array(
        [[0], [100], [200]], np.uint64
    )
    plain = spilled.joined([keys], 400, 6)
    database, there = spilled._database, []

    @contextmanager
    def translated() -> Iterator[Translated]:
        with database() as connection:
            there.append(Translated(connection))
            yield there[0]

    monkeypatch.setattr(spilled, "_database", translated)
    through = spilled.joined([keys], 400, 6)
    assert there[0].translated >= 6
    assert len(plain[0]) > 400
    for one, other in zip(plain, through, strict=True):
        assert one.tolist() == other.tolist()


def test_what_went_through_spark_gives_the_same_candidates(tmp_path: Path) -> None:
    """For copies, near copies and sections, for what is gone, and for lines that very many documents share."""
    index = tmp_path / "corpus.duckdb"
    line = "本规矩由镇上的老渡口管理处负责解释，自张贴之日起施行，从前的告示同时作废。\n"
    held = {f"laws/{n:03}.txt": law(n) + line for n in range(60)}
    hold(index, held)
    texts = [
        law(3) + line,
        law(4).replace("第一条", "第一项"),
        law(5).replace("，", "，\n") + law(600),
        law(7) * 2,
        law(900),
    ]
    documents = [Document.from_text(text, f"new/{n}.txt") for n, text in enumerate(texts)]
    asked = question(documents, PARAMETERS)
    plain, there = [], []
    for gone in ([], [3, 5]):
        with reading(index) as connection:
            plain.append(candidates(connection, asked, gone, PARAMETERS))
            through = Translated(connection)
            there.append(candidates(through, asked, gone, PARAMETERS))  # type: ignore[arg-type]
            assert through.translated >= 3
    assert there == plain
    assert plain[0] != plain[1]
