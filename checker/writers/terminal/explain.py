"""A rule explained: what it looks for, why, what to do, its settings, and its examples as the check draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.report import Report
from checker.rule import Rule
from checker.toml import toml_value
from checker.writers import Style
from checker.writers.terminal import frames, pick
from checker.writers.terminal.page import Page, Piece

Example = tuple[str, str, Report]  # "bad", "good" or "known-miss"; the text; what the rule says of it

_KINDS = (("bad", "bad", "error"), ("good", "good", "good"), ("known-miss", "miss", "warning"))
_ROWS = 6  # lines of a good example


def explain(rule: Rule, reports: Sequence[Example], style: Style) -> Iterator[str]:
    """The rule's words, then its examples, each with the very frame that a check would draw."""
    page = Page(style)
    _words(page, rule)
    for kind, name, ink in _KINDS:
        chosen = [example for example in reports if example[0] == kind]
        if chosen:
            page.row(page.words(f"gutter.{name}"), Piece(page.words(f"explain.{name}"), "dim"), ink=ink)
        for number, example in enumerate(chosen, 1):
            _example(page, rule, example, number)
        yield from page.render()
    _settings(page, rule)
    yield from page.render()


def _words(page: Page, rule: Rule) -> None:
    words = page.words
    languages = words.list([*rule.languages, ""]) if rule.languages else ""
    about = words(
        "explain.title",
        code=rule.code,
        family=words(f"family.{rule.family}"),
        languages=languages,
        since=rule.since,
    )
    off = "" if rule.default else f", {words('explain.off')}" if words.lang == "en" else f"，{words('explain.off')}"
    severity = words(f"gutter.{rule.severity}")
    page.row(severity, Piece(rule.name, "bold"), Piece(f"  {about}{off}", "dim"), ink=f"{rule.severity}!")
    page.gap()
    texts = page.texts(rule)
    page.text(words("gutter.what"), texts.what)
    page.text(words("gutter.why"), texts.why)
    page.text(words("gutter.do"), texts.remedy)
    page.gap()


def _example(page: Page, rule: Rule, example: Example, number: int) -> None:
    kind, text, report = example
    lines = text.rstrip("\n").split("\n")
    found = [finding for finding in report.findings if finding.rule == rule.name]
    label = str(number)
    if bool(found) != (kind == "bad"):  # not as the rule's file says it should be
        word = page.words("explain.found" if found else "explain.not_found")
        if found or kind == "bad":
            page.row(label, Piece(word, "error!"), rail=True)
            label = ""
    elif found and len(lines) > 1:
        page.text(label, report.message(found[0], page.style.lang), body="dim", rail=True, most=2)
    for finding in found:
        frames.alone(page, finding, pick.by_key(report.documents), number if len(lines) == 1 else None)
    if not found:
        for line in lines[:_ROWS]:
            page.text(label, line, rail=True)
            label = ""


def _settings(page: Page, rule: Rule) -> None:
    words = page.words
    page.gap()
    page.row(words("gutter.set"), Piece(f"[rule.{rule.name}]"))
    page.text("", f'severity = "{rule.severity}"')
    for name, value in rule.options.items():
        page.text("", f"{name} = {toml_value(value)}", most=4)
    label = words("gutter.see")
    for reference in rule.references:
        page.text(label, reference, body="dim")
        label = ""
