"""A frame: what, where, the text itself, why it hurts, what to do, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.finding import Finding
from checker.report import DocumentResult, Report
from checker.rule import Rule
from checker.writers.terminal import pick
from checker.writers.terminal.bodies import Scene, body
from checker.writers.terminal.page import Page

_TITLE_ROWS = 3  # of a message, which may quote the corpus


@dataclass(frozen=True)
class Frames:
    """Draws the findings of a report; what all frames share is computed once."""

    report: Report
    page: Page

    def draw(self) -> Iterator[str]:
        """Every frame that the style asks for, as text."""
        page, style, words = self.page, self.page.style, self.page.words
        groups = pick.groups(self.report, None if style.full else style.max_frames)
        shown, total = sum(len(group.shown) for group in groups), len(self.report.findings)
        if style.part:
            everything = words.number(sum(self.report.summary.findings.values()))
            page.text("", words("frames.part", total, all=everything, what=style.part), body="dim")
            page.gap()
        elif shown < total:
            key = "frames.intro_one" if style.max_frames == 1 else "frames.intro"
            text = words(key, style.max_frames, shown=words.number(shown), all=words.number(total))
            page.text("", text, body="dim")
            page.gap()
        also = pick.others(self.report, groups)
        documents = pick.by_key(self.report.documents)
        for group in groups:
            for at, finding in enumerate(group.shown):
                self._frame(finding, Scene(documents, also), first=at == 0)
                if finding is group.shown[-1]:
                    self._more(group)
                page.gap()
                yield from page.render()

    def _frame(self, finding: Finding, scene: Scene, *, first: bool) -> None:
        page = self.page
        rule = self.report.rules.get(finding.rule)
        title(page, finding.severity, sentence(self.report, finding, rule, page.style.lang))
        body(page, finding, scene)
        if first and rule:
            texts = page.texts(rule)
            page.text(page.words("gutter.why"), texts.why, rail=True)
            page.text(page.words("gutter.do"), texts.remedy, rail=True)

    def _more(self, group: pick.Group) -> None:
        if group.more:
            words = self.page.words
            documents = words("counted.documents", group.more_documents)
            text = words("frames.more", group.more, documents=documents)
            self.page.text(words("gutter.more"), text, body="dim", rail=True)


def title(page: Page, severity: str, message: str) -> None:
    """What is wrong, in bold, the severity in the gutter."""
    page.text(page.words(f"gutter.{severity}"), message, ink=f"{severity}!", body="bold", most=_TITLE_ROWS)


def sentence(report: Report, finding: Finding, rule: Rule | None, lang: str) -> str:
    """The message as a sentence of its own; a capital letter only where the rule's own words begin it."""
    message = report.message(finding, lang)
    own = rule.words(lang).message[:1] if rule else ""
    return own.upper() + message[1:] if own.isascii() and own.isalpha() and message.startswith(own) else message


def alone(page: Page, finding: Finding, documents: Mapping[pick.Key, DocumentResult], number: int | None) -> None:
    """The body of a frame without its title, place and words, for examples; `number` stands for the line's own."""
    body(page, finding, Scene(documents, {}, bare=True, number=number))
