"""The encoding of bytes that are not Unicode: chardet, checked by decoding, and helped where one bad byte blinds it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import chardet

from checker.corpus.decode import CONTROLS, decodes, lenient
from checker.corpus.options import Reading

_HIGH = re.compile(rb"[\x80-\xff]")
_BEFORE = 256  # ASCII bytes kept before the first high one


@dataclass(frozen=True, slots=True)
class Guess:
    """A Python codec and how sure the guess is, in [0, 1]."""

    name: str
    confidence: float


def guess_encoding(data: bytes, knowledge: Reading) -> Guess | None:
    """The most likely encoding, None when the bytes look like no text in any."""
    settings = knowledge.guess
    first = _HIGH.search(data)
    if first is None:
        return _seven_bit(data, knowledge)
    start = max(0, first.start() - _BEFORE)
    sample = data[start : start + settings["sample"]]
    clean = sample.translate(None, CONTROLS)
    if len(sample) - len(clean) <= knowledge.sniff["control-share"] * len(sample):
        sample = clean  # a few stray ones would make chardet say "binary"; of many it is right
    found = candidates(sample, knowledge)
    best = _first_thatdecodes(data, found, knowledge)
    if best is None or best.name not in settings["strict"]:
        damaged = _damaged_strict(sample, knowledge)
        if damaged is not None and (best is None or damaged.confidence > best.confidence):
            best = damaged
    return best


def candidates(sample: bytes, knowledge: Reading) -> list[Guess]:
    """What chardet makes of the sample, best first, each replaced by the encodings preferred to it."""
    found: dict[str, Guess] = {}
    for answer in chardet.detect_all(sample, ignore_threshold=True, compat_names=False, max_bytes=max(1, len(sample))):
        name = answer["encoding"]
        if name is None:
            continue
        name = codecs.lookup(name).name
        for preferred in knowledge.guess["prefer"].get(name, [name]):
            found.setdefault(preferred, Guess(preferred, float(answer["confidence"])))
    return list(found.values())


def _first_thatdecodes(data: bytes, found: list[Guess], knowledge: Reading) -> Guess | None:
    """The best candidate that decodes everything; a damaged first one beats candidates that are far behind it."""
    if not found:
        return None
    top = found[0]
    for guess in found:
        if guess.confidence >= top.confidence * knowledge.guess["close"] and decodes(data, guess.name):
            return guess
    _, bad = lenient(data, top.name)
    if len(bad) <= knowledge.guess["damage-share"] * _high_bytes(data):
        return top
    return next((guess for guess in found if decodes(data, guess.name)), top)


def _damaged_strict(sample: bytes, knowledge: Reading) -> Guess | None:
    """The encoding that the sample is in once its few undecodable bytes are taken out."""
    best: Guess | None = None
    limit = knowledge.guess["damage-share"] * _high_bytes(sample)
    for name in knowledge.guess["strict"]:
        _, bad = lenient(sample, name)
        if not 0 < len(bad) <= limit:
            continue
        clean = bytearray(sample)
        for offset in reversed(bad):
            del clean[offset]
        found = candidates(bytes(clean), knowledge)
        if found and found[0].name == name and (best is None or found[0].confidence > best.confidence):
            best = found[0]
    return best


def _seven_bit(data: bytes, knowledge: Reading) -> Guess | None:
    """An encoding that writes its characters in ASCII bytes between escapes."""
    found = candidates(data[: knowledge.guess["sample"]], knowledge)
    named = (guess for guess in found if guess.name in knowledge.guess["escapes"])
    return next((guess for guess in named if decodes(data, guess.name)), None)


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
