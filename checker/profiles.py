"""Shipped profiles: what to check, how bad it is and how much of it is too much, for a kind of corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from checker.errors import ConfigError
from checker.resources import resource, toml_file
from checker.rulefile import did_you_mean

FOLDER = "profiles"


@dataclass(frozen=True, slots=True)
class Profile:
    """A configuration with a name; `about` says for whom it is, in English and in Chinese ("en", "zh").

    `settings` is what a checker.toml would hold; it names no paths.
    """

    name: str
    about: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """What a setting that comes from here says of its origin."""
        return f"profile {self.name}"


@cache
def profiles() -> Mapping[str, Profile]:
    """The shipped profiles by name."""
    names = sorted(path.stem for path in (resource("rules") / FOLDER).glob("*.toml"))
    return {name: _read(name) for name in names}


def profile(name: str, origin: str) -> Profile:
    """The profile of this name, which `origin` asks for.  Raises ConfigError where there is none."""
    known = profiles()
    if name not in known:
        raise ConfigError(f"{origin}: no profile is called {name!r}", did_you_mean(name, set(known)))
    return known[name]


def _read(name: str) -> Profile:
    table = toml_file("rules", FOLDER, f"{name}.toml")
    return Profile(name, table.pop("about"), table)
