"""The index that is asked while the rules still look at documents: the same answer, the same faults, and no waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from accepted import PARAMETERS, hold, law

from checker.document import Document
from checker.index import Gate, IndexFileError, MismatchError
from checker.index.errors import TooMuchError
from checker.index.knowledge import knowledge
from checker.index.store import reading


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.duckdb"
    hold(path, {f"{n}.txt": law(n) for n in range(20)})
    return path


@pytest.fixture
def new() -> list[Document]:
    texts = {"3.txt": law(3), "4.txt": law(4).replace("第一条", "第一项"), "b.txt": law(5) + law(60), "c.txt": law(61)}
    return [Document.from_text(text, name) for name, text in texts.items()]


def names(gate: Gate, documents: list[Document]) -> tuple[list[str], dict[int, int]]:
    held = gate(documents)
    return [document.id for document in held.documents], dict(held.accepted)


def test_the_answer_is_that_of_a_question_without_haste(index: Path, new: list[Document]) -> None:
    """Also where a document has had its secrets noted since."""
    gate, plain = Gate(index, PARAMETERS, Path()), Gate(index, PARAMETERS, Path())
    gate.ahead(new)
    since = [replace(new[0], secrets=((0, 2),)), *new[1:]]
    assert names(gate, since) == names(plain, since) == (["5.txt"], {0: 3})
    assert [gate.is_held(document) for document in new] == [True, False, False, False]


def test_other_documents_than_those_are_asked_about_anew(index: Path, new: list[Document]) -> None:
    """Where a rule broke on one it is not compared."""
    for others in (new[:2], [*new[:2], new[3], new[2]], []):
        gate, plain = Gate(index, PARAMETERS, Path()), Gate(index, PARAMETERS, Path())
        gate.ahead(new)
        assert names(gate, others) == names(plain, others)
        assert names(gate, new) == names(plain, new)


def test_what_goes_wrong_is_raised_where_the_answer_is_wanted(index: Path, new: list[Document]) -> None:
    other = Gate(index, replace(PARAMETERS, near=replace(PARAMETERS.near, seed=9)), Path())
    other.ahead(new)
    with pytest.raises(MismatchError, match="seed"):
        other(new)
    gate = Gate(index, PARAMETERS, Path())
    index.write_bytes(index.read_bytes()[:20000])
    gate.ahead(new)
    with pytest.raises(IndexFileError):
        gate(new)


def test_an_index_that_is_to_be_made_holds_nothing(tmp_path: Path, new: list[Document]) -> None:
    gate = Gate(tmp_path / "none.duckdb", PARAMETERS, Path(), create=True)
    gate.ahead(new)
    assert names(gate, new) == ([], {})


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_who_does_not_want_to_wait_for_another_process_need_not(index: Path) -> None:
    """Ctrl-C while the index is held elsewhere: status 130, at once."""
    folder = index.parent
    (folder / "new.txt").write_text(law(99), encoding="utf-8")
    code = f"import duckdb, sys; c = duckdb.connect({str(index)!r}); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    command = [sys.executable, "-m", "checker", "check", "new.txt", "--against", index.name]
    try:
        run = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(5)  # it waits by now, for half a minute
        assert run.poll() is None
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
        assert (run.returncode, told) == (130, b"checker: stopped before the end\n")
        assert time.monotonic() - began < 10
    finally:
        holder.communicate("")


def test_what_little_memory_cannot_answer_is_asked_with_all(
    index: Path, new: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = names(Gate(index, PARAMETERS, Path()), new)
    monkeypatch.setitem(knowledge().work, "memory-few", "1MiB")
    with pytest.raises(TooMuchError), reading(index, little=True) as connection:
        connection.execute("SELECT list(a) FROM (SELECT unnest(range(1000000)) AS a) t").fetchall()
    assert names(Gate(index, PARAMETERS, Path()), new) == plain
    monkeypatch.setitem(knowledge().work, "memory", "1MiB")
    with pytest.raises(TooMuchError) as told:
        names(Gate(index, PARAMETERS, Path()), new)
    assert "fewer documents" in told.value.hint


@pytest.mark.parametrize("listed", [1, 50, 2_000_000])
def test_anchors_are_the_same_listed_at_once_or_counted_first(
    index: Path, new: list[Document], listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = names(Gate(index, PARAMETERS, Path()), new)
    monkeypatch.setitem(knowledge().ask, "few", 0)  # nothing is small: what is common is counted first
    counted = names(Gate(index, PARAMETERS, Path()), new)
    monkeypatch.setitem(knowledge().ask, "few", 30_000)
    monkeypatch.setitem(knowledge().ask, "listed", listed)
    assert names(Gate(index, PARAMETERS, Path()), new) == counted == plain
