"""`checker` and `python -m checker`."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from typing import TextIO

_NEW = 100_000  # objects after which cycles are sought among them; results are large and have none


def main() -> None:
    """Run the command line.  Nothing that goes wrong ends with a traceback, or with the status of a finding."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's would wait in a loop, and nothing here asks for them
    gc.set_threshold(_NEW, 50, 50)
    from checker import stopping
    from checker.errors import CheckerError

    if sys.stdout is None or sys.stderr is None:
        if sys.stderr is not None:
            _say("checker: standard output is closed")
        sys.exit(2)  # nobody could read what would be said
    stopping.listen()
    warnings.showwarning = _warn
    try:
        _run()
    except CheckerError as error:
        _say(f"checker: {error.message}")
        if error.hint:
            _say(f"  hint: {error.hint}")
        sys.exit(2)
    except KeyboardInterrupt:
        stopping.leave()
    except BrokenPipeError:
        # The reader went away; what stands in the buffer has nowhere to go.
        _drop(sys.stdout, sys.stderr)
        sys.exit(2)
    except OSError as error:
        if os.environ.get("CHECKER_TRACEBACK"):
            raise
        _drop(sys.stdout)
        what = f"{error.filename}" if error.filename else "standard output cannot be written"
        _say(f"checker: {what}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:  # the promise of status 2 holds for what nobody foresaw
        if os.environ.get("CHECKER_TRACEBACK"):
            raise
        _say(f"checker: this should not have happened: {type(error).__name__}: {error}")
        _say("  hint: set CHECKER_TRACEBACK=1 and run it again, then report what it prints")
        sys.exit(2)


def program() -> None:
    """`main`, in a process that does nothing else."""
    try:
        main()
    except SystemExit as end:
        from checker import stopping

        stopping.end(end.code)
        raise


def _run() -> None:
    """The command line, with what its library turns into a status given back."""
    from checker import stopping

    try:
        from checker.cli import app

        app(prog_name="checker")
    except BaseException as end:
        if stopping.heard():
            raise KeyboardInterrupt from None
        stopping.too_late()
        if isinstance(end, SystemExit) and isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        raise


def _drop(*streams: TextIO) -> None:
    """Let what stands in the buffers go nowhere, so that leaving does not fail on it."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _warn(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - as Python calls it
    line: str | None = None,
) -> None:
    """A warning of ours as a line; another one as Python prints it."""
    from checker.errors import CheckerWarning

    if issubclass(category, CheckerWarning):
        _say(f"checker: {message}")
        return
    for row in warnings.formatwarning(message, category, filename, lineno, line).rstrip().split("\n"):
        _say(row)


def _say(line: str) -> None:
    from checker.visible import visible

    sys.stderr.write(visible(line) + "\n")


if __name__ == "__main__":
    program()
