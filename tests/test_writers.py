"""What the machine formats and the line format promise."""

from __future__ import annotations

import json
import unicodedata

import jsonschema
import pytest
from factory import Corpus
from hypothesis import given
from hypothesis import strategies as st
from sheet import corpus, report

from checker import rulebook
from checker.document import Document
from checker.engine import Engine, Settings
from checker.report import Failure, Report, Skipped
from checker.resources import resource
from checker.writers import Style, formats

SCHEMA = json.loads((resource("reports") / "schemas" / "result.v1.json").read_text("utf-8"))
WHOLE = jsonschema.Draft202012Validator(SCHEMA)
LINE = jsonschema.Draft202012Validator({"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]})
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def written(name: str, of: Report, **style: object) -> str:
    return "".join(formats()[name](of, Style(**style)))  # type: ignore[arg-type]


def harmless(text: str) -> bool:
    return all(char == "\n" or unicodedata.category(char) not in HIDDEN for char in text)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_json_follows_the_schema_and_keeps_every_finding() -> None:
    of = report()
    result = json.loads(written("json", of))
    WHOLE.validate(result)
    assert [f["fingerprint"] for f in result["findings"]] == [f.fingerprint for f in of.findings]
    assert result["clusters"][0]["kind"] == "near"
    assert len(result["skipped"]) == len(of.skipped)


def test_json_of_nothing_follows_the_schema() -> None:
    WHOLE.validate(json.loads(written("json", Corpus().report())))


@pytest.mark.parametrize(
    "path", [(), ("summary",), ("documents", 0), ("findings", 0), ("findings", 0, "start"), ("tool",)]
)
def test_a_wrong_key_does_not_follow_the_schema(path: tuple[str | int, ...]) -> None:
    result = json.loads(written("json", report()))
    inner = result
    for step in path:
        inner = inner[step]
    inner["surprise"] = 1
    assert not WHOLE.is_valid(result)


def test_jsonl_has_the_same_objects_and_the_summary_last() -> None:
    whole = json.loads(written("json", report()))
    objects = [json.loads(line) for line in written("jsonl", report()).splitlines()]
    for entry in objects:
        LINE.validate(entry)
    kinds = [entry.pop("kind") for entry in objects]
    assert kinds[-1] == "summary"
    assert [o for o, kind in zip(objects, kinds, strict=True) if kind == "finding"] == whole["findings"]
    assert [o for o, kind in zip(objects, kinds, strict=True) if kind == "document"] == whole["documents"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_gives_every_text_back_and_shows_a_terminal_nothing_hidden(text: str) -> None:
    made = Corpus()
    document = made.document(text + "x", "a.txt")
    made.add(document, made.rule("masked-year", "PLC001"), (0, len(text) + 1))
    for name in ("json", "jsonl"):
        out = written(name, made.report())
        assert harmless(out)
        found = json.loads(out)["findings"][0] if name == "json" else json.loads(out.split("\n")[1])
        assert found["text"] == text + "x"


def test_json_leaves_han_readable() -> None:
    assert "江湾中学自20xx年起" in written("json", report())


def test_concise_is_one_line_a_finding_and_hides_nothing_harmful_in_it() -> None:
    of = report()
    out = written("concise", of, quiet=True)
    assert harmless(out)
    assert len(out.splitlines()) == len(of.findings)
    assert "in/plan-2.txt:1:2: error PLC001 masked-year: the year is masked: 20xx年" in out.splitlines()
    assert "in/th<U+202E>read.txt:1:11: error ENC004" in out


def test_concise_names_the_row_of_a_record_and_the_place_in_it() -> None:
    line = next(line for line in written("concise", report()).splitlines() if "hard-wrap" in line)
    assert line.startswith("in/wechat.jsonl:88: warning STR001 hard-wrap: ")
    assert line.endswith("(in wx-20881 at 1:37)")


@pytest.mark.parametrize("name", ["::error::pwn.txt", "::add-mask::a", "##vso[task.complete]"])
def test_no_line_of_concise_begins_like_a_command_of_ci(name: str) -> None:
    """A file's name is text of the corpus, and a CI reads its log for commands."""
    found = Engine([rule for rule in rulebook.load() if rule.name == "masked-year"])
    given: list[Document | Failure | Skipped] = [
        Document.from_text("20xx年", name),
        Failure(name, "cannot be read"),
        Skipped(name, "hidden"),
    ]
    lines = written("concise", found.run(given, Settings())).splitlines()
    assert sum(name in line for line in lines) == 3
    assert not any(line.startswith(("::", "##")) for line in lines)


def test_concise_names_the_side_to_keep() -> None:
    line = next(line for line in written("concise", report()).splitlines() if "DUP002" in line)
    assert line.endswith("[keep in/0875.txt:2]")


def test_concise_ends_with_what_was_not_read_and_the_figures() -> None:
    made = corpus()
    made.errors.append(Failure("in/\x1b.txt", "permission denied"))
    out = written("concise", made.report()).splitlines()
    assert "in/<ESC>.txt: permission denied" in out
    assert "in/logo.png: skipped: binary" in out
    assert out[-1].startswith("fail: 10 errors, 4 warnings, 0 infos; ") and out[-1].endswith(" s")
    assert not written("concise", made.report(), clock=False).rstrip().endswith(" s")
