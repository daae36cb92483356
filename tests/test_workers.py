"""What several processes see together is what one sees alone."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker import rulebook
from checker.detectors import kinds
from checker.document import Document
from checker.rule import Rule
from checker.workers import Workers

RULES = rulebook.load()
SINGLE = [rule for rule in RULES if kinds()[rule.detector].scope == "document"]


def groups() -> list[list[Document]]:
    """The bad examples of all rules, some documents at a time."""
    texts = [text for rule in RULES for texts in rule.examples.bad for text in texts]
    documents = [Document.from_text(text, str(number)) for number, text in enumerate(texts)]
    return [documents[start : start + 150] for start in range(0, len(documents), 150)]


def seen(workers: Workers, given: Iterator[Sequence[Document]]) -> list[tuple[str, object, list[tuple[str, object]]]]:
    return [
        (each.document.id, each.document.secrets, [(rule.name, hit) for rule, hit in each.hits])
        for _, examined in workers.examine(given)
        for each in examined or ()
    ]


def test_the_number_of_processes_changes_nothing() -> None:
    """Documents, their order, what is found and what is secret are the same."""
    alone = seen(Workers(SINGLE, RULES, 1), iter(groups()))
    assert alone == seen(Workers(SINGLE, RULES, 2, alone=0), iter(groups()))
    assert any(secrets for _, secrets, _ in alone)


def test_a_worker_that_dies_loses_nothing() -> None:
    """Its groups are looked at by the process that asked."""

    def given() -> Iterator[Sequence[Document]]:
        for number, group in enumerate(groups()):
            if number == 3:
                children = multiprocessing.active_children()
                assert children
                for child in children:
                    child.kill()
            yield group

    alone = seen(Workers(SINGLE, RULES, 1), iter(groups()))
    assert alone == seen(Workers(SINGLE, RULES, 2, alone=0), given())


def test_a_rule_that_breaks_is_told_to_the_caller() -> None:
    """The answer for a group in which a rule breaks is None, whoever looked at it."""
    broken = next(rule for rule in SINGLE if rule.name == "masked-year")
    rules: list[Rule] = [replace(broken, options={**broken.options, "kinds": 5})]
    given = [[Document.from_text("20xx年", "a")]]
    assert [answer for _, answer in Workers(rules, RULES, 2, alone=0).examine(given)] == [None]
