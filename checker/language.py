"""Which languages a text is written in, by the share of its letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from checker.patterns import char_class
from checker.resources import resource


@cache
def _settings() -> Mapping[str, Any]:
    with (resource("rules") / "languages.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _class(name: str) -> re.Pattern[str]:
    return re.compile(char_class(name))


def known_languages() -> frozenset[str]:
    """The languages a rule may name."""
    return frozenset(k for k, v in _settings().items() if isinstance(v, dict)) | {"other"}


def languages(text: str) -> frozenset[str]:
    """The languages of a text, "other" when it has letters of none; empty when it has too few letters to say."""
    settings = _settings()
    size = settings["sample"] // 2
    sample = text if len(text) <= 2 * size else text[:size] + text[len(text) // 2 :][:size]
    letters = sum(map(str.isalpha, sample))
    if letters < settings["letters"]:
        return frozenset()

    def share(name: str) -> float:
        return len(_class(name).findall(sample)) / letters

    found = {
        language
        for language, wanted in settings.items()
        if isinstance(wanted, dict)
        and share(wanted["class"]) >= wanted["share"]
        and not ("unless" in wanted and share(wanted["unless"]["class"]) >= wanted["unless"]["share"])
    }
    return frozenset(found or {"other"})
