"""Which documents may have findings of the same fingerprints as others: told by a few symbols, before a rule is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.naming import GRAM, GRAM_LATIN
from checker.duplicates.normalise import Symbols, normalise
from checker.duplicates.seeds import NONE, gram_hashes
from checker.duplicates.stream import Stream
from checker.finding import CONTEXT, Finding, fingerprint, fold
from checker.hanzi import TONED

_TOGETHER = 8 << 20  # bytes of documents that are folded together
# What may be a bracketed Mandarin syllable, or the part of one that an edge leaves: what stands beyond the edge tells
# whether folding drops it.
_SYLLABLE = re.compile(f"(?:^|[(\uff08])[a-z{''.join(sorted(TONED))}]{{0,8}}(?:$|[)\uff09])")
_MASKED = re.compile(r"\*+")


class Alike:
    """Signs of findings: of each a run of symbols that every text of its fingerprint has.

    It is the run by which `duplicates.naming` names a section; of what is shorter than a run, all its symbols; of what
    has no symbol nothing, which every document has.
    """

    def __init__(self, findings: Iterable[Finding], documents: Iterable[Document]) -> None:
        """`documents` are those that the findings are of."""
        by_name = {(document.source, document.line): document for document in documents}
        hashes: set[int] = set()
        self._short: set[bytes] = set()
        ordered = sorted(findings, key=lambda finding: (finding.path, finding.record or 0))
        for name, group in groupby(ordered, key=lambda finding: (finding.path, finding.record)):
            document = by_name.get(name)
            if not document:
                continue  # it is not about a text
            text, shown = document.text, document.shown
            for finding in group:
                sign = _sign(_pieces(finding, text, shown))
                if isinstance(sign, int):
                    hashes.add(sign)
                else:
                    self._short.add(sign)
        self._hashes = np.array(sorted(hashes), np.uint64)
        self._low = np.zeros(1 << 16, np.bool_)  # most places are left out by a part of their hash
        self._low[self._hashes.astype(np.uint16)] = True

    def among(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Those documents that have one of the signs."""
        if b"" in self._short:
            yield from documents
            return
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


def _pieces(finding: Finding, text: str, shown: str) -> Iterator[Symbols]:
    """Symbols that stand together in every text of the fingerprint, one piece after another.

    They are those of texts that repeat, or of a mark with what stands round it; `shown` is the text without secrets.
    """
    places = [(span.start.offset, span.end.offset) for span in finding.spans]
    plain = fingerprint(finding.code, text, places) == finding.fingerprint
    if not plain and fingerprint(finding.code, shown, places) != finding.fingerprint:
        for start, end in places:
            yield normalise(text[start:end]).symbols
        return
    for start, end in places:
        # White space takes no part in fingerprints: it may stand anywhere else in another text.
        around = "".join(_around(text if plain else shown, start, end).split())
        for part in [around] if plain else _MASKED.split(around):  # what is masked may be another number
            for piece in _SYLLABLE.split(part):
                yield normalise(piece).symbols


def _around(text: str, start: int, end: int) -> str:
    """A place with no more of what stands round it than its fingerprint is made of."""
    before = _room(reversed(text[max(0, start - CONTEXT) : start]))
    return text[start - before : end + _room(text[end : end + CONTEXT])]


def _room(chars: Iterable[str]) -> int:
    """How many of some characters are no more than `CONTEXT` when they are folded, as one may become several."""
    count = folded = 0
    for char in chars:
        folded += len(fold(char))
        if folded > CONTEXT:
            break
        count += 1
    return count


def _sign(pieces: Iterable[Symbols]) -> int | bytes:
    """The least hash among the runs of the first piece that has any, or the symbols of the longest one."""
    longest = b""
    for symbols in pieces:
        least = int(_runs(symbols, np.arange(len(symbols), 0, -1)).min(initial=NONE))
        if least != NONE:
            return least
        longest = max(longest, symbols.tobytes(), key=len)
    return longest


def _runs(symbols: Symbols, rooms: NDArray[np.int64]) -> NDArray[np.uint64]:
    return gram_hashes(symbols, rooms, GRAM, GRAM_LATIN)
