"""Lines are counted as boilerplate within a source: a folder, a file of records, or what a field of a record names."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command import checker
from repetition import prose

LINE = "本栏目由城南旧事编辑部整理供稿"
OTHER = "转载请联系北岸读书社并注明出处"


def rows() -> list[dict[str, str]]:
    """Twelve records of one site and thirty of another, each with a line of its own."""
    near = [{"id": f"n{n}", "site": "near", "text": f"{prose(n, 3)}\n{LINE}"} for n in range(12)]
    far = [
        {"id": f"f{n}", "site": "far", "text": f"{prose(50 + n, 3)}\n{OTHER if n < 12 else prose(n, 2)}"}
        for n in range(300)
    ]
    return near + far


def written(path: Path, made: list[dict[str, str]]) -> None:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["id", "site", "text"])
            table.writeheader()
            table.writerows(made)
    else:
        import duckdb

        written(path.with_suffix(".jsonl"), made)
        source, target = str(path.with_suffix(".jsonl")), str(path)
        duckdb.sql(f"COPY (SELECT * FROM read_json('{source}')) TO '{target}' (FORMAT parquet)")
        path.with_suffix(".jsonl").unlink()


def told(*args: str, cwd: Path) -> dict[str, int]:
    run = checker("check", *args, "--select", "boilerplate-line", "-o", "json", cwd=cwd)
    findings = json.loads(run.stdout)["findings"]
    return {finding["text"]: finding["evidence"]["documents"] for finding in findings}


@pytest.mark.parametrize("name", ["all.jsonl", "all.csv", "all.parquet"])
def test_a_field_names_the_source_of_a_record(tmp_path: Path, name: str) -> None:
    written(tmp_path / name, rows())
    assert told(name, cwd=tmp_path) == {}
    assert told(name, "--source-field", "site", cwd=tmp_path) == {LINE: 12}
    (tmp_path / "checker.toml").write_text("source-field = 'site'\n", encoding="utf-8")
    assert told(name, cwd=tmp_path) == {LINE: 12}


@pytest.mark.parametrize("name", ["all.jsonl", "all.csv"])
def test_a_field_that_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    written(tmp_path / name, rows()[:3])
    run = checker("check", name, "--source-field", "domain", cwd=tmp_path)
    assert run.returncode == 2
    assert "domain" in (run.stdout + run.stderr).decode()


def test_a_field_joins_files_and_a_file_is_the_source_of_records_without_it(tmp_path: Path) -> None:
    near, far = rows()[:12], rows()[12:]
    written(tmp_path / "a.jsonl", near[:6] + far[12:150])
    written(tmp_path / "b.jsonl", near[6:] + far[150:])
    assert told("a.jsonl", "b.jsonl", cwd=tmp_path) == {}
    assert told("a.jsonl", "b.jsonl", "--source-field", "site", cwd=tmp_path) == {LINE: 12}
    written(tmp_path / "c.jsonl", near)
    assert told("a.jsonl", "c.jsonl", cwd=tmp_path) == {LINE: 12}


def test_a_folder_is_the_source_of_its_files(tmp_path: Path) -> None:
    for row in rows():
        folder = tmp_path / row["site"]
        folder.mkdir(exist_ok=True)
        (folder / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
    assert told(".", cwd=tmp_path) == {LINE: 12}
    assert told("far", cwd=tmp_path) == {}
