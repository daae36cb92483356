"""Where the data is: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def resource(name: str) -> Path:
    """The folder `name` ("rules" or "reports") of the wheel if it is there, else the checkout's."""
    package = Path(__file__).resolve().parent
    return package / name if (package / name).is_dir() else package.parent / name


def toml_file(name: str, *path: str) -> dict[str, Any]:
    """The TOML file `path` in the folder `name`: `toml_file("rules", "layout.toml")`."""
    return tomllib.loads(resource(name).joinpath(*path).read_text(encoding="utf-8"))
