"""Faces of a result: a writer is a function of a Report and a Style that yields text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from checker.faces import FOLDERS, MACHINES, PEOPLE
from checker.report import Report

__all__ = ["FOLDERS", "MACHINES", "PEOPLE", "FolderWriter", "Style", "Writer", "folder_writer", "formats"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a result is to be drawn; machine formats need none of it.

    `width` is the terminal's, in cells; `theme` is "dark", "light" or "basic" (the user's own 16 colours); `colour`
    False means no escape codes at all; `lang` is "en" or "zh"; `max_frames` is how many frames a rule may take, `full`
    lifts that; `summary_only` and `quiet` leave out the frames or everything but the findings; `part` names what the
    reader asked to see of the result, "" for all of it; `hyperlinks` makes places links, with `address` as the pattern
    of one ({uri} and {path} of the file, {line}, {column}); `command` is what was called and `drill` what is added to
    it to see all of one {rule}, for the line that says what to do next; `clock` False leaves out what differs from run
    to run; `job_summary` says that all findings stand in the summary of a CI job.
    """

    width: int = 80
    colour: bool = False
    theme: str = "dark"
    ascii: bool = False
    lang: str = "en"
    max_frames: int = 1
    full: bool = False
    summary_only: bool = False
    quiet: bool = False
    part: str = ""
    hyperlinks: bool = False
    address: str = "{uri}"
    command: str = "checker check"
    drill: str = "--select {rule} --full"
    clock: bool = True
    job_summary: bool = False


Writer = Callable[[Report, Style], Iterator[str]]


def _late(module: str) -> Writer:
    """The writer `module.write`, imported when it is first called."""

    def write(report: Report, style: Style) -> Iterator[str]:
        writer: Writer = import_module(f"{__name__}.{module}").write
        return writer(report, style)

    return write


_FORMATS: Mapping[str, Writer] = MappingProxyType({name: _late(name) for name in (*PEOPLE, *MACHINES)})


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """`write` makes the files that `files` names in a folder; it raises CheckerError where it cannot."""

    write: Callable[[Report, Path], None]
    files: Callable[[Path], Sequence[Path]]


def folder_writer(name: str) -> FolderWriter:
    """The writer of one of FOLDERS."""
    module = import_module(f"{__name__}.{name}")
    return FolderWriter(module.write, module.files)


def formats() -> Mapping[str, Writer]:
    """Every output format that is one text, by name."""
    return _FORMATS
