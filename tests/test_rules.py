"""Every rule proves itself: its bad examples are found, its good ones are not, its known misses are still missed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from checker import rulebook
from checker.corpus.example import example_document
from checker.detectors import kinds
from checker.document import Document
from checker.engine import Engine, Settings
from checker.examine import triggers
from checker.finding import Finding
from checker.language import known_languages
from checker.patterns import compiled
from checker.rule import FAMILIES, Rule
from checker.scan import Scanner
from checker.vet import too_slow

RULES = rulebook.load()
EXAMPLES = [
    pytest.param(rule, texts, id=f"{rule.name}-{kind}-{number}", marks=marks)
    for rule in RULES
    for kind, corpora, marks in (
        ("bad", rule.examples.bad, ()),
        ("known-miss", rule.examples.known_miss, (pytest.mark.xfail(strict=True, reason="known miss"),)),
    )
    for number, texts in enumerate(corpora, 1)
]
GOOD = [
    pytest.param(rule, texts, id=f"{rule.name}-good-{number}")
    for rule in RULES
    for number, texts in enumerate(rule.examples.good, 1)
]


@cache
def engine(rule: Rule) -> Engine:
    return Engine([rule])


def found(rule: Rule, texts: tuple[str, ...]) -> list[Finding]:
    documents = [example_document(text, f"example/{i}") for i, text in enumerate(texts)]
    return list(engine(rule).run(documents, Settings()).findings)


@pytest.mark.parametrize(("rule", "texts"), EXAMPLES)
def test_bad_examples_are_found(rule: Rule, texts: tuple[str, ...]) -> None:
    """What a rule file calls bad is reported by that rule."""
    assert found(rule, texts)


@pytest.mark.parametrize(("rule", "texts"), GOOD)
def test_good_examples_are_silent(rule: Rule, texts: tuple[str, ...]) -> None:
    """What a rule file calls good is not reported by that rule."""
    assert not [f"{f.start.line}:{f.start.column} {f.text}" for f in found(rule, texts)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rules_are_complete(rule: Rule) -> None:
    """A rule stands in its family's folder, has both kinds of example, both languages, and a message that fills."""
    assert Path(rule.origin).parent.name == rule.family
    assert Path(rule.origin).stem == rule.name
    assert rule.code.startswith(FAMILIES[rule.family])
    if kinds()[rule.detector].scope == "settings":  # about no text: see test_gate_terms.py and test_identity.py
        assert not rule.examples.bad
        return
    assert rule.examples.bad
    assert rule.examples.good
    assert set(rule.texts) == {"en", "zh"}
    assert set(rule.languages) <= known_languages()
    for texts in rule.examples.bad:
        for finding in found(rule, texts):
            for lang in rule.texts:
                message = rule.say(lang, finding.values)
                assert not re.search(r"\{[a-z_]+\}", message.replace(finding.text[:40], "")), message


def test_no_pattern_is_slow() -> None:
    """Every pattern finishes adversarial lines: shipped rules are vetted here, a user's when they are loaded."""
    too_slow(sorted({pattern for rule in RULES for pattern in triggers(rule)}))


@pytest.mark.parametrize("rule", [r for r in RULES if triggers(r)], ids=lambda rule: rule.name)
def test_hyperscan_never_misses_a_line(rule: Rule) -> None:
    """A line that `re` matches is a line that Hyperscan reports, on every example of every rule."""
    patterns = triggers(rule)
    scanner = Scanner(patterns, list(range(len(patterns))))
    everything = [t for r in RULES for group in (r.examples.bad, r.examples.good) for texts in group for t in texts]
    document = Document.from_text("\r\n".join(everything))
    reported = scanner.lines(document)
    for number, pattern in enumerate(patterns):
        expected = {i for i, line in enumerate(document.lines) if compiled(pattern).search(line)}
        assert expected <= set(reported.get(number, ()))


def test_the_rulebook_compiles_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache the whole book is vetted and compiled: no shipped pattern floods or is refused."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    Engine([], RULES)
    assert len(list((tmp_path / "corpus-checker").iterdir())) == 1
