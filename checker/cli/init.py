"""`checker init`: look at the corpus, and write a commented checker.toml that suits it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.groups import Reading, grouped
from checker.defaults import CONFIG

if TYPE_CHECKING:
    from collections import Counter

    from checker.survey import Survey

_NAMED = 4  # languages, encodings and fields that are named


@grouped
def command(
    paths: Annotated[list[str] | None, typer.Argument(help="Files and folders to look at. [default: .]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a checker.toml that is there.")] = False,
    profile: o.ProfileName = None,
    quiet: o.Silent = False,
    *,
    reading: Reading,
) -> None:
    """Look at the corpus and write a commented checker.toml for it into this folder."""
    from checker import config
    from checker.cli.output import write_file, write_stdout
    from checker.cli.run import found, reading_of
    from checker.errors import UsageError
    from checker.survey import survey
    from checker.visible import visible

    _must_be_free(Path(CONFIG), force)
    named = paths or ["."]
    chosen = config.load(None, profile).over(**reading.given())
    how = reading_of(chosen)
    listing = found(chosen, named, how)
    if first := next((error for error in listing.errors if error.path in named or not listing.files), None):
        raise UsageError(f"{visible(first.path)}: {first.message}", "name the files or folders of your corpus")
    seen = survey(listing.files, how)
    seen.failures[:0] = listing.errors
    settings = {key: value.value for key, value in chosen.values.items() if value.origin == "command line"}
    if profile is None and seen.profile:
        settings["profile"] = seen.profile
    told = [visible(line) for line in said(seen)]
    write_file(Path(CONFIG), [written(told, settings)])
    if not quiet:
        write_stdout(f"{line}\n" for line in [f"{CONFIG}: written", *told, *_next(named)])


def _must_be_free(path: Path, force: bool) -> None:
    """Raises UsageError where a configuration is there already, and nobody said that it may go."""
    from checker import config
    from checker.errors import ConfigError, UsageError

    hint = "--force writes it anew"
    if path.exists() or path.is_symlink():
        if not force:
            raise UsageError(f"{path} is there already", hint)
        return
    try:
        closest = config.find(Path.cwd())
    except ConfigError:  # of a folder above, which the new file takes the place of
        return
    if closest and closest.parent == Path.cwd() and not force:
        raise UsageError(f"{closest.name} has [tool.corpus-checker], which {path} would hide", hint)


def said(seen: Survey) -> list[str]:
    """What was seen, a line each."""
    whole = f"all {seen.files:,}" if seen.whole else f"{seen.looked:,} of {seen.files:,}"
    rows = [("looked at", f"{whole} files: {seen.documents:,} documents, {seen.characters:,} characters")]
    if seen.documents:
        rows.append(("languages", _shares(seen.languages, seen.characters) or "none"))
        rows.append(("encodings", _counts(seen.encodings)))
    if seen.records:
        ids = "with ids" if seen.named == seen.records else "some without an id" if seen.named else "without ids"
        rows.append(("records", f"{seen.records:,} {ids}; text in {_counts(seen.fields) or 'strings'}"))
    if seen.documents:
        families = f" ({_counts(seen.families)})" if seen.families else ""
        share = f"{seen.marked / seen.documents:.0%}"
        rows.append(("marks", f"in {seen.marked:,} documents, {share}{families}"))
    rows += [("unreadable", f"{failure.path}: {failure.message}") for failure in seen.failures[:_NAMED]]
    rows.append(("profile", seen.profile or "none suits"))
    return [f"  {name:<11}{text}" for name, text in rows]


def _shares(counts: Counter[str], whole: int) -> str:
    return ", ".join(f"{name} {count / max(1, whole):.0%}" for name, count in counts.most_common(_NAMED))


def _counts(counts: Counter[str]) -> str:
    names = [f"{name} {count:,}" for name, count in counts.most_common(_NAMED)]
    rest = len(counts) - len(names)
    return ", ".join([*names, *([f"{rest} more"] if rest else [])])


def written(told: Iterable[str], settings: Mapping[str, object]) -> str:
    """The text of the file: what was seen, and the settings in place of their examples."""
    from checker.resources import resource
    from checker.toml import toml_value

    text = (resource("reports") / "templates" / "init" / CONFIG).read_text(encoding="utf-8")
    text = text.replace("{seen}", "\n".join(f"#{line}" for line in told))
    for key, value in settings.items():
        line = f"{key} = {toml_value(value)}"
        text = re.sub(rf"^#{re.escape(key)} = .*$", partial(_as_it_is, line), text, count=1, flags=re.MULTILINE)
    return text


def _as_it_is(line: str, _: re.Match[str]) -> str:
    """A replacement in which no backslash means anything."""
    return line


def _next(named: list[str]) -> list[str]:
    import shlex

    what = " ".join(shlex.quote(f"./{path}" if path.startswith("-") else path) for path in named)
    return [
        "next:",
        f"  checker check {what}",
        f"  checker baseline create {what}     # what is there today becomes known",
        f"  checker index add {what} --index corpus.duckdb     # new files are compared with it: docs/ci.md",
    ]
