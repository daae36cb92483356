"""What differs from a commit of git: the files of a listing, and the names that renamed ones had."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError
from checker.names import printable

if TYPE_CHECKING:
    from checker.corpus import File, Listing

# A hook of git sets these for its own repository; each file is asked about in the one that it lies in.
_OF_ONE_REPOSITORY = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}


@dataclass(frozen=True, slots=True)
class Change:
    """The files of a listing that changed, the others, and the old ids of those that were renamed."""

    changed: Listing
    rest: tuple[File, ...] = ()
    before: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Changes:
    """One repository: what is not as in the commit, by path from its top; old names of renamed files; what git knows.

    Without a commit everything is new.
    """

    top: str
    differs: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset()

    def has_changed(self, path: str) -> bool:
        """Whether a file is not as in the commit, or unknown to git; a link is also what it leads to."""
        names = {os.path.relpath(path, self.top), os.path.relpath(os.path.realpath(path), self.top)}
        return bool(names & self.differs) or os.path.relpath(path, self.top) not in self.tracked


def changes(listing: Listing, since: str, root: Path) -> Change:
    """The listing cut down to what differs from a commit, or is not known to git.

    Each file is looked up in the repository it lies in; a submodule is compared with what the commit names of it.
    Raises UsageError where git cannot tell.
    """
    from checker.index import relative

    known = _Repositories(since)
    new: list[File] = []
    rest: list[File] = []
    before: dict[str, str] = {}
    for file in listing.files:
        if file.stdin:
            new.append(file)
            continue
        given = Path(file.location or file.path)
        folder = os.path.realpath(given.parent)
        path = str(Path(folder, given.name))
        repository = known.of(folder, file.path)
        (new if repository.has_changed(path) else rest).append(file)
        own = os.path.relpath(path, repository.top)
        if own in repository.renamed:
            old = given.parent / os.path.relpath(repository.renamed[own], Path(own).parent)
            before[relative(file.path, root)] = relative(printable(old.as_posix()), root)
    return Change(replace(listing, files=tuple(new)), tuple(rest), before)


class _Repositories:
    """The repositories that files lie in, each asked once."""

    def __init__(self, since: str) -> None:
        self._since = since
        self._tops: dict[str, str | None] = {}
        self._known: dict[str, _Changes] = {}
        self._commits: dict[str, str | None] = {}
        self._home = self._top(os.path.realpath("."))

    def of(self, folder: str, file: str) -> _Changes:
        """What changed in the repository that `folder`, where `file` is, lies in."""
        top = self._top(folder)
        if top is None:
            raise UsageError(f"--since: {file} lies in no repository of git", "name files that git knows")
        if top not in self._known:
            self._known[top] = _changes(top, self._commit(top))
        return self._known[top]

    def _top(self, folder: str) -> str | None:
        """The closest folder upwards that has a `.git`."""
        if folder not in self._tops:
            above = str(Path(folder).parent)
            found = folder if os.path.lexists(Path(folder, ".git")) else None
            self._tops[folder] = found or (self._top(above) if above != folder else None)
        return self._tops[folder]

    def _commit(self, top: str) -> str | None:
        """The commit to compare a repository with; None for a submodule that was not there yet."""
        if top not in self._commits:
            above = "" if top == self._home else _git(top, "rev-parse", "--show-superproject-working-tree").rstrip("\n")
            self._commits[top] = self._of_submodule(top, above) if above else _commit(top, self._since)
        return self._commits[top]

    def _of_submodule(self, top: str, above: str) -> str | None:
        whole = self._commit(above)
        name = os.path.relpath(top, os.path.realpath(above))
        entry = _git(above, "ls-tree", "-z", whole, "--", name).split() if whole else []
        if entry[:2] != ["160000", "commit"]:
            return None
        if not _has(top, entry[2]):
            raise UsageError(
                f"--since {self._since}: the submodule {name} does not have the commit {entry[2][:12]} of that time",
                f"fetch it: git -C {name} fetch --unshallow, or fetch-depth: 0",
            )
        return entry[2]


def _changes(top: str, commit: str | None) -> _Changes:
    if commit is None:
        return _Changes(top)
    tracked = frozenset(_git(top, "ls-files", "-z").split("\0"))
    told = _git(top, "diff", "--name-status", "-z", "-M", "--no-ext-diff", "--no-relative", commit, "--")
    names = iter(told.split("\0"))
    differs: set[str] = set()
    renamed: dict[str, str] = {}
    while status := next(names, ""):
        name = next(names)
        if status[0] in "RC":
            old, name = name, next(names)
            if status[0] == "R":
                renamed[name] = old
        differs.add(name)
    return _Changes(top, frozenset(differs), renamed, tracked)


def _commit(top: str, since: str) -> str:
    """The commit that `since` means."""
    try:
        return _git(top, "rev-parse", "--verify", "--end-of-options", f"{since}^{{commit}}").strip()
    except UsageError as error:
        said = f"--since {since}: the repository {top} has no such commit"
        if ".." in since:
            one, other = since.split("..", 1)[0], since.rsplit(".", 1)[-1] or "HEAD"
            raise UsageError(said, f'name one commit, not a range: --since "$(git merge-base {one} {other})"') from None
        if "unknown revision" not in error.message and "Needed a single revision" not in error.message:
            raise
        if _git(top, "rev-parse", "--is-shallow-repository").strip() == "true":
            hint = "the clone is shallow: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
            raise UsageError(said, hint) from None
        raise UsageError(said, "name a commit, a branch or a tag; one of a remote is fetched first") from None


def _has(top: str, commit: str) -> bool:
    try:
        _git(top, "cat-file", "-e", f"{commit}^{{commit}}")
    except UsageError:
        return False
    return True


def _git(top: str, *arguments: str) -> str:
    """What git answers; bytes of names that are no UTF-8 stay as they are."""
    own = {key: value for key, value in os.environ.items() if key not in _OF_ONE_REPOSITORY}
    command = ["git", "-C", top, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True, env={**own, "GIT_OPTIONAL_LOCKS": "0"})
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not installed", "install it, or name the files") from None
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().split("\n")[0]
        raise UsageError(f"--since: {said}", f"git said so in {top}") from None
    return os.fsdecode(done.stdout)
