"""One screen of figures: the verdict, what stays, which families, which documents, which rules, and what to do next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.cells import cell_len

from checker.finding import SEVERITIES, Finding
from checker.report import VERDICTS, DocumentResult, Report, RuleCount
from checker.visible import visible
from checker.writers.terminal import changes, closing, maps, pick, places
from checker.writers.terminal.cells import flush, head, pad, tail
from checker.writers.terminal.families import families
from checker.writers.terminal.page import Page, Piece

_NAME, _FIRST, _SECOND, _BAR = (
    14,
    14,
    9,
    52,
)  # columns of the figures; numbers stand beside names, bars end where they end
_FAMILIES, _WORST, _RULES, _FEW_RULES = 9, 5, 8, 4  # rows
_MOSTLY = 26  # cells for the rule that did it


def summary(page: Page, report: Report) -> None:
    """The screen; a run that found nothing gives the closing alone."""
    if report.findings:
        closing.verdict(page, report)
        page.gap()
        _stay(page, report)
        page.gap()
        _families(page, report)
        page.gap()
        _worst(page, report)
        _rules(page, report)
        page.gap()
    changes.changed(page, report)
    closing.closing(page, report)


def _bar(page: Page) -> int:
    return min(_BAR, page.body - _NAME - _FIRST - _SECOND - 3)


def _share(page: Page, part: int, whole: int) -> tuple[Piece, Piece]:
    cells = _bar(page)
    exact = cells * (part / whole if whole else 1)
    full = int(exact)
    half = page.glyph.half if exact - full >= 0.5 else ""
    return (
        Piece(page.glyph.full * full + half, "good"),
        Piece(page.glyph.track * (cells - full - len(half)), "rail"),
    )


def _stay(page: Page, report: Report) -> None:
    """Documents and characters that would stay, and why the rest would leave."""
    words, figures = page.words, report.summary
    label = words("gutter.stay")
    for what, part, whole, show in (
        ("documents", figures.kept_documents, figures.documents, words.number),
        ("characters", figures.kept_characters, figures.characters, words.amount),
    ):
        count = words("summary.of", part=show(part), all=show(whole))
        share = "  " + words.percent(part, whole)
        shares = flush(share, _SECOND - max(0, cell_len(count) - _FIRST))
        line = pad(words(f"summary.{what}"), _NAME) + flush(count, _FIRST) + shares
        page.row(label, Piece(pad(line, _NAME + _FIRST + _SECOND + 3)), *_share(page, part, whole))
        label = ""
    reasons = _reasons(page, report)
    if reasons:
        page.text(words("gutter.leave"), words.clauses(reasons))


def _reasons(page: Page, report: Report) -> list[str]:
    rejected = {k: d for k, d in pick.by_key(report.documents).items() if d.verdict == "reject"}
    copies = {
        pick.key(f) for f in report.findings if f.scope == "document" and f.related and f.related[0].role == "kept"
    }
    repeated = sum(key in copies for key in rejected)
    rest = report.summary.characters - report.summary.kept_characters - sum(d.characters for d in rejected.values())
    out = []
    for key, count in (("leave_copies", repeated), ("leave_errors", len(rejected) - repeated)):
        if count:
            out.append(page.words(f"summary.{key}", count))
    if rest > 0:
        out.append(page.words("summary.leave_rest", characters=page.words.characters(rest)))
    return out


# ---- families


def _families(page: Page, report: Report) -> None:
    """The bar counts documents, each at its worst; findings and what would leave stand beside it."""
    words, glyph = page.words, page.glyph
    rows = families(report)
    legend: list[Piece] = []
    for severity in SEVERITIES:
        legend += [Piece(glyph.severity(severity), severity), Piece(f" {words(f'severity.{severity}')}  ", "dim")]
    if page.roomy:
        legend[-1] = legend[-1]._replace(text=legend[-1].text.rstrip() + words("summary.worst_in_each"))
    heading = flush(words("summary.findings"), _FIRST) + flush(words("gutter.leave"), _SECOND) + "   "
    name = Piece(pad(words("summary.family"), _NAME), "bold")
    page.row(words("gutter.docs"), name, Piece(heading, "dim"), *([] if page.narrow else legend))
    if page.narrow:
        page.row("", *legend)
    scale = _bar(page) / max(sum(row.documents) for row in rows)
    for row in rows[:_FAMILIES]:
        bars = [
            Piece(glyph.severity(s) * max(1, round(n * scale)), s)
            for s, n in zip(SEVERITIES, row.documents, strict=True)
            if n
        ]
        figures = flush(words.number(row.findings), _FIRST) + flush(words.amount(row.characters), _SECOND) + "   "
        text = pad(words(f"family.{row.name}"), _NAME) + figures
        page.row(_count(page, sum(row.documents)), Piece(text), *bars, ink="")
    if rows[_FAMILIES:]:
        rest = [
            words("summary.further", sum(row.documents), name=words(f"family.{row.name}")) for row in rows[_FAMILIES:]
        ]
        page.text("", words.list(rest), body="dim")


def _count(page: Page, value: int) -> str:
    exact = page.words.number(value)
    return exact if cell_len(exact) <= 6 else page.words.amount(value)


# ---- documents


def _worst(page: Page, report: Report) -> None:
    """The documents with the worst verdict and the most findings, and where in them the damage is."""
    words = page.words
    poor = [d for d in report.documents if d.verdict != "accept"]
    if not poor:
        return
    marks: Counter[pick.Key] = Counter()
    for finding in report.findings:
        marks[pick.key(finding)] += len(finding.spans)
    shown = sorted(poor, key=lambda d: _badness(d, marks[d.path, d.record, d.document]))[:_WORST]
    wanted = {(d.path, d.record, d.document) for d in shown}
    found: dict[pick.Key, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if pick.key(finding) in wanted:
            found[pick.key(finding)].append(finding)
    names = [_name(d) for d in shown]
    pieces = 24 if page.roomy else 0 if page.narrow else 16
    room = page.body - pieces - 4 - (23 if page.roomy else 0) - _MOSTLY
    cells = max(16, min(max(26, room), max(map(cell_len, names))))
    _worst_heading(page, cells, pieces)
    for document, name in zip(shown, names, strict=True):
        _worst_row(page, document, name, found[document.path, document.record, document.document], cells, pieces)
    rest = Counter(d.verdict for d in poor) - Counter(d.verdict for d in shown)
    more = [
        words(f"summary.{key}", rest[v]) for v, key in (("reject", "to_reject"), ("review", "to_review")) if rest[v]
    ]
    if more:
        page.text("", words.clauses(more), body="dim")
    page.gap()


def _badness(document: DocumentResult, marks: int) -> tuple[object, ...]:
    counts = [-document.counts.get(severity, 0) for severity in SEVERITIES]
    return VERDICTS.index(document.verdict), counts, -marks, document.path, document.record or 0


def _name(document: DocumentResult) -> str:
    return visible(document.path if document.record is None else f"{document.path}:{document.record}")


def _worst_heading(page: Page, cells: int, pieces: int) -> None:
    words = page.words
    ends = words("summary.head"), words("summary.tail")
    ruler = ends[0] + " " * (pieces - cell_len("".join(ends))) + ends[1] + "  " if pieces else ""
    numbers = "".join(flush(words(f"gutter.{s}"), 7) for s in SEVERITIES) + "  " if page.roomy else ""
    title = Piece(pad(words("summary.worst"), cells) + "  ", "bold")
    page.row("", title, Piece(ruler + numbers + words("summary.mostly"), "dim"))


def _worst_row(
    page: Page, document: DocumentResult, name: str, found: Sequence[Finding], cells: int, pieces: int
) -> None:
    spans = [(span.start.offset, span.end.offset) for finding in found for span in finding.spans]
    drawn = page.map(maps.heights(spans, document.characters, pieces)) if pieces else ()
    numbers = "".join(flush(page.words.number(n) if n else "-", 7) for n in map(document.counts.get, SEVERITIES))
    shown = pad(tail(name, cells, page.glyph.cut), cells) + "  "
    used = cells + 2 + (pieces + 2 if pieces else 0) + (23 if page.roomy else 0)
    what = head(_mostly(page, found), page.body - used, page.glyph.cut)
    after = ("  " if pieces and not page.roomy else "") + (f"{numbers}  " if page.roomy else "") + what
    ink = "error" if document.verdict == "reject" else "warning"
    page.row(page.words(f"gutter.{document.verdict}"), Piece(shown), *drawn, Piece(after), ink=ink)


def _mostly(page: Page, found: Sequence[Finding]) -> str:
    """The rule with the worst severity and the most marks in a document."""
    marks: Counter[str] = Counter()
    for finding in found:
        marks[finding.rule] += len(finding.spans)
    worst = min(
        found, key=lambda f: (SEVERITIES.index(f.severity), f.scope != "document", -marks[f.rule]), default=None
    )
    if worst is None:
        return ""
    if worst.scope == "document" and worst.related and worst.related[0].role == "kept":
        return page.words("summary.repeats", path=places.short(worst.related[0], worst.scope == "document"))
    if marks[worst.rule] == 1:
        return worst.rule
    return page.words("summary.times", marks[worst.rule], times=page.glyph.times, name=worst.rule)


# ---- rules


def _rules(page: Page, report: Report) -> None:
    """The rules by the characters that would leave because of them: that is what a gate costs."""
    words = page.words
    counts = sorted(pick.counts(report).values(), key=lambda c: (-c.characters, -c.findings, c.rule))
    few = page.narrow or report.summary.changed  # where other rows need the room of one screen
    shown = counts[: _FEW_RULES if few else _RULES]
    severities: dict[str, str] = {}
    examples: dict[str, Finding] = {}
    for finding in report.findings:
        severities[finding.rule] = min(severities.get(finding.rule, "info"), finding.severity, key=SEVERITIES.index)
        examples.setdefault(finding.rule, finding)
    shown = [count for count in shown if count.rule in severities]
    name, code, many = max([24, *(cell_len(c.rule) + 2 for c in shown)]), 0 if page.narrow else 9, 10
    if page.narrow:
        many = 0
    columns = flush(words("summary.docs"), 6) + (flush(words("summary.findings"), many) if many else "")
    columns += flush(words("summary.would_leave"), 13)
    example = "   " + words("summary.example") if page.roomy else ""
    page.row("", Piece(pad(words("summary.expensive"), name + code), "bold"), Piece(columns + example, "dim"))
    for count in shown:
        _rule(page, report, count, severities[count.rule], examples[count.rule], (name, code, many))
    rest, clean = len(counts) - len(shown), report.summary.rules_run - len(counts)
    more = [words(f"summary.{key}", n) for key, n in (("rules_more", rest), ("rules_clean", clean)) if n > 0]
    if more:
        page.text("", words.clauses(more), body="dim")


def _rule(
    page: Page, report: Report, count: RuleCount, severity: str, example: Finding, columns: tuple[int, int, int]
) -> None:
    words = page.words
    name, code, many = columns
    rule = report.rules.get(count.rule)
    pieces = [
        Piece(pad(count.rule, name)),
        Piece(pad(rule.code if rule else example.code, code) if code else "", "dim"),
        Piece(flush(words.number(count.documents), 6) + (flush(words.number(count.findings), many) if many else "")),
        Piece(flush(words.amount(count.characters), 13)),
    ]
    if page.roomy:
        room = page.body - name - code - 6 - many - 13 - 3
        text = visible(example.text.split("\n")[0])
        pieces.append(Piece("   " + head(text, room, page.glyph.cut), "dim"))
    page.row(words(f"gutter.{severity}"), *pieces, ink=severity)
