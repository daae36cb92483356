"""Where the data is: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def resource(name: str) -> Path:
    """The folder `name` ("rules" or "reports") of the wheel if it is there, else the checkout's."""
    packaged = Path(str(files("checker") / name))
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / name
