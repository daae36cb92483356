"""Files whose names begin with a dash, which look like options."""

from __future__ import annotations

import os
from typing import Any

from typer.core import TyperCommand

from checker.errors import UsageError


class FilesCommand(TyperCommand):
    """A command that takes files; one that is taken for an option is told how to write it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the base class.  Raises UsageError for an option that there is not, but a file."""
        end = args.index("--") if "--" in args else len(args)
        named = [word for word in args[:end] if word.startswith("-") and len(word) > 1 and os.path.lexists(word)]
        try:
            return super().parse_args(ctx, list(args))
        except Exception as error:
            # Newer versions of typer have the class of this error to themselves.
            if type(error).__name__ != "NoSuchOption" or not named:
                raise
            hint = f"write ./{named[0]}, or -- before all paths"
            raise UsageError(f"{named[0]} is a file, but looks like an option", hint) from None
