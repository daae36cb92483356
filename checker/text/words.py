"""How likely a sentence is as a row of words: a dictionary's words, and which parts of speech follow each other.

The model reads more at once than pairs of characters, and costs more: it decides between few candidates.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.hanzi import simplified
from checker.patterns import expand
from checker.resources import resource, toml_file
from checker.text.fluency import STEPS, Model, is_han, model

LONGEST = 4  # characters of a word in the table: scripts/build_bigrams.py
NONE = -1  # the part of speech of what is no word
START = -2  # where a sentence begins


@cache
def words() -> Words:
    """The shipped model; read when it is first asked for."""
    data = (resource("rules") / "tables" / "words.bin").read_bytes()
    return Words(zlib.decompress(data[data.index(b"\n\n") + 2 :]), toml_file("rules", "fluency.toml"), model())


class Words:
    """Log-probabilities (natural) of text, by its likeliest division into words."""

    def __init__(self, body: bytes, settings: Mapping[str, Any], chars: Model) -> None:
        knobs = settings["words"]
        self._chars = chars
        tags, at = int.from_bytes(body[:4], "little"), 4
        table = np.frombuffer(body, "u1", tags * (tags + 1), at).reshape(tags + 1, tags)
        found, counts, parts = _entries(body, at + table.size)
        sum_ = float(counts.sum())
        share = np.bincount(parts, counts, tags) / sum_
        follows = np.where(table < 255, np.exp2(table / -STEPS), 0.0)
        # the dictionary and the table do not tag alike: a tag is measured by what the table expects of it
        lift = follows / np.maximum(share @ follows[:-1], share / 10)
        lifts = np.log(knobs["order"] * lift + 1 - knobs["order"]).tolist()
        self._tags = tags
        self._lifts: dict[int, list[float]] = dict(enumerate(2 * lifts[:-1])) | {START: lifts[-1]}
        self._words = dict(zip(found, zip(np.log(counts / sum_).tolist(), parts.tolist(), strict=True), strict=True))
        self._unknown = math.log(knobs["unknown"] / sum_)
        self._begins = re.compile(f"[{expand(knobs['begins'])}]")
        self._joints = [
            (
                re.compile(f"[{expand(j['first'])}]"),
                re.compile(f"[{expand(j['second'])}]"),
                j["alone"],
                float(j["cost"]),
            )
            for j in settings["joint"]
        ]
        self._endings = [
            (frozenset(e["marks"]), re.compile(expand(e["cue"])), float(e["present"]), float(e["absent"]))
            for e in settings["ending"]
        ]
        self._simple = str.maketrans(simplified())

    def score(self, text: str) -> float:
        """The log-probability of the text, which begins a sentence."""
        plain = text.translate(self._simple)
        best: list[dict[int, float]] = [{} for _ in range(len(plain) + 1)]
        best[0] = {START: 0.0}
        for i, char in enumerate(plain):
            states = best[i]
            if not states:
                continue
            if not is_han(char):
                left = plain[i - 1] if i else "\n"
                cost = self._chars.mark(left, char)
                top = max(gain + self._joint(left, char, tag >= self._tags) for tag, gain in states.items())
                best[i + 1][START if self._begins.match(char) else NONE] = top + cost
                continue
            self._step(plain, i, states, best)
        return max(best[-1].values())

    def ending(self, line: str) -> float:
        """What is added for the mark that a line ends with, by what stands before it."""
        plain = line.translate(self._simple)
        told = [(cue.search(plain[:-1]), yes, no) for marks, cue, yes, no in self._endings if plain[-1:] in marks]
        return sum(yes if found else no for found, yes, no in told)

    def _step(self, text: str, i: int, states: Mapping[int, float], best: list[dict[int, float]]) -> None:
        """Every word that begins at `i`, a Han character."""
        for j in range(i + 1, min(len(text), i + LONGEST) + 1):
            entry = self._words.get(text[i:j])
            if entry is None:
                if j == i + 1:
                    _better(best[j], NONE, max(states.values()) + self._unknown)
                continue
            cost, tag = entry
            lifts = self._lifts
            top = max(g + lifts[t][tag] if t != NONE else g for t, g in states.items())
            _better(best[j], tag + self._tags if j == i + 1 else tag, top + cost)

    def _joint(self, left: str, mark: str, alone: bool) -> float:
        """What is added where the mark stands behind `left`, which is `alone` if it is a word of one character."""
        return sum(
            cost
            for first, second, single, cost in self._joints
            if (alone or not single) and first.match(left) and second.match(mark)
        )


def _better(states: dict[int, float], tag: int, gain: float) -> None:
    if gain > states.get(tag, -math.inf):
        states[tag] = gain


def _entries(body: bytes, at: int) -> tuple[list[str], NDArray[np.float64], NDArray[np.uint8]]:
    """The words from `at` on, how often each occurs, and its part of speech."""
    found: list[str] = []
    counts, tags = [], []
    for length in range(1, LONGEST + 1):
        size = int.from_bytes(body[at : at + 4], "little")
        points = np.frombuffer(body, "<u2", size * length, at + 4).reshape(length, size).copy()
        points[0] = np.cumsum(points[0], dtype=np.uint16)
        text = points.T.astype("<u2").tobytes().decode("utf-16-le")
        found += (text[k : k + length] for k in range(0, len(text), length))
        at += 4 + size * length * 2
        levels, parts = np.frombuffer(body, "u1", 2 * size, at).reshape(2, size)
        counts.append(np.exp2(levels / STEPS) - 1)
        tags.append(parts)
        at += 2 * size
    return found, np.maximum(np.concatenate(counts), 0.1), np.concatenate(tags)
