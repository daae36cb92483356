"""Patterns that a rulebook must not hold: those that flood the scanner, and those that can take for ever.

Run once for a new set of patterns, before the compiled database is kept (see scan.py).
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from checker.errors import ConfigError, PatternError
from checker.patterns import expand

PER_MEGABYTE = 2000  # events on ordinary text; each one costs a call into Python
SAMPLE = 1 << 16  # bytes of ordinary text that are needed before a rate says anything
LENGTH = 2000  # characters of an adversarial line
SECONDS = 1.0  # of processor time for the adversarial lines of one pattern: a linear one needs milliseconds

# Runs in a process of its own: `re` cannot be interrupted, but a timer that nobody handles ends the process.  It counts
# processor time, so that a busy machine refuses nothing.  The pattern is told before it is tried.
_TRIAL = """
import json, re, signal, sys
seconds, patterns, lines = json.load(sys.stdin)
for number, (pattern, own) in enumerate(zip(patterns, lines)):
    print(number, flush=True)
    search = re.compile(pattern, re.ASCII).search
    signal.setitimer(signal.ITIMER_PROF, seconds)
    for line in own:
        search(line)
"""
_WORD = re.compile(r"(?:\w){2,20}")
_ORDINARY = "a0 x*_-.<>(){}&%=/:;,|#@!?\u3000中一。，"


def too_frequent(patterns: Sequence[str], events: Callable[[bytes], Mapping[int, int]], sample: bytes) -> None:
    """Raises PatternError for a pattern that reports more than 2,000 events a megabyte of `sample`."""
    if len(sample) < SAMPLE:
        return
    most = PER_MEGABYTE * len(sample) / 1e6
    for number, count in events(sample).items():
        if count > most:
            rate = round(count * 1e6 / len(sample))
            raise PatternError(
                patterns[number],
                f"the pattern {patterns[number]!r} reports {rate} events per megabyte of ordinary text",
                f"make it more selective (at most {PER_MEGABYTE}), or write a detector",
            )


def too_slow(patterns: Sequence[str]) -> None:
    """Raises PatternError for a pattern that does not finish adversarial lines in time."""
    if not patterns:
        return
    expanded = [expand(pattern) for pattern in patterns]
    task = json.dumps([SECONDS, expanded, [_adversaries(pattern) for pattern in expanded]])
    command = [sys.executable, "-I", "-S", "-c", _TRIAL]
    trial = subprocess.run(command, input=task, capture_output=True, text=True, check=False)
    if trial.returncode == 0:
        return
    number = int(trial.stdout.split()[-1])
    if trial.returncode == -signal.SIGPROF:
        raise PatternError(
            patterns[number],
            f"the pattern {patterns[number]!r} does not finish a line of {LENGTH} repeated characters",
            "bound its repetitions ({0,200} rather than *), and do not nest them",
        )
    reason = trial.stderr.strip().rpartition("\n")[2]
    raise PatternError(patterns[number], f"the pattern {patterns[number]!r} cannot be used: {reason}")


def unreadable(pattern: str, *, empty: bool = True, groups: Sequence[str] = ()) -> PatternError | None:
    """Why a pattern is no regular expression, with the place of the mistake as it was written; None if it is one.

    `empty` says whether it may match where there is nothing; `groups` are the named groups that it must have.
    """
    try:
        made = re.compile(expand(pattern), re.ASCII)
        if made.search("") and not empty:
            hint = "it has to name at least one character: + rather than *, and no bare ?"
            return PatternError(pattern, f"the pattern {pattern!r} matches an empty text, so everywhere", hint)
        for group in groups:
            if group not in made.groupindex:
                said = f"the pattern {pattern!r} has no group {group!r}"
                return PatternError(pattern, said, f"write (?P<{group}>…) round what is meant")
    except re.error as error:
        place = _written(pattern, error.pos or 0)
        hint = f"mend it at `{pattern[place : place + 12]}`" if pattern[place:] else "its end is missing"
        hint += "; a character that is meant as itself takes a backslash before it"
        return PatternError(pattern, f"the pattern {pattern!r} is wrong at character {place + 1}: {error.msg}", hint)
    except ConfigError as error:
        return PatternError(pattern, error.message, error.hint)
    return None


def _written(pattern: str, place: int) -> int:
    """Where a place in the expanded pattern stands in the one that was written."""
    for at in range(len(pattern)):
        try:
            if len(expand(pattern[: at + 1])) > place:
                return at
        except ConfigError:
            continue
    return len(pattern)


def _adversaries(pattern: str) -> list[str]:
    """Long runs of what the pattern may repeat: its characters, pairs of neighbours, its words after the first one."""
    letters = sorted({char for char in pattern if char not in "\\^$()[]{}?+*|"} | set(_ORDINARY))[:200]
    plain = [char for char in pattern if char.isalnum() or ord(char) > 0x7F]
    pairs = sorted({a + b for a, b in pairwise(plain)})[:50]
    words = list(dict.fromkeys(_WORD.findall(pattern)))[:50]
    lead = words[0] if words else ""
    runs = [run * (LENGTH // len(run)) + "\0" for run in (*letters, *pairs)]
    return runs + [lead + word * (LENGTH // len(word)) + end for word in words for end in ("\0", words[-1])]
