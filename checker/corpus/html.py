"""The text of an HTML page, through resiliparse, which is an extra: what a reader sees, without tags."""

from __future__ import annotations

import re
from dataclasses import replace

from checker.corpus.decode import REPLACEMENT, Decoded, NotTextError, decode, merged
from checker.corpus.options import ReadOptions
from checker.document import Damage, Document
from checker.report import Failure

# Private characters of plane 15: unlike lone surrogates, they come through a parser.
_FIRST, _MARKS = 0xF0000, 0xFFFE
_MARK = re.compile("[\U000f0000-\U000ffffd]")
_INSTALL = (
    "is an HTML page; to check its text, install resiliparse: pip install '.[html]' in a clone of the project; "
    "--html source checks the page as it stands"
)


def page(path: str, data: bytes, options: ReadOptions) -> Document | Failure:
    """The page as one record of its file: lines and columns are those of its text, not of its source."""
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        return Failure(path, _INSTALL)
    try:
        decoded = decode(data, options.reading)
    except NotTextError:
        return Failure(path, "no encoding gives text")
    source, bad = _numbered(decoded)
    text = extract_plain_text(source, list_bullets=False, alt_texts=False, skip_elements=options.reading.html["skip"])
    damage: list[Damage] = []
    if bad:
        kept = [(match.start(), bad[ord(match[0]) - _FIRST]) for match in _MARK.finditer(text)]
        damage = [Damage(place, byte, byte + 1) for place, byte in kept]
        text = _MARK.sub(REPLACEMENT, text)
    encoding = replace(decoded.encoding, damage=tuple(merged(damage)))
    return Document(id=path, data=text.encode(), source=path, line=1, encoding=encoding, meta={"extracted": "html"})


def _numbered(decoded: Decoded) -> tuple[str, list[int]]:
    """The page with a numbered private character for each undecodable byte, and the offsets of those bytes.

    Where the page itself has such characters, or too many bytes are bad, none is numbered.
    """
    source, damage = decoded.data.decode(), decoded.encoding.damage
    bad = [(d.offset + n, d.start + n) for d in damage for n in range(d.past - d.offset)]
    if not bad or len(bad) > _MARKS or _MARK.search(source):
        return source, []
    out, done = [], 0
    for number, (place, _) in enumerate(bad):
        out += [source[done:place], chr(_FIRST + number)]
        done = place + 1
    return "".join([*out, source[done:]]), [byte for _, byte in bad]
