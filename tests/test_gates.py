"""A gate may let a document pass for nothing, but never holds one back in which its detector finds something."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import rulebook
from checker.batch import Batch
from checker.detectors import View, kinds
from checker.document import Damage, Document, Encoding
from checker.language import languages
from checker.rule import Rule

RULES = rulebook.load()
GATED = [rule for rule in RULES if kinds()[rule.detector].scope == "document" and kinds()[rule.detector].gate]
EXAMPLES = [
    text for rule in RULES for group in (rule.examples.bad, rule.examples.good) for texts in group for text in texts
]
LINES = (
    "一、修路", "二、架桥。", "四、通水;", "1. Open", "3. Shut", "（一）学习", "第三条 经费由省里拨付，",
    "今年修路两条，架桥", "的的", "系统系统升级", "“开头没有结尾", "《书", "a" * 25, "水" * 21, "\r", "　　", "",
    "", "```", "12,5 %", "１２ 个，Ab", "會議,会议", "漢字轉換后", "abc abc abc abc",
    "沿着河边一直往前走就能看到那座修了一百多年的石桥，桥下", "水很清。", "\x01\x02\x03",
)  # fmt: skip


def held_back(rule: Rule, documents: Sequence[Document]) -> list[str]:
    """The documents in which the rule's detector finds something though its gate says otherwise."""
    kind = kinds()[rule.detector]
    assert kind.gate is not None
    batch = Batch(documents)
    passed = set(kind.gate(batch, **rule.options))
    spoken = languages(batch)
    views = [
        (i, View(document, spoken[i], place=(batch, i))) for i, document in enumerate(documents) if i not in passed
    ]
    return [view.text for _, view in views if list(kind.run(view, **rule.options))]


@pytest.mark.parametrize("rule", GATED, ids=lambda rule: rule.name)
def test_no_gate_holds_back_an_example(rule: Rule) -> None:
    """All examples of all rules, side by side, are documents enough to pass every gate and to be held back by it."""
    assert held_back(rule, [Document.from_text(text, str(i)) for i, text in enumerate(EXAMPLES)]) == []


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join), min_size=1, max_size=6))
def test_no_gate_holds_back_a_made_up_document(texts: list[str]) -> None:
    """Whatever lines come together, in whatever documents."""
    documents = [Document.from_text(text, str(i)) for i, text in enumerate(texts)]
    for rule in GATED:
        assert held_back(rule, documents) == [], rule.name


def test_damage_and_doubt_pass_their_gates() -> None:
    """What only the encoding tells of a document is looked at."""
    damaged = Document("a", "字�".encode(), encoding=Encoding(damage=(Damage(1, 3, 4),)))
    doubtful = Document("b", b"text", encoding=Encoding("big5", 0.4))
    for name, document in (("undecodable-byte", damaged), ("guessed-encoding", doubtful)):
        rule = next(rule for rule in GATED if rule.name == name)
        gate = kinds()[rule.detector].gate
        assert gate is not None
        assert set(gate(Batch([damaged, doubtful]), **rule.options)) == {[damaged, doubtful].index(document)}


@given(st.lists(st.text("一a\n\r \t。", max_size=12), max_size=5))
def test_a_batch_knows_the_lines_of_every_document(texts: list[str]) -> None:
    """The line table and the code points that a batch has for a document are the document's own."""
    documents = [Document.from_text(text) for text in texts]
    batch = Batch(documents)
    for number, document in enumerate(documents):
        assert batch.lines(number).starts.tolist() == document.lines.starts.tolist()
        assert [chr(point) for point in batch.code_points(number)] == list(document.text)
        rows = batch.rows(batch.byte_starts[number : number + 1])
        assert batch.lines_of(rows) == ([number], [0])
