"""Where results go and how they look there: formats, files, colour, width, language."""

from __future__ import annotations

import locale
import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.cli.destinations import Named, must_be_writable, must_differ
from checker.cli.narrow import narrowed, part
from checker.cli.options import Themes, When
from checker.config import Config
from checker.errors import CheckerError, UsageError
from checker.files import write_whole
from checker.report import Report
from checker.rulefile import did_you_mean
from checker.writers import FOLDERS, MACHINES, PEOPLE, Style, folder_writer, formats

DEFAULT_WIDTH = 100  # where the terminal's is not known
JOB_SUMMARY = "GITHUB_STEP_SUMMARY"  # the file that GitHub shows on the page of a job


@dataclass(frozen=True, slots=True)
class Look:
    """What the command line says of the looks."""

    color: When = When.auto
    theme: Themes = Themes.auto
    ascii: bool = False
    width: int | None = None
    full: bool = False
    summary: bool = False
    quiet: bool = False
    rules: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    verb: str = "check"


@dataclass(frozen=True, slots=True)
class Target:
    """A format and the file it goes to, None for standard output."""

    format: str
    path: Path | None = None


def targets(wanted: Sequence[str], look: Look, *, taken: str = "") -> list[Target]:
    """What `-o` asked for; without it the terminal report on a terminal and concise lines in a pipe.

    `taken` is an option that standard output goes to.  Raises UsageError for a format that there is not, and for a file
    that cannot be written.
    """
    out = []
    for word in _apart(wanted):
        name, colon, path = word.partition(":")
        known = {*formats(), *FOLDERS}
        if name not in known:
            raise UsageError(f"no output format is called {name!r}", did_you_mean(name, known))
        if name in FOLDERS and path in ("", "-"):
            raise UsageError(f"-o {word}: {name} is a folder of files", f"name it: -o {name}:report")
        if colon and not path:
            raise UsageError(f"-o {word}: the path is missing", f"write -o {name}:report.{name}")
        out.append(Target(name, Path(path) if path not in ("", "-") else None))
    must_be_writable(destinations(out))
    must_differ(destinations(out))
    printed = [taken] * bool(taken) + ["--summary"] * (bool(taken) and look.summary)
    printed += [f"-o {target.format}" for target in out if target.path is None]
    if len(printed) > 1:
        what = " and ".join(printed[:2])
        raise UsageError(f"{what} would both go to standard output", "send one into a file: -o json:report.json")
    if not printed:
        # A report into a file takes nothing away from the person who watches.
        out.append(Target("terminal" if sys.stdout.isatty() or look.summary else "concise"))
    return out


def _apart(wanted: Sequence[str]) -> Iterator[str]:
    """Each format of `concise,json:out.json`; what follows a colon is a path, which may have commas."""
    for word in wanted:
        names, colon, path = word.partition(":")
        *others, last = (name.strip() for name in names.split(","))
        yield from others
        yield f"{last}{colon}{path}"


def destinations(outputs: Iterable[Target]) -> list[Named]:
    """The files that formats go to."""
    out = []
    for target in outputs:
        words = f"-o {target.format}:{target.path}"
        if target.path and target.format in FOLDERS:
            out += [Named(words, file, in_folder=True) for file in folder_writer(target.format).files(target.path)]
        elif target.path:
            out.append(Named(words, target.path))
    return out


def emit(report: Report, outputs: Sequence[Target], look: Look, chosen: Config, named: Sequence[str]) -> None:
    """Write every output, files first, so that a closed pipe loses none; one that fails does not stop the others."""
    failed: list[CheckerError] = []
    for target in sorted(outputs, key=lambda t: t.path is None):
        style = style_for(look, chosen, named, to_file=target.path is not None)
        shown = narrowed(report, look.rules, look.documents) if target.format in PEOPLE else report
        try:
            _emit(shown, target, style)
            if target.format == "github" and style.job_summary:
                _append(Path(os.environ[JOB_SUMMARY]), formats()["markdown"](report, style))
        except CheckerError as error:
            failed.append(error)
    if failed:
        raise CheckerError("; ".join(error.message for error in failed), failed[0].hint)


def _emit(report: Report, target: Target, style: Style) -> None:
    if target.path and target.format in FOLDERS:
        folder_writer(target.format).write(report, target.path)
    elif target.path:
        write_file(target.path, formats()[target.format](report, style))
    else:
        write_stdout(formats()[target.format](report, style), utf8=target.format in MACHINES)


def style_for(look: Look, chosen: Config, named: Sequence[str] = (), to_file: bool = False) -> Style:
    """The style for standard output, or a plain one for a file."""
    tty = sys.stdout.isatty() and not to_file
    columns = int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdigit() else 0
    found = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if tty else columns or DEFAULT_WIDTH
    return Style(
        width=look.width or max(60, min(200, found)),
        colour=_colour(look.color, tty),
        theme=_theme(look.theme),
        ascii=look.ascii or not _unicode(to_file),
        lang=chosen.get("lang") or _language(),
        max_frames=chosen.get("max-frames"),
        full=look.full,
        summary_only=look.summary,
        quiet=look.quiet,
        part=part(look.rules, look.documents),
        hyperlinks=tty and _links(),
        address=_address(),
        job_summary=bool(os.environ.get(JOB_SUMMARY)),
        command=" ".join([f"checker {look.verb}", *map(_argument, named[:3]), *(["…"] if len(named) > 3 else [])]),
        drill="--rule {rule}" if look.verb == "report" else "--select {rule} --full",
    )


def _argument(path: str) -> str:
    """A path as a shell takes it; one that looks like an option gets its folder before it."""
    return shlex.quote(f"./{path}" if path.startswith("-") and path != "-" else path)


def _colour(when: When, tty: bool) -> bool:
    if when is not When.auto:
        return when is When.always
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (tty and os.environ.get("TERM") != "dumb")


def _theme(theme: Themes) -> str:
    """The asked-for palette; else what COLORFGBG tells of the background, else the terminal's own 16 colours."""
    if theme is not Themes.auto:
        return theme.value
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    if background.isdigit():
        return "light" if int(background) in (7, 15) else "dark"
    return "basic"


def _unicode(to_file: bool) -> bool:
    return to_file or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _language() -> str:
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if (name or locale.getlocale()[0] or "").lower().startswith("zh") else "en"


def _links() -> bool:
    """Whether the terminal is one of those known to follow OSC 8 links; FORCE_HYPERLINK decides where it is set."""
    env = os.environ
    if forced := env.get("FORCE_HYPERLINK"):
        return forced != "0"
    return bool(env.get("WT_SESSION") or env.get("KITTY_WINDOW_ID") or env.get("VTE_VERSION")) or env.get(
        "TERM_PROGRAM"
    ) in {"iTerm.app", "WezTerm", "vscode", "ghostty"}


def _address() -> str:
    """How a link names a line: as the terminal's own program opens files; elsewhere the file alone."""
    if os.environ.get("TERM_PROGRAM") == "vscode":
        return "vscode://file{path}:{line}:{column}"
    if os.environ.get("KITTY_WINDOW_ID") or os.environ.get("TERM_PROGRAM") == "iTerm.app":
        return "{uri}#{line}"
    return "{uri}"


def write_stdout(chunks: Iterable[str], utf8: bool = False) -> None:
    """Print; when the reader goes away, stop quietly and leave the status to the verdict.

    `utf8` is for formats that are UTF-8 by definition; else what the terminal's encoding lacks comes as an escape.
    Raises CheckerError where standard output cannot be written.
    """
    encoding = "utf-8" if utf8 else sys.stdout.encoding or "utf-8"
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk.encode(encoding, "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CheckerError(
            f"standard output cannot be written: {error.strerror}", "make room, or send it elsewhere"
        ) from error


def write_file(path: Path, chunks: Iterable[str]) -> None:
    """Write the whole file or leave it as it was; a link is followed, a device or a pipe is written to as it stands.

    Raises CheckerError where it cannot be written.
    """
    data = (chunk.encode("utf-8", "backslashreplace") for chunk in chunks)
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(data)
        else:
            write_whole(path.resolve(), data)
    except OSError as error:
        raise CheckerError(f"{path}: cannot be written: {error.strerror}", "choose another path") from error


def _append(path: Path, chunks: Iterable[str]) -> None:
    """Add to a file that other steps write to as well.  Raises CheckerError where it cannot be written."""
    try:
        with path.open("ab") as file:
            file.writelines(chunk.encode("utf-8", "backslashreplace") for chunk in chunks)
    except OSError as error:
        raise CheckerError(f"{path}: cannot be written: {error.strerror}", f"see {JOB_SUMMARY}") from error
