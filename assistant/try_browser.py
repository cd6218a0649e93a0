"""A real Chromium without a window: found on this machine, driven through playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from oms.errors import ShopError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# It may use loopback only, and asks nobody for updates.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(ShopError):
    """No Chromium or Chrome on this machine."""

    code = "no_browser"

    def __init__(self) -> None:
        super().__init__(
            "No Chromium or Chrome was found on this machine.",
            remedy="Install one: sudo apt-get install chromium"
            " (on a Mac: brew install --cask google-chrome).",
        )


def find_browser() -> str:
    """The path of a Chromium or Chrome.

    Raises:
        NoBrowser: there is none; the remedy is the command that installs it.
    """
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for path in ON_A_MAC:
        if Path(path).exists():
            return path
    raise NoBrowser


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium without a window, closed at the end.

    Raises:
        NoBrowser: there is none on this machine.
    """
    path = find_browser()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()


def ready(page: Page, url: str) -> None:
    """Open the page at `url` and wait until one can use it."""
    page.goto(url)
    page.wait_for_selector("html[data-ready]", timeout=60_000)


def ask(page: Page, question: str, *, seconds: float = 60) -> str:
    """Type a question where the page is, and wait for the program's answer; its text.

    Raises:
        playwright.sync_api.TimeoutError: no answer came in that time.
    """
    log = page.get_by_role("log", name="Messages")
    answers = log.locator("article[data-by='app']")
    before = answers.count()
    page.get_by_label("Message", exact=True).fill(question)
    page.get_by_label("Message", exact=True).press("Enter")
    answer = answers.nth(before)
    answer.wait_for(timeout=seconds * 1000)
    return answer.locator(".body .block, .body .rich").first.inner_text()
