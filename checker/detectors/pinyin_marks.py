"""Pinyin that a page has put after a fixed set of characters wherever they stand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from checker.allowed import Share
from checker.detectors import View, detector
from checker.finding import Hit
from checker.hanzi import pinyin_marks, syllables

# a mark whose character was lost: it stands behind anything
_STRANDED = re.compile("[(\uff08]([a-z\u00e0-\u017f\u01cd-\u01dc\u01f8-\u01f9]{1,6})[)\uff09]")
# what is left of a mark whose opening bracket was lost together with half of the character before it
_BROKEN = re.compile("\\?([a-z\u00e0-\u017f\u01cd-\u01dc\u01f8-\u01f9]{1,6})[)\uff09]")
_TONES = {"\u0300", "\u0301", "\u0304", "\u030c"}


@detector("pinyin-marks")
def marks(
    view: View, *, bases: int, toneless_bases: int, coverage: Share, one_reading: Share, per_1000: float
) -> Iterator[Hit]:
    """Every mark of a page that annotates characters mechanically, as one hit with all spans.

    Such a page marks at least `bases` different characters (`toneless_bases` where the marks carry no tones), of their
    occurrences at least the share `coverage`, at least the share `one_reading` of them always with the same reading,
    and has `per_1000` marks or more for every 1,000 characters.  Marks whose character or bracket was lost count then.
    """
    text = view.text
    toned = pinyin_marks(text)
    bare = pinyin_marks(text, toneless=True)
    if _mechanical(text, toned, bases, coverage, one_reading, per_1000):
        found = toned
    elif len(bare) > len(toned) and _mechanical(text, bare, toneless_bases, coverage, one_reading, per_1000):
        found = bare
    else:
        return
    broken = [
        m.span()
        for form in (_STRANDED, _BROKEN)
        for m in form.finditer(text)
        if not m[1].isascii() and _syllable(m[1]) in syllables()
    ]
    spans = tuple(sorted({*found, *broken}))
    yield Hit(*spans[0], spans, values={"bases": len({text[start - 1] for start, _ in found}), "marks": len(spans)})


def _mechanical(
    text: str, spans: list[tuple[int, int]], bases: int, coverage: float, one_reading: float, per_1000: float
) -> bool:
    readings: dict[str, Counter[str]] = defaultdict(Counter)
    for start, end in spans:
        reading = text[start + 1 : end - 1]
        if _syllable(reading) in syllables():
            readings[text[start - 1]][reading] += 1
    if len(readings) < bases or len(spans) * 1000 < per_1000 * len(text):
        return False
    occurrences = Counter(text)
    marked = sum(sum(seen.values()) for seen in readings.values())
    same = sum(len(seen) == 1 for seen in readings.values())
    return marked >= coverage * sum(occurrences[base] for base in readings) and same >= one_reading * len(readings)


def _syllable(reading: str) -> str:
    """The reading without its tone; \u00fc is written v."""
    letters = (c for c in unicodedata.normalize("NFD", reading) if c not in _TONES)
    return unicodedata.normalize("NFC", "".join(letters)).replace("\u00fc", "v")
