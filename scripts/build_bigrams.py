"""Make the models of written Chinese in rules/tables: bigrams.bin and words.bin, and the table readings.txt.

    pip install jieba==0.42.1 pypinyin==0.55.0          # in a scratch environment, with the checker on the path
    python scripts/build_bigrams.py rules/tables

bigrams.bin comes from jieba's dictionary (words with frequencies).  A text is taken as a row of independent words, so a
character follows another one either inside a word or across a boundary; only the first kind is stored, the second
follows from how often a character ends and begins words.  Layout: header lines that start with "#", one empty line,
then a zlib stream of little-endian arrays, each preceded by its length (uint32):

    chars uint32   code points, ascending          begins uint8   how often the character begins a word
    total uint8    how often it occurs             ends   uint8   how often it ends a word
    width uint16   pairs in this character's row   column uint16  second characters, as differences within a row
    pair  uint8    how often the pair stands inside a word

A count n is stored as round(8 * log2(n + 1)).

words.bin has the words of the same dictionary, simplified, with their parts of speech, and how these follow each other
(jieba's table for tagging).  After such a header a zlib stream: the number of tags (uint32); a square table of uint8,
in row i and column j how likely tag j follows tag i, and a row for the first word of a sentence; then for words of one
to four characters their number (uint32), each position's code points (uint16; the first as differences), how often the
word occurs (uint8) and its tag (uint8).  A probability p is stored as min(255, round(-8 * log2(p))).

readings.txt: one reading per line and the characters that have it.
The script prints the class `unusual` of rules/classes.toml: the rare characters that GBK bytes, paired one too late,
most often give.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from checker.hanzi import simplified

STEPS = 8  # per doubling of a count
RARE = 300  # a character seen less often in it is rare
UNUSUAL = 1500
FEWEST = 3  # a pair seen less often in the dictionary's corpus is left out
FEWEST_WORD = 4  # so is a word: most that jieba added from lists have 3
LONGEST_WORD = 4


def folder(package: str) -> Path:
    """Where the package's files are."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed")
    return Path(spec.origin).parent


def is_han(char: str) -> bool:
    """Whether the character is a Han character of the basic plane."""
    return "\u3400" <= char <= "\u9fff"


def counts(path: Path) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """Characters, word beginnings, word ends and pairs inside words, in simplified characters."""
    simple = simplified()
    total, begins, ends, pairs = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in path.read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = row.split(" ")
        if not all(map(is_han, word)):
            continue
        word = "".join(simple.get(c, c) for c in word)
        n = int(frequency)
        begins[word[0]] += n
        ends[word[-1]] += n
        for char in word:
            total[char] += n
        for a, b in pairwise(word):
            pairs[a + b] += n
    return total, begins, ends, pairs


def level(n: int) -> int:
    """A count as one byte."""
    return min(255, round(STEPS * math.log2(n + 1)))


def packed(path: Path) -> bytes:
    """The payload of bigrams.bin."""
    total, begins, ends, pairs = counts(path)
    chars = sorted(total)
    index = {char: i for i, char in enumerate(chars)}
    rows: list[list[tuple[int, int]]] = [[] for _ in chars]
    for pair, n in pairs.items():
        if n >= FEWEST:
            rows[index[pair[0]]].append((index[pair[1]], level(n)))
    for row in rows:
        row.sort()
    columns = [b - (row[i - 1][0] if i else 0) for row in rows for i, (b, _) in enumerate(row)]
    arrays = (
        np.array([ord(c) for c in chars], "<u4"),
        np.array([level(total[c]) for c in chars], "u1"),
        np.array([level(begins[c]) for c in chars], "u1"),
        np.array([level(ends[c]) for c in chars], "u1"),
        np.array([len(row) for row in rows], "<u2"),
        np.array(columns, "<u2"),
        np.array([n for row in rows for _, n in row], "u1"),
    )
    body = b"".join(np.array([len(a)], "<u4").tobytes() + a.tobytes() for a in arrays)
    return zlib.compress(body, 9)


def tagged(path: Path) -> dict[str, tuple[int, str]]:
    """Simplified word -> how often it occurs, and its part of speech; what is written in two ways is one word."""
    simple = simplified()
    out: dict[str, tuple[int, str]] = {}
    for row in path.read_text(encoding="utf-8").splitlines():
        written, frequency, tag = row.split(" ")
        if not (all(map(is_han, written)) and len(written) <= LONGEST_WORD):
            continue
        word = "".join(simple.get(c, c) for c in written)
        if not all(map(is_han, word)):  # the simplified form of a rare character may lie beyond the basic plane
            continue
        n, before = out.get(word, (0, tag))
        out[word] = (n + int(frequency), tag if written == word else before)
    return {word: (n, tag) for word, (n, tag) in out.items() if len(word) == 1 or n >= FEWEST_WORD}


def following(tags: list[str]) -> NDArray[np.float64]:
    """How likely each tag follows each, in rows; one more row for the first tag of a sentence."""
    from jieba.posseg import prob_start, prob_trans

    out = np.zeros((len(tags) + 1, len(tags)))
    column = {tag: i for i, tag in enumerate(tags)}
    rows = [(column[tag], row) for (place, tag), row in prob_trans.P.items() if place in "ES" and tag in column]
    for i, row in [*rows, (len(tags), prob_start.P)]:
        for (place, tag), cost in row.items():
            if place in "BS" and tag in column:
                out[i, column[tag]] += math.exp(cost)
    sums = out.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = out / np.maximum(sums, 1e-9)
    return shares


def packed_words(path: Path) -> bytes:
    """The payload of words.bin."""
    every = tagged(path)
    tags = sorted({tag for _, tag in every.values()})
    with np.errstate(divide="ignore"):
        table = np.minimum(255, np.round(-STEPS * np.log2(following(tags)))).astype("u1")
    body = [np.array([len(tags)], "<u4").tobytes(), table.tobytes()]
    for length in range(1, LONGEST_WORD + 1):
        words = sorted(word for word in every if len(word) == length)
        body.append(np.array([len(words)], "<u4").tobytes())
        for position in range(length):
            points = np.array([ord(word[position]) for word in words], "<u2")
            body.append((points if position else np.diff(points, prepend=points.dtype.type(0))).tobytes())
        body.append(np.array([level(every[word][0]) for word in words], "u1").tobytes())
        body.append(np.array([tags.index(every[word][1]) for word in words], "u1").tobytes())
    return zlib.compress(b"".join(body), 9)


def write(target: Path, what: str, body: bytes) -> None:
    """Write a table of zlib data with its notice."""
    header = (
        f"# {what} of written Chinese, in simplified characters.\n"
        f"# NOTICE: made by scripts/build_bigrams.py from dict.txt of jieba {version('jieba')}\n"
        "# (https://github.com/fxsjy/jieba), Copyright (c) 2013 Sun Junyi, MIT License.\n"
        f"# {len(body)} bytes of zlib data follow the empty line; the script describes them.\n\n"
    )
    target.write_bytes(header.encode() + body)


def readings(target: Path) -> None:
    """Write readings.txt: what each character of GBK is read, with tone marks."""
    from pypinyin.pinyin_dict import pinyin_dict

    by_reading: defaultdict[str, list[str]] = defaultdict(list)
    for point, listed in sorted(pinyin_dict.items()):
        char = chr(point)
        if is_han(char) and char.encode("gbk", "ignore"):
            for reading in dict.fromkeys(listed.split(",")):
                by_reading[reading].append(char)
    lines = [
        "# Readings of Han characters (those of GBK): a syllable with its tone mark, then the characters read so.",
        f"# NOTICE: made by scripts/build_bigrams.py from the table of pypinyin {version('pypinyin')}",
        "# (https://github.com/mozillazg/python-pinyin), Copyright (c) 2016 mozillazg and contributors, MIT License.",
        *(f"{reading} {''.join(chars)}" for reading, chars in sorted(by_reading.items())),
    ]
    (target / "readings.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def two_bytes(char: str) -> bytes:
    """The character in GBK, nothing if it is not there or takes one byte."""
    code = char.encode("gbk", "ignore")
    return code if len(code) == 2 else b""


def mispaired(path: Path, forms: Mapping[str, str]) -> Counter[str]:
    """How often each character results when bytes of neighbours are paired; `forms` respells the characters."""
    total, begins, ends, pairs = counts(path)
    code = {char: two_bytes(forms.get(char, char)) for char in total}
    joined = Counter[tuple[int, int]]()
    trails, leads = Counter[int](), Counter[int]()
    for pair, n in pairs.items():
        if code[pair[0]] and code[pair[1]]:
            joined[code[pair[0]][1], code[pair[1]][0]] += n
    for char in total:
        if code[char]:
            trails[code[char][1]] += ends[char]
            leads[code[char][0]] += begins[char]
    words = sum(leads.values())
    out = Counter[str]()
    for trail, n in trails.items():
        for lead, m in leads.items():
            char = bytes((trail, lead)).decode("gbk", "ignore") if trail >= 0x80 else ""
            if len(char) == 1 and is_han(char) and total[simplified().get(char, char)] < RARE:
                out[char] += round((joined[trail, lead] + n * m / words) / words * 1e9)
    return out


def unusual() -> str:
    """The rare characters most often made by mispairing simplified and traditional text, in code order."""
    path = folder("jieba") / "dict.txt"
    simple = simplified()
    respelled = {simple[t]: t for t in sorted(simple) if two_bytes(t)}
    most = (mispaired(path, {}) + mispaired(path, respelled)).most_common()
    chosen = [char for char, _ in most[:UNUSUAL]]
    return "".join(sorted(chosen))


def main() -> None:
    """Write the tables into the folder named on the command line, and print the class."""
    target = Path(sys.argv[1])
    path = folder("jieba") / "dict.txt"
    write(target / "bigrams.bin", "Character bigrams", packed(path))
    write(target / "words.bin", "Words", packed_words(path))
    readings(target)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(f"unusual = '{unusual()}'")


if __name__ == "__main__":
    main()
