"""The last rows: the verdict with its status, what ran, what did not, and one command to go on with."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len

from checker.finding import SEVERITIES
from checker.report import Report
from checker.visible import visible
from checker.writers.places import failed
from checker.writers.terminal import pick
from checker.writers.terminal.cells import wrap
from checker.writers.terminal.page import Page, Piece

_FAILURES = 5  # files that could not be read, named; the rest is counted


def verdict(page: Page, report: Report, status: str = "") -> None:
    """The badge, the only filled surface, and one sentence."""
    failed = report.summary.verdict == "fail" or report.exit_code == 2
    name = "fail" if failed else "passed"
    badge = page.words("summary.fail" if failed else "summary.pass")
    first, *rows = wrap(_sentence(page, report), page.body)  # the badge ends where the body begins
    room = page.body - cell_len(rows[-1] if rows else first)
    fits = cell_len(status) + 3 <= room
    end = Piece(f"   {status}" if status and fits else "", "dim")
    page.put(Piece(badge, name), Piece(" "), Piece(first, "bold"), *([] if rows else [end]))
    for row in rows:
        page.row("", Piece(row, "bold"), *([end] if row is rows[-1] else []))
    if status and not fits:
        page.row("", Piece(status, "dim"))


def _sentence(page: Page, report: Report) -> str:
    words, figures = page.words, report.summary
    counts = [(severity, figures.findings.get(severity, 0)) for severity in SEVERITIES]
    if not figures.documents:
        sentence = words("summary.no_documents")
    elif not any(count for _, count in counts):
        sentence = words("summary.nothing", figures.documents)
    else:
        found = words.list([words(f"counted.{severity}", count) for severity, count in counts if count])
        hit = words.number(sum(any(document.counts.values()) for document in report.documents))
        everything = words("counted.documents", figures.documents)
        sentence = words("summary.found", findings=found, documents=hit, all=everything)
    if report.unread:
        sentence = words.clauses([sentence, words("summary.unread", len(report.unread))])
    return sentence


def closing(page: Page, report: Report) -> None:
    """Rows that prove the check ran."""
    words, figures = page.words, report.summary
    verdict(page, report, words("summary.status", code=report.exit_code))
    if figures.documents and not any(figures.findings.values()):
        characters = words.characters(figures.characters)
        page.text(words("gutter.stay"), words("summary.stay_all", figures.documents, characters=characters))
    if figures.change:
        new, known, gone = map(words.number, (figures.change.new, figures.change.known, figures.change.resolved))
        said = "summary.change_part" if figures.change.part else "summary.change"
        page.text(words("gutter.change"), words(said, new=new, known=known, resolved=gone))
    _budgets(page, report)
    count = sum(entry.findings for entry in figures.suppressed)
    if count:
        page.text(words("gutter.except"), words("summary.suppressed", count))
    _ran(page, report)
    if figures.crowded:
        page.text(words("gutter.skip"), words("summary.crowded", figures.crowded))
    if report.skipped:
        reasons = Counter(entry.reason for entry in report.skipped)
        said = words.list([f"{words.number(count)} {visible(reason)}" for reason, count in reasons.most_common()])
        page.text(words("gutter.skip"), words("summary.skipped", len(report.skipped), reasons=said))
    label = words("gutter.unread")
    for failure in report.errors[:_FAILURES]:
        page.text(label, failed(failure), ink="error")
        label = ""
    if len(report.errors) > _FAILURES:
        page.text("", words("frames.and_more", len(report.errors) - _FAILURES), body="dim")
    following = _next(page, report)
    if following:
        page.text(words("gutter.next"), following, body="bold")


def _budgets(page: Page, report: Report) -> None:
    words = page.words
    for spent in report.summary.budgets:
        limits = [(key, limit) for key, limit in (("warns", spent.warn), ("fails", spent.fail)) if limit is not None]
        if spent.of is None:
            used = words("counted.findings", spent.used)
            limited = [words(f"summary.{key}", limit=f"{limit:,.0f}") for key, limit in limits]
        else:
            share = f"{100 * spent.used / spent.of if spent.of else 0:.3g} %"
            used = words("summary.share", part=words.number(spent.used), all=words.number(spent.of), share=share)
            limited = [words(f"summary.{key}", limit=f"{100 * limit:.6g} %") for key, limit in limits]
        level = {"fail": "error", "warn": "warning"}.get(spent.status, "")
        said = words("summary.budget", name=spent.name, used=used, limits=words.list(limited))
        page.text(words(f"gutter.{level}") if level else "", said, ink=level or "dim")


def _ran(page: Page, report: Report) -> None:
    words, figures = page.words, report.summary
    text = words(
        "summary.ran",
        rules=words("counted.rules", figures.rules_run),
        documents=words("counted.documents", figures.documents),
        characters=words.characters(figures.characters),
    )
    clock = words("summary.seconds", seconds=f"{report.seconds:.1f}") if page.style.clock and report.seconds else ""
    page.text(words("gutter.ran"), words.clauses([text, clock]) if clock else text)


def _next(page: Page, report: Report) -> str:
    """Every finding of the costliest rule that was not drawn in full; else what the costliest rule is about."""
    groups = pick.groups(report, None if page.style.full else page.style.max_frames)
    rule = next((group.rule for group in groups if group.more), "")
    if rule:
        return f"{visible(page.style.command)} {page.style.drill.format(rule=rule)}"
    return f"checker explain {groups[0].rule}" if groups else ""
