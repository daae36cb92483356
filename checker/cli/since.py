"""What differs from a commit of git: the files of a listing, and the names that renamed ones had."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError
from checker.files import temporary_folder
from checker.names import original, printable

if TYPE_CHECKING:
    from checker.corpus import File, Listing
    from checker.report import Failure

# A hook of git sets these for its own repository; each file is asked about in the one that it lies in.
_OF_ONE_REPOSITORY = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}


@dataclass(frozen=True, slots=True)
class Change:
    """The files of a listing that changed, the others, and the old ids of those that were renamed.

    `old` are the paths, from the root on, of files that have changed or are gone: what they held before is no more.
    """

    changed: Listing
    rest: tuple[File, ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    old: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Changes:
    """One repository: what is not as in the commit, by path from its top; old names of renamed files; what git knows.

    Without a commit everything is new.
    """

    top: str
    commit: str | None = None
    differs: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()

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
    own: dict[str, dict[str, File]] = {}  # by repository: the changed files by their path from its top
    for file in listing.files:
        if file.stdin:
            new.append(file)
            continue
        given = Path(file.location or file.path)
        folder = os.path.realpath(given.parent)
        path = str(Path(folder, given.name))
        repository = known.of(folder, file.path)
        if repository.has_changed(path):
            new.append(file)
            own.setdefault(repository.top, {})[os.path.relpath(path, repository.top)] = file
        else:
            rest.append(file)
    gone = {error: why for error in listing.errors if (why := known.gone(error.path))}
    before: dict[str, str] = {}
    old = [relative(file.path, root) for files in own.values() for file in files.values()]
    for repository in known.all():
        before |= _renamed(repository, own.get(repository.top, {}), root)
        old += [relative(printable(Path(repository.top, name).as_posix()), root) for name in repository.deleted]
    return Change(_left(listing, new, gone), tuple(rest), before, tuple(old))


def _left(listing: Listing, new: Sequence[File], gone: Mapping[Failure, str]) -> Listing:
    """The listing of the new files; what is gone is left out, and no error."""
    from checker.report import Skipped

    return replace(
        listing,
        files=tuple(new),
        skipped=(*listing.skipped, *(Skipped(error.path, why) for error, why in gone.items())),
        errors=tuple(error for error in listing.errors if error not in gone),
    )


def _renamed(repository: _Changes, files: Mapping[str, File], root: Path) -> dict[str, str]:
    """The ids that renamed files of a repository had before; `files` are by their path from its top."""
    from checker.index import relative

    before = {}
    for name, former in {**repository.renamed, **_moved(repository, files)}.items():
        if name in files:
            given = Path(files[name].location or files[name].path)
            was = given.parent / os.path.relpath(former, Path(name).parent)
            before[relative(files[name].path, root)] = relative(printable(was.as_posix()), root)
    return before


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

    def gone(self, path: str) -> str:
        """Why a path that was named is not there any more: the change took it away.  "" for any other path."""
        place = Path(os.fsdecode(original(path)))
        above = next((folder for folder in place.absolute().parents if folder.is_dir()), None)
        if os.path.lexists(place) or above is None or self._top(os.path.realpath(above)) is None:
            return ""
        repository = self.of(os.path.realpath(above), path)
        name = os.path.relpath(Path(os.path.realpath(above), place.absolute().relative_to(above)), repository.top)
        for new, former in repository.renamed.items():
            if former == name:
                return f"renamed to {printable(new)} since {self._since}"
        below = any(former.startswith(f"{name}/") for former in repository.deleted)
        return f"deleted since {self._since}" if below or name in repository.deleted else ""

    def all(self) -> list[_Changes]:
        """The repositories that files were found in."""
        return list(self._known.values())

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
    differs: set[str] = set()
    renamed: dict[str, str] = {}
    deleted: set[str] = set()
    for status, name, former in _differences(top, commit):
        differs.add(name)
        if status == "R":
            renamed[name] = former
            deleted.add(former)
        elif status == "D":
            deleted.add(name)
    return _Changes(top, commit, frozenset(differs), renamed, tracked, frozenset(deleted))


def _differences(top: str, commit: str, index: Path | None = None) -> Iterator[tuple[str, str, str]]:
    """How each path differs from a commit: a letter of git, the path, and the one that it had."""
    compare = ("diff", "--name-status", "-z", "-M", "--no-ext-diff", "--no-relative", commit, "--")
    names = iter(_git(top, *compare, index=index).split("\0"))
    while status := next(names, ""):
        former = name = next(names)
        if status[0] in "RC":
            name = next(names)
        yield status[0], name, former


def _moved(repository: _Changes, files: Iterable[str]) -> dict[str, str]:
    """The former names of those of `files` that git has not been told of, where one that is gone was much the same.

    Git is asked with an index of its own, in which they are as if `git add` had named them; the repository's is left
    alone.  Where that does not work (git before 2.25) nothing has moved.
    """
    unknown = [name for name in files if name not in repository.tracked]
    if not unknown or not repository.deleted or not repository.commit:
        return {}
    with temporary_folder() as folder:
        index = folder / "index"
        try:
            own = _git(repository.top, "rev-parse", "--git-path", "index").rstrip("\n")
            shutil.copyfile(Path(repository.top, own), index)
            add = ("--literal-pathspecs", "add", "--intent-to-add", "--force", "--pathspec-from-file=-")
            _git(repository.top, *add, "--pathspec-file-nul", index=index, typed="\0".join(unknown))
            found = list(_differences(repository.top, repository.commit, index))
        except (UsageError, OSError):
            return {}
    return {name: former for status, name, former in found if status == "R" and name in unknown}


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


def _git(top: str, *arguments: str, index: Path | None = None, typed: str = "") -> str:
    """What git answers, with another index and to what it reads; bytes of names that are no UTF-8 stay as they are."""
    own = {key: value for key, value in os.environ.items() if key not in _OF_ONE_REPOSITORY}
    own |= {"GIT_OPTIONAL_LOCKS": "0"} | ({"GIT_INDEX_FILE": str(index)} if index else {})
    command = ["git", "-C", top, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True, env=own, input=os.fsencode(typed))
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not installed", "install it, or name the files") from None
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().split("\n")[0]
        raise UsageError(f"--since: {said}", f"git said so in {top}") from None
    return os.fsdecode(done.stdout)
