"""The report's own words, from reports/words/<language>.toml, and numbers as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from checker.resources import toml_file

LANGUAGES = ("en", "zh")
_BETWEEN = re.compile("(?<=[万亿]) (?=[\u4e00-\u9fff])")  # 4.94 万字符


@lru_cache(maxsize=4)
def _load(lang: str) -> Mapping[str, Mapping[str, str | list[str]]]:
    return toml_file("reports", "words", f"{lang}.toml")


class Words:
    """Sentences by key ("gutter.drop").  A sentence with two forms is one for a single thing and one for several."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._tables = _load(self.lang)

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """The sentence; `n` is the number that chooses the form and fills {n}."""
        table, _, name = key.partition(".")
        text = self._tables[table][name]
        if isinstance(text, list):
            text = text[0 if n == 1 else 1]
        filled = {"n": "" if n is None else self.number(n), **values}
        said = text.format_map(filled)
        return _BETWEEN.sub("", said) if self.lang == "zh" else said

    def known(self, key: str) -> bool:
        """Whether there is such a sentence."""
        table, _, name = key.partition(".")
        return name in self._tables.get(table, {})

    def number(self, value: int) -> str:
        """Every digit: 1,482."""
        return f"{value:,}"

    def characters(self, count: int) -> str:
        """How many characters, as an amount."""
        return self("counted.characters", count, amount=self.amount(count))

    def amount(self, value: int) -> str:
        """Three digits that matter: 402 k, 9.42 M; 40.2 万 in Chinese."""
        if value < 10_000:
            return self.number(value)
        scale = ((10**4, "万"), (10**8, "亿")) if self.lang == "zh" else ((10**3, "k"), (10**6, "M"), (10**9, "G"))
        unit, name = next(pair for pair in reversed(scale) if value >= pair[0])
        size = value / unit
        digits = 2 if size < 9.995 else 1 if size < 99.95 else 0
        if name == "k":  # thousands are fine enough without a fraction
            digits = 0
        return f"{size:,.{digits}f} {name}"

    def percent(self, part: int, whole: int) -> str:
        """A share; 100 % and 0 % are said only where they are exact."""
        share = 100 * part / whole if whole else 100.0
        if 0 < part < whole:
            share = min(99.9, max(0.1, share))
        return f"{share:.1f} %"

    def clauses(self, parts: list[str]) -> str:
        """Statements one after the other."""
        return ("，" if self.lang == "zh" else ", ").join(parts)

    def list(self, items: list[str]) -> str:
        """Items one after the other."""
        return ("、" if self.lang == "zh" else ", ").join(items)
