"""A real Chromium for the tests; a page that says anything on its console is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from assistant.try_browser import NoBrowser, browser

WIDE, NARROW = (1280, 800), (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium for a run of tests; a missing one fails with the command that installs it."""
    try:
        with browser() as opened:
            yield opened
    except NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)


@contextmanager
def window(
    opened: Browser, size: tuple[int, int] = WIDE, *, scheme: str = "light"
) -> Iterator[Page]:
    """A fresh window that may reach loopback only and must keep quiet on its console."""
    context = opened.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    complaints: list[str] = []

    def console(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            complaints.append(f"console {said.type}: {said.text}")

    page.on("console", console)
    page.on("pageerror", lambda fault: complaints.append(f"page error: {fault}"))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
            else complaints.append(f"asked for {asked.url}")
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert complaints == [], complaints
