"""An id that comes twice is told, once a file, and findings stay with the document that they are of."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from command import CLEAN, MASKED, checker
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.document import Document
from checker.identity import repeated_ids

RULES = rulebook.chosen(rulebook.load(), ["CFG003"], ())


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), max_size=25))
def test_every_document_that_has_an_earlier_ones_id_is_counted_in_its_file(names: list[tuple[str, str]]) -> None:
    documents = [Document.from_text(CLEAN, name, source=file, line=n) for n, (name, file) in enumerate(names, 1)]
    seen: dict[str, int] = {}
    later = [d for d in documents if seen.setdefault(d.id, d.line or 0) != d.line]
    found = {finding.path: finding for finding in repeated_ids(RULES, documents)}
    assert {path: finding.evidence["count"] for path, finding in found.items()} == Counter(d.source for d in later)
    for path, finding in found.items():
        own = [d for d in later if d.source == path]
        assert (finding.document, finding.record) == (own[0].id, own[0].line)
        assert [place.record for place in finding.related] == list(dict.fromkeys(seen[d.id] for d in own))


def test_the_rule_says_how_many_are_named() -> None:
    names = "abcabc"
    documents = [Document.from_text("一", name, source="x", line=n) for n, name in enumerate(names, 1)]
    (rule,) = RULES
    (found,) = repeated_ids([replace(rule, options={"listed": 1, "max_listed": 2})], documents)
    assert (len(found.related), found.evidence["count"], "a, …" in found.message) == (2, 3, True)


def test_it_is_told_in_the_language_that_is_asked_for() -> None:
    documents = [Document.from_text("一", "a", source="x"), Document.from_text("二", "a", source="x")]
    (chinese,), (english,) = (repeated_ids(RULES, documents, lang) for lang in ("zh", "en"))
    assert (chinese.message.isascii(), english.message.isascii()) == (False, True)


def test_the_command_tells_it_and_keeps_findings_apart(folder: Path) -> None:
    rows = [{"id": "x", "text": MASKED}, {"id": "x", "text": CLEAN}, {"id": "y", "text": MASKED}]
    Path("a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    Path("b.txt").write_text(CLEAN, encoding="utf-8")
    run = checker("check", "a.jsonl", "a.jsonl", "b.txt", "./b.txt", "-s", "PLC,CFG", "-o", "json", cwd=folder)
    result = json.loads(run.stdout)
    assert [(f["code"], f["record"]) for f in result["findings"]] == [("PLC001", 1), ("CFG003", 2), ("PLC001", 3)]
    assert [d["verdict"] for d in result["documents"]] == ["reject", "accept", "reject", "accept"]
    told = checker("check", "a.jsonl", "-s", "CFG", "-o", "concise", cwd=folder).stdout.decode()
    assert "a.jsonl:2: info CFG003 repeated-id: 1 document here has the id of an earlier one: x" in told
    except_it = '[[ignore]]\nrules = ["CFG003"]\nreason = "counted anew in each file"\n'
    Path("checker.toml").write_text(except_it, encoding="utf-8")
    quiet = checker("check", "a.jsonl", "-s", "CFG", "-o", "json", cwd=folder)
    assert json.loads(quiet.stdout)["summary"]["suppressed"]["findings"] == 1
