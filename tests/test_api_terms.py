"""The library obeys its configuration as the command does: exceptions, budgets, the baseline, fields, severity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker

from checker import Checker
from checker.errors import CheckerError

TEXTS = {"a.txt": MASKED, "b.txt": MASKED, "form.txt": MASKED, "c.txt": CLEAN}
RULES = 'select = ["PLC", "CFG"]\n'


def made(text: str, **options: object) -> Checker:
    Path("checker.toml").write_text(RULES + text, encoding="utf-8")
    return Checker(config="checker.toml", **options)  # type: ignore[arg-type]


EXCEPTION = '[[ignore]]\nrules = ["PLC001"]\nreason = "forms"\npaths = ["form.txt"]\n'
UNUSED = '[[ignore]]\nrules = ["PLC001"]\nreason = "none"\nids = ["c.txt"]\n'


@pytest.mark.parametrize("text", ["", EXCEPTION, EXCEPTION + UNUSED, 'severity = "error"\nfail-on = "info"\n' + UNUSED,
                                  "[budgets]\nmasked-year = { max = 2 }\n" + EXCEPTION])  # fmt: skip
def test_the_whole_report_is_that_of_the_command(folder: Path, text: str) -> None:
    ready = made(text)
    for name, content in TEXTS.items():
        Path(name).write_text(content, encoding="utf-8")
    report = ready.check(TEXTS.items())
    said = json.loads(checker("check", *TEXTS, "-o", "json", cwd=folder).stdout)
    assert report.exit_code == said["summary"]["exit_code"]
    found = [(f["code"], f["path"].rsplit("/", 1)[-1]) for f in said["findings"]]
    assert sorted((f.code, f.path.rsplit("/", 1)[-1]) for f in report.findings) == sorted(found)
    assert [d.verdict for d in report.documents] == [d["verdict"] for d in said["documents"]]
    assert [(b.name, b.used, b.status) for b in report.summary.budgets] == [
        (b["name"], b["used"], b["status"]) for b in said["summary"].get("budgets", [])
    ]


@pytest.mark.parametrize("together", [1, 2, 1000])
def test_a_stream_obeys_exceptions_and_the_baseline_however_it_is_parted(folder: Path, together: int) -> None:
    """An entry of the baseline knows one finding, and a second one of the same content is new."""
    Path("a.txt").write_text(MASKED, encoding="utf-8")
    assert checker("baseline", "create", "a.txt", "-o", "known.txt", cwd=folder).returncode == 0
    ready = made('baseline = "known.txt"\n' + EXCEPTION + "[budgets]\nPLC = { max = 0 }\n")
    seen = list(ready.stream(TEXTS.items(), together=together))
    assert [(c.id, c.verdict, [f.known for f in c.findings]) for c in seen] == [
        ("a.txt", "accept", [True]), ("b.txt", "reject", [False]), ("form.txt", "accept", []), ("c.txt", "accept", []),
    ]  # fmt: skip
    again = [c.verdict for c in ready.stream(TEXTS.items(), together=together)]
    assert again == [c.verdict for c in seen], "each stream begins with the whole baseline"


def test_the_words_of_the_call_come_first(folder: Path) -> None:
    ready = made('text-field = "body"\nid-field = "name"\n')
    assert [c.id for c in ready.stream([{"name": "x", "body": CLEAN}])] == ["x"]
    ready = made('text-field = "body"\nid-field = "name"\n', text_field="text")
    assert [c.id for c in ready.stream([{"name": "x", "text": CLEAN}])] == ["x"]
    with pytest.raises(CheckerError, match="cannot be read"):
        made("", baseline="nowhere.txt")


def test_lines_are_counted_in_the_source_that_a_mapping_names() -> None:
    line = "本栏目由城南旧事编辑部整理供稿，转载请注明出处。"
    rows = [{"text": f"{line}\n第{n}篇讲的是另一件事。", "site": f"s{n % 2}"} for n in range(30)]
    assert len(Checker(select=["BLR"], source_field="site").check(rows).findings) == 2
