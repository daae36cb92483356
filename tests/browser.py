"""A Chromium without a window, spoken to over its DevTools pipe: it needs no port, no driver and no package."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--password-store=basic",
    "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars",
)  # fmt: skip


class Browser:
    """One page.  `events` keeps everything it said; `value` evaluates JavaScript in it."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 800) -> None:
        assert CHROMIUM
        down, up = os.pipe(), os.pipe()  # what it reads as descriptor 3, what it writes as descriptor 4
        flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--user-data-dir={profile}"]
        shell = f'exec "$0" "$@" 3<&{down[0]} 4>&{up[1]}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, CHROMIUM, *flags, "about:blank"],
            pass_fds=(down[0], up[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(down[0])
        os.close(up[1])
        self._write, self._read = down[1], up[0]
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []
        target = next(t for t in self._call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.size(width, height)

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command to the page, and its answer."""
        return self._call(method, self._session, **parameters)

    def _call(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        self._last += 1
        number = self._last
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next(120)
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]  # type: ignore[no-any-return]
            self.events.append(answer)

    def _next(self, seconds: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], seconds)
            assert ready, "the browser says nothing"
            self._buffer += os.read(self._read, 1 << 20)
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)  # type: ignore[no-any-return]

    def open(self, url: str, ready: str = "document.querySelector('main')") -> None:
        """Load a page and wait until `ready` is true in it."""
        self.call("Page.navigate", url=url)
        self.wait(ready)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives, awaited; raises AssertionError where it throws."""
        out = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in out, out["exceptionDetails"]
        return out["result"].get("value")

    def wait(self, condition: str, seconds: float = 30) -> None:
        """Until the condition is true."""
        end = time.monotonic() + seconds
        while not self.value(f"Boolean({condition})"):
            assert time.monotonic() < end, f"never true: {condition}"
            time.sleep(0.03)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 30) -> None:
        """Until the condition, which is none of the page's, is true."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "never true"
            time.sleep(0.03)

    def size(self, width: int, height: int) -> None:
        """The size of the window, in CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def accept_downloads(self, folder: Path) -> None:
        """Save what the page offers in `folder`."""
        self.folder = folder
        self._call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def press(self, *keys: str) -> None:
        """Press keys one by one, by their names: "a", "ArrowDown", "Enter"."""
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            code = {
                "Tab": 9,
                "Enter": 13,
                "Escape": 27,
                "End": 35,
                "ArrowLeft": 37,
                "ArrowRight": 39,
                "ArrowDown": 40,
            }.get(key, 0)
            extra = {"text": text} if text else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **extra)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def picture(self, path: Path) -> None:
        """Save what is in sight as PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def said(self, matches: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """The events so far that match."""
        self.value("1")
        return [event for event in self.events if matches(event)]

    def close(self) -> None:
        """End the browser and everything it started."""
        os.close(self._write)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)
        os.close(self._read)
