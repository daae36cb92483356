"""With --since and a baseline: what did not change keeps its entries, so that one more copy of it is new."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from accepted import law
from command import checker
from hypothesis import given, settings
from hypothesis import strategies as st
from test_index_gate import CLEAN, OTHER
from workflow import commit, git

from checker.alike import Alike
from checker.document import Document
from checker.engine import Engine, Settings
from checker.rulebook import chosen, load

MASKED = "20xx年，全镇修了三条水渠，又在渠边种了两行柳树，引来许多白鹭。\n"
SECTION = "".join(line + "\n" for line in law(90).split("\n")[2:5])
NEAR = SECTION.replace("，", "，逐项", 1)
Texts = dict[str, str]
BASE: Texts = {
    "a.txt": f"{CLEAN}{law(1)}\n{SECTION}",
    "b.txt": f"{OTHER}{SECTION}\n{law(2)}",
    "c.txt": law(3),
    "d.txt": law(3),
    "e.txt": f"{MASKED}{law(4)}",
    "z.txt": f"{CLEAN}{law(5)}\n{MASKED}",
    "y.txt": f"{law(6)}\n{NEAR}",
}


@pytest.fixture
def tree(folder: Path) -> Path:
    """Texts of which some repeat others, in git, all of it known by a baseline."""
    write(folder, BASE)
    git(folder, "init", "-q", "-b", "main")
    assert checker("baseline", "create", "corpus", cwd=folder).returncode == 0
    commit(folder, "Begin")
    return folder


def write(tree: Path, texts: Mapping[str, str | None]) -> None:
    (tree / "corpus").mkdir(exist_ok=True)
    for name, text in texts.items():
        if text is None:
            (tree / "corpus" / name).unlink()
        else:
            (tree / "corpus" / name).write_text(text, encoding="utf-8")


def new(tree: Path, *arguments: str) -> int:
    """How many findings are new, seen from the folder of the texts."""
    options = ("--baseline", "../checker-baseline.txt", *arguments, "-o", "json", "-q")
    run = checker("check", ".", *options, cwd=tree / "corpus")
    assert run.returncode in (0, 1), run.stderr.decode()
    count: int = json.loads(run.stdout)["summary"]["baseline"]["new"]
    return count


CHANGES: dict[str, Mapping[str, str | None]] = {
    "a third copy of a paragraph": {"f.txt": f"{law(7)}\n{CLEAN}"},
    "a third copy of a paragraph, first in order": {"0.txt": f"{law(7)}\n{CLEAN}"},
    "a copy of a section": {"f.txt": f"{law(7)}\n{SECTION}"},
    "a copy of what is near a section": {"f.txt": f"{law(7)}\n{NEAR}"},
    "a third equal document": {"f.txt": law(3)},
    "a mark with the words round it": {"f.txt": f"{MASKED}{law(4)}"},
    "a file that has known findings changes elsewhere": {
        "a.txt": f"{BASE['a.txt']}\n{law(8)}",
        "e.txt": MASKED + law(9),
    },
    "a repeated paragraph moves": {"z.txt": f"{law(5)}\n{MASKED}", "f.txt": f"{law(7)}\n{CLEAN}"},
    "a copy moves and another comes": {"d.txt": None, "f.txt": law(3), "g.txt": law(3)},
    "nothing but what is clean": {"f.txt": law(7)},
}


OLD = {"a file that has known findings changes elsewhere", "a repeated paragraph moves", "nothing but what is clean"}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_has_as_much_that_is_new_as_the_whole(tree: Path, name: str) -> None:
    write(tree, CHANGES[name])
    whole = new(tree)
    assert (whole > 0) == (name not in OLD)
    assert new(tree, "--since", "HEAD") == whole


@pytest.mark.parametrize("name", [*list(CHANGES)[:6], *sorted(OLD)])
def test_beside_an_index_too(tree: Path, name: str) -> None:
    """Which calls its documents by their paths from the root on, wherever the command stands."""
    run = checker("index", "add", "corpus", "--index", "held.duckdb", cwd=tree)
    assert run.returncode == 0, run.stderr.decode()
    write(tree, CHANGES[name])
    whole = new(tree)
    assert new(tree, "--since", "HEAD", "--against", "../held.duckdb", "--root", "..") == whole


NUMBER = "13812345678。\n"
READ = "边柳(liǔ)下鸭(yā)群鹭(lù)影桥(qiáo)洞闸(zhá)门渠(qú)20xx年修。\n"
TWICE: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "nothing": ([""], [""]),
    "a number": ([NUMBER], [NUMBER]),
    "a sentence with syllables": ([READ], [READ]),
    "what folds to more": (
        [f"山水花木{sign}……{sign}……池边20xx年修。\n" for sign in "甲乙丙丁戊己庚辛壬癸"],
        [f"江河湖海{sign}……{sign}……池边20xx年修。\n" for sign in "甲乙丙丁戊己庚辛壬癸"],
    ),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_is_known_in_one_file_is_new_in_another(folder: Path, name: str) -> None:
    held, later = TWICE[name]
    write(folder, {f"a{number}.txt": text for number, text in enumerate(held)} | {"z.txt": law(3)})
    git(folder, "init", "-q", "-b", "main")
    assert checker("baseline", "create", "corpus", cwd=folder).returncode == 0
    commit(folder, "Begin")
    write(folder, {f"b{number}.txt": text for number, text in enumerate(later)})
    assert new(folder, "--since", "HEAD") == new(folder) > 0


# ---- which documents are looked at again

MARKED = ["渠(jié)边", "柳（liǔ）", "(jié)", "……", "桥头", "又"]
PARTS = [CLEAN, OTHER, MASKED, SECTION, law(1), "短。\n", "x市\n", "20xx年，", *MARKED]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9), st.data())
@settings(max_examples=50, deadline=None)
def test_a_document_that_holds_a_text_is_always_among_those_alike(parts: list[str], data: st.DataObject) -> None:
    """Marks keep what stands round them, line breaks or not."""
    engine = Engine(chosen(load(), ["PLC"], ()))
    whole = Document.from_text("".join(parts), "one")
    again = "".join(data.draw(st.permutations(parts))) if data.draw(st.booleans()) else whole.text
    wrapped = re.sub("(?<=[，。边又])", "\n" if data.draw(st.booleans()) else "", again)
    others = [Document.from_text(wrapped, "two"), Document.from_text(law(77), "three")]
    findings = engine.run([whole], Settings()).findings
    prints = {found.fingerprint for found in engine.run([others[0]], Settings()).findings}
    for found in findings:
        alike = {document.id for document in Alike([found], [whole]).among(others)}
        assert "two" in alike or found.fingerprint not in prints
        assert alike <= {"two"}
