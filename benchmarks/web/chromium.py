"""The browser of the measurements: Debian's Chromium, headless."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

_PATHS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def launched(playwright: Playwright) -> Browser:
    """Start the browser, or stop with the places where it was looked for."""
    path = next(filter(shutil.which, _PATHS), None)
    if path is None:
        raise SystemExit(f"no browser at {' or '.join(_PATHS)}: `apt install chromium`")
    return playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
