"""`checker` and `python -m checker`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line.  Nothing that goes wrong ends with a traceback, or with the status of a finding."""
    from checker.errors import CheckerError

    if sys.stdout is None or sys.stderr is None:
        sys.exit(2)  # nobody could read what would be said
    try:
        from checker.cli import app

        app(prog_name="checker")
    except CheckerError as error:
        _say(f"checker: {error.message}")
        if error.hint:
            _say(f"  hint: {error.hint}")
        sys.exit(2)
    except KeyboardInterrupt:
        _say("checker: stopped; nothing was written")
        sys.exit(130)
    except BrokenPipeError:
        # The reader went away; what stands in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except Exception as error:  # the promise of status 2 holds for what nobody foresaw
        if os.environ.get("CHECKER_TRACEBACK"):
            raise
        _say(f"checker: this should not have happened: {type(error).__name__}: {error}")
        _say("  hint: set CHECKER_TRACEBACK=1 and run it again, then report what it prints")
        sys.exit(2)


def _say(line: str) -> None:
    from checker.visible import visible

    sys.stderr.write(visible(line) + "\n")


if __name__ == "__main__":
    main()
