"""The result as one page: it stands alone, asks for nothing from any network, and holds the data packed inside."""

from __future__ import annotations

from collections.abc import Iterator

from checker.report import Report
from checker.writers import Style
from checker.writers.html import clusters, details, frame, texts
from checker.writers.html.head import head
from checker.writers.html.index import Index


def write(report: Report, style: Style) -> Iterator[str]:
    """The styles, the data in blocks (figures, evidence, whole texts where they were asked for), the program.

    Corpus text stands in the blocks only, through `visible`, and reaches the screen as text nodes.
    """
    index = Index(report)
    yield frame.opening(style.lang)
    yield frame.block("head", head(report, style, index))
    for number, batch in enumerate(details.batches(report, index)):
        yield frame.block(f"evidence-{number}", batch)
    for number, copies in enumerate(clusters.batches(report, index)):
        yield frame.block(f"copies-{number}", copies)
    for number, lines in enumerate(texts.batches(report, index)):
        yield frame.block(f"text-{number}", lines)
    yield frame.closing()
