"""What flows in: one text with its UTF-8 bytes and its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that could not be decoded: each one is one U+FFFD at the code-point offset `offset` and after.

    `start` and `end` are byte offsets in the (uncompressed) file; `kind` is "surrogate" where they are those of an
    escape that names half a character.
    """

    offset: int
    start: int
    end: int
    kind: str = "byte"

    @property
    def past(self) -> int:
        """The offset in the text after its last U+FFFD."""
        return self.offset + (self.end - self.start if self.kind == "byte" else 1)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes were read.  `confidence` is below 1 only where the encoding was guessed.

    `known` says that an earlier record of the same file was read in it too.
    """

    name: str = "utf-8"
    confidence: float = 1.0
    bom: bool = False
    damage: tuple[Damage, ...] = ()
    known: bool = False


def redacted(text: str) -> str:
    """`text` with its letters and digits masked but for a few at both ends; of the same length."""
    kept = min(3, len(text) // 4)
    middle = range(kept, len(text) - kept)
    return "".join("*" if i in middle and char.isalnum() else char for i, char in enumerate(text))


class SecretTexts:
    """The texts of a document's secrets, masked wherever they stand; the cost does not grow with their number."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = set(texts)
        self._lengths = sorted({len(text) for text in self._texts} - {0}, reverse=True)
        self._all = "\0".join(sorted(self._texts))

    def masked(self, value: str) -> str:
        """`value` with every secret in it masked, the whole of it where it is a part of one."""
        if len(value) > 3 and value in self._all:
            return redacted(value)
        for length in self._lengths:
            for start in range(len(value) - length + 1):
                end = start + length
                if value[start:end] in self._texts:
                    value = value[:start] + redacted(value[start:end]) + value[end:]
        return value


class Lines:
    """The lines of a document; a line ends at LF alone, and its own text has neither LF nor a CR before it."""

    def __init__(self, text: str, starts: NDArray[np.int64] | None = None) -> None:
        """`starts` are the offsets of the lines, where they are known."""
        self._text = text
        if starts is None:
            points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
            starts = np.concatenate(([0], np.flatnonzero(points == ord("\n")) + 1))
        self.starts = starts

    @cached_property
    def _bounds(self) -> list[int]:
        return [*self.starts.tolist(), len(self._text) + 1]

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[str]:
        lines = self._text.split("\n")
        return iter(lines) if "\r" not in self._text else (line.removesuffix("\r") for line in lines)

    def span(self, index: int) -> tuple[int, int]:
        """Code-point offsets of line `index` (0-based), without its LF and the CR before it."""
        start, end = self._bounds[index], self._bounds[index + 1] - 1
        if end > start and self._text[end - 1] == "\r":
            end -= 1
        return start, end

    def text(self, index: int) -> str:
        """Line `index` (0-based) without its LF and the CR before it."""
        start, end = self.span(index)
        return self._text[start:end]

    def at(self, offset: int) -> int:
        """The 0-based line in which the code-point offset lies; a LF belongs to the line it ends."""
        return bisect_right(self._bounds, offset, hi=len(self)) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """That line, and the column (0-based) of the offset in it."""
        line = self.at(offset)
        return line, offset - self._bounds[line]


@dataclass(frozen=True)
class Document:
    """One text: a file, or one record of a file.

    `data` is valid UTF-8 without a byte order mark; `source` is the path as given, with "/"; `line` is the 1-based
    line (row) of the record in its file, None for a plain file.  `text` and `lines` are made once, when asked for.
    `secrets` are the stretches of the text (code-point offsets, ascending) that no report may show.
    """

    id: str
    data: bytes = field(repr=False)
    source: str = "-"
    line: int | None = None
    encoding: Encoding = Encoding()
    meta: Mapping[str, object] = field(default_factory=dict)
    secrets: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_text(cls, text: str, id: str = "-", **rest: object) -> Document:  # noqa: A002 - the field's name
        """A document made of a string; a lone surrogate becomes U+FFFD."""
        data = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
        return cls(id=id, data=data.encode("utf-8"), **{"source": id, **rest})  # type: ignore[arg-type]

    @property
    def size(self) -> int:
        """How many bytes the text has."""
        return len(self.data)

    @cached_property
    def text(self) -> str:
        """The decoded text."""
        return self.data.decode("utf-8")

    def read(self) -> str:
        """The decoded text, decoded anew where it is not kept already."""
        known: str | None = vars(self).get("text")
        return self.data.decode("utf-8") if known is None else known

    @cached_property
    def shown(self) -> str:
        """The text as reports may show it: of the same length, with every secret masked."""
        return self._masked()

    def _masked(self) -> str:
        if not self.secrets:
            return self.text
        out, done = [], 0
        for start, end in self.secrets:
            start = max(start, done)
            out += [self.text[done:start], redacted(self.text[start:end])]
            done = max(done, end)
        return "".join([*out, self.text[done:]])

    @cached_property
    def secret_texts(self) -> SecretTexts:
        """What the secrets say."""
        return SecretTexts(self.text[start:end] for start, end in self.secrets)

    @cached_property
    def lines(self) -> Lines:
        """The line table."""
        return Lines(self.text)

    @property
    def origin(self) -> str:
        """Where its neighbours come from: what a record names, else its file; the folder of a plain file or a page."""
        if "source" in self.meta:
            return f"={self.meta['source']}"  # no path begins so
        return str(PurePosixPath(self.source).parent) if self.is_file else self.source

    @property
    def is_file(self) -> bool:
        """Whether it is all that its file holds: a plain text, or the text of a page."""
        return self.line is None or "extracted" in self.meta

    @property
    def place(self) -> str:
        """How a person names this document: the path, or path and record."""
        return self.source if self.line is None else f"{self.source}:{self.line}"
