"""How likely a stretch of Chinese is: a character-bigram model, made from the words of a dictionary.

The model knows simplified characters; traditional ones are looked up by their simplified form.
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

STEPS = 8  # a count n is stored as round(STEPS * log2(n + 1)): scripts/build_bigrams.py


@cache
def model() -> Model:
    """The shipped model; read when it is first asked for."""
    data = (resource("rules") / "tables" / "bigrams.bin").read_bytes()
    return Model(zlib.decompress(data[data.index(b"\n\n") + 2 :]), toml_file("rules", "fluency.toml"))


def _arrays(body: bytes) -> list[NDArray[Any]]:
    out, at = [], 0
    for kind in ("<u4", "u1", "u1", "u1", "<u2", "<u2", "u1"):
        length = int.from_bytes(body[at : at + 4], "little")
        out.append(np.frombuffer(body, kind, length, at + 4))
        at += 4 + length * np.dtype(kind).itemsize
    return out


def _counts(levels: NDArray[Any]) -> NDArray[np.float64]:
    return np.exp2(levels / STEPS) - 1


class Model:
    """Log-probabilities (natural) of characters after characters."""

    def __init__(self, body: bytes, settings: Mapping[str, Any]) -> None:
        chars, total, begins, ends, width, self._columns, self._pairs = _arrays(body)
        self._index = {chr(c): i for i, c in enumerate(chars.tolist())}
        self._total, self._begins, self._ends = (_counts(a).tolist() for a in (total, begins, ends))
        self._edges = np.concatenate(([0], np.cumsum(width, dtype=np.int64))).tolist()
        self._sum, self._words = sum(self._total), sum(self._begins)
        self._blend, self._floor = settings["model"]["blend"], settings["model"]["floor"]
        self._rare = settings["model"]["rare"]
        self._classes = [(_class(c["chars"]), float(c["cost"])) for c in settings["class"]]
        self._meetings = [(_class(m["first"]), _class(m["second"]), float(m["cost"])) for m in settings["meeting"]]
        self._rows: dict[int, dict[int, float]] = {}
        self._seen: dict[tuple[str, str], float] = {}
        self._costs: dict[str, float] = {}
        self._simple = simplified()

    def count(self, char: str) -> float:
        """How often the dictionary's corpus has the character."""
        i = self._index.get(self._simple.get(char, char))
        return 0.0 if i is None else self._total[i]

    def rare(self, char: str) -> bool:
        """Whether a Han character hardly ever occurs."""
        return bool(self.count(char) < self._rare)

    def after(self, left: str, char: str) -> float:
        """The log-probability of `char` after the character `left`."""
        key = (left, char)
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) > 500_000:
                self._seen.clear()
            known = self._seen[key] = self._estimate(self._simple.get(left, left), self._simple.get(char, char))
        return known

    def within(self, left: str, char: str) -> float:
        """How much likelier `char` goes on with the word that `left` stands in than it begins another one."""
        a, b = (self._index.get(self._simple.get(c, c)) for c in (left, char))
        if a is None or b is None:
            return 0.0
        return float(self._row(a).get(b, 0.0) / (self._ends[a] * self._begins[b] / self._words + 1))

    def score(self, text: str, left: str = "\n", right: str = "") -> float:
        """The log-probability of `text` between the character `left` and the text `right`."""
        total = 0.0
        for char in text + right:
            total += self.after(left, char)
            left = char
        return total

    def mark(self, left: str, char: str) -> float:
        """The log-probability of a character that is not Han, whatever word ends in front of it."""
        return self._cost(char) + self._meeting(left, char)

    def _estimate(self, left: str, char: str) -> float:
        if not is_han(char):
            return self.mark(left, char) + self._ending(left)
        b = self._index.get(char)
        plain = ((self._total[b] if b is not None else 0.0) + self._floor) / self._sum
        begins = self._begins[b] / self._words if b is not None else 0.0
        a = self._index.get(left)
        if a is None:
            joined = begins
        else:
            joined = (
                (self._row(a).get(b, 0.0) + self._ends[a] * begins) / (self._total[a] + 1) if b is not None else 0.0
            )
        return math.log((1 - self._blend) * joined + self._blend * plain)

    def _ending(self, left: str) -> float:
        """What it costs that the word ends after `left`."""
        a = self._index.get(left)
        if a is None:
            return 0.0
        return math.log((1 - self._blend) * self._ends[a] / (self._total[a] + 1) + self._blend)

    def _meeting(self, left: str, char: str) -> float:
        """What is added where two characters meet that are not both Han."""
        if is_han(left):
            return 0.0
        return sum(cost for first, second, cost in self._meetings if first.match(left) and second.match(char))

    def _cost(self, char: str) -> float:
        if char not in self._costs:
            self._costs[char] = next(cost for chars, cost in self._classes if chars.match(char))
        return self._costs[char]

    def _row(self, a: int) -> dict[int, float]:
        if a not in self._rows:
            start, end = self._edges[a], self._edges[a + 1]
            columns = np.cumsum(self._columns[start:end], dtype=np.int64).tolist()
            self._rows[a] = dict(zip(columns, _counts(self._pairs[start:end]).tolist(), strict=True))
        return self._rows[a]


def _class(chars: str) -> re.Pattern[str]:
    return re.compile(f"[{expand(chars)}]")


def is_han(char: str) -> bool:
    """Whether the character is a Han character that text is written with."""
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"
