"""What a walk leaves out: rules of git from the repository's root down, and the patterns of the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError

if TYPE_CHECKING:  # loaded where there are patterns
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


@dataclass(frozen=True, slots=True)
class Level:
    """The patterns that hold below the folder `base` (absolute, without links)."""

    base: str
    spec: GitIgnoreSpec


def ignored(levels: Sequence[Level], path: str, folder: bool) -> bool:
    """Whether the last pattern that speaks of the path (absolute, below every base) leaves it out."""
    for level in reversed(levels):
        verdict = level.spec.check_file(_relative(level.base, path, folder)).include
        if verdict is not None:
            return verdict
    return False


def git_levels(start: str) -> list[Level]:
    """The git rules in force in the folder `start`, without those that would leave out `start` itself.

    A folder that somebody named is wanted, so what ignores it does not ignore its contents.  There are none outside a
    repository.
    """
    chain = [start, *map(str, Path(start).parents)]
    top = next((index for index, folder in enumerate(chain) if _is_repository(folder)), None)
    if top is None:
        return []
    levels = _level(chain[top], _exclude_file(Path(chain[top])))
    for folder in reversed(chain[: top + 1]):
        levels += _level(folder, Path(folder) / ".gitignore")
    return [_sparing(level, start) for level in levels]


def inner_levels(levels: list[Level], folder: str) -> list[Level]:
    """The git rules in force in `folder`, which is entered from a folder with `levels`."""
    if _is_repository(folder):  # a repository inside a repository has its own rules only
        return _level(folder, _exclude_file(Path(folder))) + _level(folder, Path(folder) / ".gitignore")
    own = _level(folder, Path(folder) / ".gitignore")
    return levels + own if own else levels


def exclude_level(patterns: Sequence[str], root: str, start: str) -> list[Level]:
    """The configured patterns, relative to `root`, without those that would leave out the named folder `start`."""
    base = os.path.realpath(root or ".")
    if not patterns or not f"{start}/".startswith(f"{base.rstrip('/')}/"):
        return []
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns, backend="simple")
    except ValueError as error:
        raise UsageError(f"a pattern in exclude cannot be used: {error}", "patterns are those of .gitignore") from error
    return [_sparing(Level(base, spec), start)]


def _relative(base: str, path: str, folder: bool) -> str:
    return path[len(base.rstrip("/")) + 1 :] + ("/" if folder else "")


def _sparing(level: Level, start: str) -> Level:
    if start == level.base:
        return level
    from pathspec import GitIgnoreSpec

    path = _relative(level.base, start, folder=True)
    kept = [pattern for pattern in level.spec.patterns if not (pattern.include and pattern.match_file(path))]
    return Level(level.base, GitIgnoreSpec(kept, backend="simple"))


def _level(base: str, file: Path | None) -> list[Level]:
    """The patterns of one file; none if there is no such file."""
    try:
        lines = file.read_bytes().decode("utf-8", "surrogateescape").split("\n") if file is not None else []
    except OSError:
        return []
    if not lines:
        return []
    from pathspec import GitIgnoreSpec

    patterns = list(_patterns(lines))
    return [Level(base, GitIgnoreSpec(patterns, backend="simple"))] if patterns else []


def _patterns(lines: Iterable[str]) -> Iterable[GitIgnoreSpecPattern]:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    for line in lines:
        try:
            pattern = GitIgnoreSpecPattern(line.rstrip("\r"))
        except ValueError:
            continue  # git passes over what is no pattern, too
        if pattern.include is not None:
            yield pattern


def _is_repository(folder: str) -> bool:
    return os.path.lexists(f"{folder}/.git")


def _exclude_file(top: Path) -> Path | None:
    """`info/exclude` of the repository; a worktree's `.git` is a file that leads to it."""
    git = top / ".git"
    try:
        if git.is_file():
            git = top / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
            common = git / "commondir"
            if common.is_file():
                git = git / common.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return git / "info" / "exclude"
