"""Where the data is: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def resource(name: str) -> Path:
    """The folder `name` ("rules" or "reports") of the wheel if it is there, else the checkout's."""
    packaged = Path(str(files("checker") / name))
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / name


def toml_file(name: str, *path: str) -> dict[str, Any]:
    """The TOML file `path` in the folder `name`: `toml_file("rules", "layout.toml")`."""
    return tomllib.loads(resource(name).joinpath(*path).read_text(encoding="utf-8"))
