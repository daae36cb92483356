"""Options that verbs share: what reads documents takes all that says how they are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import checker
from typer.main import get_command

from checker.cli import app

READING = {"exclude", "gitignore", "text_field", "id_field", "source_field", "html"}
VERBS = (["check"], ["init"], ["baseline", "create"], ["baseline", "prune"], ["index", "add"], ["index", "build"])


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_that_reads_documents_says_how(verb: list[str]) -> None:
    command = get_command(app)
    for word in verb:
        command = command.commands[word]  # type: ignore[attr-defined]
    names = [parameter.name for parameter in command.params]
    assert set(names) >= READING
    assert len(names) == len(set(names))


def test_a_baseline_counts_lines_by_the_source_that_the_check_counts_them_by(tmp_path: Path) -> None:
    line = "本栏目由城南旧事编辑部整理供稿，转载请注明出处。"
    rows = [{"text": f"{line}\n第{n}篇讲的是另一件事。", "site": f"s{n % 2}"} for n in range(30)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    asked = ("a.jsonl", "--select", "BLR", "--source-field", "site")
    known = checker("baseline", "create", *asked, cwd=tmp_path)
    assert known.stderr == b"checker: checker-baseline.txt: 2 known findings\n"
    run = checker("check", *asked, "--baseline", "checker-baseline.txt", "-o", "json", cwd=tmp_path)
    assert json.loads(run.stdout)["summary"]["baseline"] | {"rules": []} == {
        "new": 0, "known": 2, "resolved": 0, "rules": [],
    }  # fmt: skip
    prune = checker("baseline", "prune", *asked, cwd=tmp_path)
    assert prune.stderr == b"checker: checker-baseline.txt: 0 taken out, 2 stay\n"
