"""The index: what is added is held once, what is removed is gone, and it is whole after every change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from accepted import PARAMETERS, RULES, hold, law
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.document import Document
from checker.duplicates import minhash, sketch
from checker.duplicates.shingles import shingle_sets
from checker.duplicates.stream import Stream
from checker.engine import Engine, Settings
from checker.errors import UsageError
from checker.index import Gate, contents, entry, ids, must_be_whole, remove, sketches, verify
from checker.index.store import reading
from checker.index.store import rows as asked

ROOT = Path(__file__).resolve().parents[1]
TEXTS = [law(1), law(22), law(333), law(1) + law(4444), "", "短。", law(22).replace("\n", "\n\n")]
STEPS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.one_of(st.none(), st.integers(0, len(TEXTS) - 1))), min_size=1, max_size=8
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "corpus.duckdb"


def test_what_is_held_already_costs_nothing(index: Path) -> None:
    texts = {f"{n}.txt": law(n) for n in range(20)}
    assert (hold(index, texts).added, hold(index, texts).unchanged) == (20, 20)
    assert len(contents(index).batches) == 1  # nothing was written the second time


def test_changed_content_replaces_what_was_held_under_the_id(index: Path) -> None:
    hold(index, {"a": law(1), "b": law(2)})
    done = hold(index, {"a": law(3), "b": law(2), "c": law(4)})
    assert (done.added, done.replaced, done.unchanged) == (1, 1, 1)
    assert ids(index) == ["a", "b", "c"]
    assert must_be_whole(index) == 3


def test_an_id_that_comes_twice_with_different_content_is_named_and_the_first_is_held(index: Path) -> None:
    documents = [Document.from_text(law(n), "a") for n in (1, 2, 1)]
    from checker.index import add

    done = add(index, [entry(document, Path()) for document in documents], PARAMETERS)
    assert (done.added, [one.document for one in done.twice]) == (1, [documents[1]])
    assert must_be_whole(index) == 1


def test_figures(index: Path) -> None:
    hold(index, {"a": law(1), "b": law(1)})
    found = contents(index)
    assert (found.documents, found.paragraphs, found.distinct) == (2, 8, 4)
    assert found.characters == 2 * len(law(1))
    assert found.size == index.stat().st_size
    assert found.parameters == PARAMETERS.written


def test_names_that_can_be_removed_are_ids_files_and_folders(index: Path) -> None:
    hold(index, {"x/a.txt": law(1), "x/b.txt": law(2), "y/a.txt": law(3), "xx": law(4)})
    assert remove(index, ["x/"], PARAMETERS) == 2
    assert remove(index, ["xx"], PARAMETERS) == 1
    with pytest.raises(UsageError, match="nowhere"):
        remove(index, ["y/a.txt", "nowhere"], PARAMETERS)
    assert ids(index) == ["y/a.txt"]
    assert must_be_whole(index) == 1


def test_of_equal_paragraphs_one_has_bands_and_the_next_inherits_them(index: Path) -> None:
    hold(index, {"a": law(1), "b": law(1)})
    with reading(index) as connection:
        before = asked(connection, "SELECT * EXCLUDE (pid) FROM bands ORDER BY ALL")
    remove(index, ["a"], PARAMETERS)
    with reading(index) as connection:
        assert asked(connection, "SELECT * EXCLUDE (pid) FROM bands ORDER BY ALL") == before
        assert asked(connection, "SELECT count(*) FROM bands SEMI JOIN para USING (pid)")[0][0] == len(before)
    assert _near(index, law(1)) == {"b"}


def test_an_index_without_documents_answers(index: Path) -> None:
    hold(index, {"a": law(1)})
    remove(index, ["a"], PARAMETERS)
    assert (must_be_whole(index), _near(index, law(1))) == (0, set())


@given(STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_changes_leaves_what_one_addition_of_the_rest_gives(steps: list[tuple[str, int | None]]) -> None:
    """None removes; a number adds or replaces."""
    with TemporaryDirectory() as folder:
        index, fresh = Path(folder) / "changed.duckdb", Path(folder) / "fresh.duckdb"
        hold(index, {})
        state: dict[str, str] = {}
        for name, number in steps:
            if number is not None:
                state[name] = TEXTS[number]
                hold(index, {name: TEXTS[number]})
            elif state.pop(name, None) is not None:
                remove(index, [name], PARAMETERS)
        hold(fresh, state)
        assert verify(index) == (len(state), [])
        counts = [
            f"SELECT d.id, t.* EXCLUDE (doc, pid) FROM {table} t JOIN docs d ON d.doc = t.doc ORDER BY ALL"
            for table in ("(SELECT *, 0 AS pid FROM anchors)", "para")
        ]
        for sql in [
            *counts,
            "SELECT b.* EXCLUDE (pid) FROM bands b ORDER BY ALL",
            "SELECT id, sha256 FROM docs ORDER BY ALL",
        ]:
            with reading(index) as one, reading(fresh) as other:
                assert asked(one, sql) == asked(other, sql)


def test_light_and_compiled_signatures_are_the_same() -> None:
    stream = Stream([Document.from_text(law(n)) for n in range(40)])
    lines, near = stream.lines, PARAMETERS.near
    a, b = sketch.permutations(near.permutations, near.seed)
    light = sketches.signatures(shingle_sets(stream.symbols, lines.start, lines.end, near.shingle), a, b)
    compiled = minhash.signatures(stream.symbols, lines.start, lines.end, near.shingle, a, b)
    assert np.array_equal(light, compiled)


def test_light_signatures_are_those_of_the_reference_engine() -> None:
    stream = Stream([Document.from_text(law(7))])
    lines, near = stream.lines, PARAMETERS.near
    sets = shingle_sets(stream.symbols, lines.start, lines.end, near.shingle)
    a, b = sketch.permutations(near.permutations, near.seed)
    assert np.array_equal(sketches.signatures(sets, a, b), sketch.signatures(sets, near.permutations, near.seed))


def _near(index: Path, text: str) -> set[str]:
    gate = Gate(index, PARAMETERS, Path())
    report = Engine(RULES).run([Document.from_text(text, "new.txt")], Settings(against=gate))
    return {found.related[0].path for found in report.findings if found.family == "duplicate"}


def test_a_slow_question_draws_nothing_on_standard_output(index: Path) -> None:
    """Where Python runs no file, DuckDB takes itself to be at a prompt."""
    hold(index, {"a": law(1)})
    code = (
        "from pathlib import Path; from checker.index.store import reading\n"
        f"with reading(Path({str(index)!r})) as connection:\n"
        "    print(*connection.execute(\"SELECT current_setting('enable_progress_bar')\").fetchall()[0])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "False\n"


def test_a_name_that_nobody_can_type_is_removed_as_it_is_printed(index: Path) -> None:
    hold(index, {"a\0b": law(1), "a\x1bb": law(2), "plain": law(3)})
    with pytest.raises(UsageError, match="holds nothing called"):
        remove(index, ["a<BEL>b"], PARAMETERS)
    assert remove(index, ["a<NUL>b"], PARAMETERS) == 1
    assert remove(index, ["a<ESC>b"], PARAMETERS) == 1
    assert ids(index) == ["plain"]
    assert must_be_whole(index) == 1
