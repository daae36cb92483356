"""The options that verbs share, each with its help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checker.faces import FOLDERS, MACHINES, PEOPLE


class When(StrEnum):
    """When to use colour."""

    auto = "auto"
    always = "always"
    never = "never"


class Themes(StrEnum):
    """Which palette to draw with."""

    auto = "auto"
    dark = "dark"
    light = "light"
    basic = "basic"


class Levels(StrEnum):
    """Severities, worst first."""

    error = "error"
    warning = "warning"
    info = "info"


class Scopes(StrEnum):
    """What rules look at."""

    document = "document"
    corpus = "corpus"


class Engines(StrEnum):
    """What proposes pairs of near-duplicates."""

    auto = "auto"
    exact = "exact"
    numba = "numba"
    datasketch = "datasketch"
    duckdb = "duckdb"


class Pages(StrEnum):
    """What of an HTML page is checked."""

    text = "text"
    source = "source"


class Languages(StrEnum):
    """Languages of the reports for people."""

    en = "en"
    zh = "zh"


Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FORMAT[:PATH]",
        help=f"{', '.join((*PEOPLE, *MACHINES))}: with :PATH into a file; "
        f"{', '.join(f'{name}:FOLDER' for name in FOLDERS)}. Repeatable, or with commas. "
        "Default: terminal on a terminal, concise when piped.",
    ),
]  # fmt: skip
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        "-s",
        metavar="RULE",
        help="Only these rules: code, prefix, name or family. Repeatable, or with commas.",
    ),
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", "-i", metavar="RULE", help="Not these rules; as --select.")
]
Scope = Annotated[
    Scopes | None,
    typer.Option(
        "--scope", case_sensitive=False, help="Only rules for single documents, or only those that compare documents."
    ),
]
Severity = Annotated[
    Levels | None, typer.Option("--severity", case_sensitive=False, help="Show findings of this severity and worse.")
]
FailOn = Annotated[
    Levels | None,
    typer.Option("--fail-on", case_sensitive=False, help="Findings that end with status 1. [default: error]"),
]
EngineName = Annotated[
    Engines | None,
    typer.Option("--engine", case_sensitive=False, help="What seeks near-duplicates. [default: auto]"),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Only findings that FILE does not know count: see checker baseline."
    ),
]
Ratchet = Annotated[
    bool,
    typer.Option("--ratchet", help="Fail too where the baseline knows what is resolved: see checker baseline prune."),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="End with status 0 although there are findings.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print findings and what could not be read, and nothing else.")
]
Silent = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Use this configuration file.")]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="Start from a shipped profile (web-zh, strict) in place of the defaults."
    ),
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Ignore every configuration file.")]
FilesFrom = Annotated[
    str | None,
    typer.Option("--files-from", metavar="FILE", help="Read paths from FILE (- is standard input), one a line or NUL."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="GLOB", help="Skip what matches (as .gitignore says it). Repeatable."),
]
Gitignore = Annotated[bool | None, typer.Option("--gitignore/--no-gitignore", help="Skip files that git ignores.")]
TextField = Annotated[
    str | None, typer.Option("--text-field", metavar="NAME", help="Where records keep the text: a field or a column.")
]
IdField = Annotated[str | None, typer.Option("--id-field", metavar="NAME", help="Where records keep their id.")]
SourceField = Annotated[
    str | None,
    typer.Option(
        "--source-field",
        metavar="NAME",
        help="Where records name their source: lines are counted as boilerplate in each.",
    ),
]
Html = Annotated[
    Pages | None,
    typer.Option("--html", case_sensitive=False, help="Check HTML pages as text, without tags. [default: source]"),
]
StdinFilename = Annotated[
    str, typer.Option("--stdin-filename", metavar="NAME", help="The name of standard input in reports.")
]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Nothing to check, or to compare with, is success.")]
EmbedText = Annotated[bool, typer.Option("--embed-text", help="Put whole texts into json, jsonl and html.")]
Lang = Annotated[
    Languages | None, typer.Option("--lang", help="Language of the terminal report. [default: the locale's]")
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes for large inputs. [default: 0, all cores]"),
]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory", metavar="SIZE", help="What a run keeps to, as in 2GiB; more goes to disk. [default: half of all]"
    ),
]
MaxFrames = Annotated[
    int | None, typer.Option("--max-frames", min=1, metavar="N", help="Frames for each rule. [default: 1]")
]
OnlyRule = Annotated[
    list[str] | None,
    typer.Option(
        "--rule", metavar="RULE", help="Show every finding of this rule alone; the verdict stays that of all of them."
    ),
]
OnlyDocument = Annotated[
    list[str] | None,
    typer.Option(
        "--document", metavar="NAME", help="Show every finding in this document alone: a path, path:row, an id, or *."
    ),
]
Full = Annotated[bool, typer.Option("--full", help="A frame for every finding.")]
SummaryOnly = Annotated[bool, typer.Option("--summary", help="Only the summary screen of the terminal report.")]
Color = Annotated[When, typer.Option("--color", help="When to use colour.", envvar="CHECKER_COLOR")]
Theme = Annotated[
    Themes, typer.Option("--theme", help="Palette for a dark or a light background.", envvar="CHECKER_THEME")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw with ASCII alone.")]
Width = Annotated[int | None, typer.Option("--width", min=60, max=200, metavar="COLUMNS", help="Width of the report.")]
ShowFiles = Annotated[
    bool, typer.Option("--show-files", help="Print what would be checked and what is skipped, and stop.")
]
ShowSettings = Annotated[
    bool, typer.Option("--show-settings", help="Print every setting and where it came from, and stop.")
]
Against = Annotated[
    Path | None,
    typer.Option("--against", metavar="INDEX", help="Compare with the accepted corpus: a file of checker index."),
]
Accept = Annotated[
    str | None,
    typer.Option("--accept", metavar="[=review]", help="Add what passed to that index; =review adds warnings too."),
]
Verdicts = Annotated[
    Path | None,
    typer.Option("--verdicts", metavar="FILE", help="Write accept, review or reject of every document, with reasons."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="REF", help="Check only files that changed since a commit of git."),
]
Root = Annotated[Path, typer.Option("--root", metavar="DIR", help="The folder that ids in the index are relative to.")]
