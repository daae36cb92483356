"""Options that several verbs take together: a class for each group, which a command has as one parameter."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from checker.cli import options as o

if TYPE_CHECKING:
    from checker.cli.output import Look
    from checker.config import Config

Command = Callable[..., None]


def grouped(command: Command) -> Command:
    """The command as Typer sees it: an option for every field of the groups among its parameters."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    seen: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        members = inspect.signature(groups[name]).parameters.values() if name in groups else [parameter]
        types = get_type_hints(groups[name], include_extras=True) if name in groups else hints
        seen += [member.replace(annotation=types[member.name], kind=member.KEYWORD_ONLY) for member in members]

    @wraps(command)
    def called(**given: object) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    called.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
    vars(called)["__signature__"] = inspect.Signature(seen)
    return called


@dataclass(frozen=True, slots=True)
class Given:
    """Options each of which stands for the setting of its name."""

    def given(self) -> Mapping[str, object]:
        """The settings."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Reading(Given):
    """Which files are read, and how."""

    exclude: o.Exclude = None
    gitignore: o.Gitignore = None
    text_field: o.TextField = None
    id_field: o.IdField = None
    source_field: o.SourceField = None
    html: o.Html = None


@dataclass(frozen=True, slots=True)
class Working(Given):
    """What of the machine is used."""

    jobs: o.Jobs = None
    memory: o.Memory = None


@dataclass(frozen=True, slots=True)
class Weighing(Given):
    """What is looked for and shown, and what fails."""

    scope: o.Scope = None
    severity: o.Severity = None
    fail_on: o.FailOn = None
    engine: o.EngineName = None
    baseline: o.Baseline = None


@dataclass(frozen=True, slots=True)
class Configured:
    """The configuration file that holds."""

    config: o.ConfigFile = None
    isolated: o.Isolated = False

    def chosen(self, profile: str | None = None) -> Config:
        """The configuration, on top of a profile where one is named."""
        from checker.cli.settings import configured

        return configured(self.config, self.isolated, profile)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules that run, and the configuration that holds for them."""

    select: o.Select = None
    ignore: o.Ignore = None
    profile: o.ProfileName = None
    config: o.ConfigFile = None
    isolated: o.Isolated = False

    def plain(self) -> Config:
        """The configuration, on top of a profile where one is named."""
        return Configured(self.config, self.isolated).chosen(self.profile)

    def chosen(self) -> Config:
        """The configuration with these rules."""
        from checker.cli.settings import words

        return self.plain().over(select=words(self.select), ignore=words(self.ignore))


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held beside the files that are checked."""

    against: o.Against = None
    accept: o.Accept = None
    verdicts: o.Verdicts = None
    since: o.Since = None
    root: o.Root = Path()


@dataclass(frozen=True, slots=True)
class Naming:
    """Where paths come from besides the command line, and what standard input is called."""

    files_from: o.FilesFrom = None
    stdin_filename: o.StdinFilename = "-"

    def named(self, paths: Sequence[str] | None) -> list[str]:
        """All paths, this folder where none is named."""
        from checker.corpus import files_from

        named = [*(paths or []), *(files_from(self.files_from) if self.files_from else [])]
        return named or ([] if self.files_from else ["."])


@dataclass(frozen=True, slots=True)
class Ending:
    """What decides how a check ends, and what it hands over."""

    ratchet: o.Ratchet = False
    exit_zero: o.ExitZero = False
    allow_empty: o.AllowEmpty = False
    embed_text: o.EmbedText = False
    quiet: o.Quiet = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The looks of what is printed for people."""

    lang: o.Lang = None
    color: o.Color = o.When.auto
    theme: o.Theme = o.Themes.auto
    ascii_only: o.Ascii = False
    width: o.Width = None

    def look(self) -> Look:
        """These looks, for something that is shown whole."""
        from checker.cli.output import Look

        return Look(self.color, self.theme, self.ascii_only, self.width)


@dataclass(frozen=True, slots=True)
class Showing:
    """How much of a result is printed for people."""

    max_frames: o.MaxFrames = None
    full: o.Full = False
    summary: o.SummaryOnly = False
    rule: o.OnlyRule = None
    document: o.OnlyDocument = None

    def look(self, drawing: Drawing, chosen: Config, *, quiet: bool, verb: str) -> Look:
        """How this much of a result looks.  Raises UsageError where `rule` means none."""
        from checker.cli.settings import rules_of

        return replace(
            drawing.look(), full=self.full, summary=self.summary, quiet=quiet,
            rules=rules_of(self.rule, chosen), documents=tuple(self.document or ()), verb=verb,
        )  # fmt: skip
