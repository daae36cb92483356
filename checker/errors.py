"""Errors that a person can mend.  The command line prints them as one line and ends with status 2."""

from __future__ import annotations


class CheckerError(Exception):
    """What happened and where; `hint` says what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CheckerWarning(UserWarning):
    """What a person should know of, and what does not stop the work."""


class UsageError(CheckerError):
    """The command was called in a way that cannot work."""


class ConfigError(CheckerError):
    """A configuration file or a rule file cannot be used."""


class PatternError(ConfigError):
    """A regular expression of a rule cannot be used; `pattern` is as the rule writes it."""

    def __init__(self, pattern: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.pattern = pattern
