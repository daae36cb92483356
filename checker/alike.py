"""Which documents may have findings of the same fingerprints as others: told by a few symbols, before a rule is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.naming import GRAM, GRAM_LATIN
from checker.duplicates.normalise import Symbols, normalise
from checker.duplicates.seeds import NONE, gram_hashes
from checker.duplicates.stream import Stream
from checker.finding import CONTEXT, Finding

_TOGETHER = 8 << 20  # bytes of documents that are folded together


class Alike:
    """Signs of findings: of each a run of symbols that every text of its fingerprint has.

    It is the run by which `duplicates.naming` names a section; of what is shorter than a run, all its symbols.
    """

    def __init__(self, findings: Iterable[Finding], documents: Iterable[Document]) -> None:
        """`documents` are those that the findings are of."""
        by_name = {(document.source, document.line): document for document in documents}
        hashes: set[int] = set()
        self._short: set[bytes] = set()
        for finding in findings:
            document = by_name.get((finding.path, finding.record))
            symbols = _symbols(finding, document) if document else np.empty(0, np.uint32)
            if not len(symbols):
                continue  # what has no symbol at all, as white space, has no sign
            least = int(_runs(symbols, np.arange(len(symbols), 0, -1)).min())
            if least == NONE:
                self._short.add(symbols.tobytes())
            else:
                hashes.add(least)
        self._hashes = np.array(sorted(hashes), np.uint64)
        self._low = np.zeros(1 << 16, np.bool_)  # most places are left out by a part of their hash
        self._low[self._hashes.astype(np.uint16)] = True

    def among(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Those documents that have one of the signs."""
        part: list[Document] = []
        size = 0
        for document in documents:
            part.append(document)
            size += document.size
            if size >= _TOGETHER:
                yield from self._of(part)
                part, size = [], 0
        yield from self._of(part)

    def _of(self, documents: Sequence[Document]) -> list[Document]:
        if not documents:
            return []
        stream = Stream(documents)
        ends = np.repeat(stream.starts[1:], np.diff(stream.starts))
        hashes = _runs(stream.symbols, ends - np.arange(len(stream.symbols)))
        likely = np.flatnonzero(self._low[hashes.astype(np.uint16)])
        places = likely[np.isin(hashes[likely], self._hashes)]
        chosen = set((np.searchsorted(stream.starts, places, side="right") - 1).tolist())
        for number in range(len(documents)) if self._short else ():
            own = stream.symbols[stream.starts[number] : stream.starts[number + 1]].tobytes()
            if any(sign in own for sign in self._short):
                chosen.add(number)
        return [documents[number] for number in sorted(chosen)]


def _symbols(finding: Finding, document: Document) -> Symbols:
    """The symbols of what the fingerprint is made of: texts that repeat, or a mark with what stands round it."""
    text = document.text
    places = [(span.start.offset, span.end.offset) for span in finding.spans]
    if any(place.fingerprint for place in finding.related):
        return np.concatenate([normalise(text[start:end]).symbols for start, end in places])
    start, end = places[0]
    if finding.family == "privacy":  # what is masked in fingerprints may be another number
        return normalise(text[max(0, start - CONTEXT) : start]).symbols
    return normalise(text[max(0, start - CONTEXT) : end + CONTEXT]).symbols


def _runs(symbols: Symbols, rooms: NDArray[np.int64]) -> NDArray[np.uint64]:
    return gram_hashes(symbols, rooms, GRAM, GRAM_LATIN)
