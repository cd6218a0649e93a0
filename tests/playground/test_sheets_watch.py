"""Drive's push notifications: who watches a file or everything is told of each change."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw

Letters = queue.Queue[dict[str, str]]


@pytest.fixture
def mailbox() -> Iterator[tuple[str, Letters]]:
    """An address that keeps the headers of what is posted to it."""
    letters: Letters = queue.Queue()

    class Box(BaseHTTPRequestHandler):
        """Takes letters."""

        def do_POST(self) -> None:
            """Keep one."""
            letters.put(dict(self.headers.items()))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Box)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/drive", letters
    server.shutdown()
    thread.join()
    server.server_close()


def states(letters: Letters, count: int) -> list[tuple[str, str]]:
    got = [letters.get(timeout=10) for _ in range(count)]
    return [(one["X-Goog-Resource-State"], one["X-Goog-Message-Number"]) for one in got]


def test_who_watches_a_file_is_told_of_its_changes_until_they_stop(
    sheets: LocalSheets, raw: Raw, mailbox: tuple[str, Letters]
) -> None:
    address, letters = mailbox
    watched, other = sheets.create("Watched"), sheets.create("Other")
    channel = raw.json("POST", f"drive/v3/files/{watched}/watch", json={
        "id": "one", "type": "web_hook", "address": address, "token": "ours"})  # fmt: skip

    sheets.type(other, "Sheet1", "A1", "x")
    sheets.type(watched, "Sheet1", "A1", "x")

    assert states(letters, 2) == [("sync", "1"), ("update", "2")]
    raw("POST", "drive/v3/channels/stop", json=channel)
    sheets.type(watched, "Sheet1", "A1", "y")
    everything = raw.json("POST", "drive/v3/changes/watch", json={
        "id": "all", "type": "web_hook", "address": address})  # fmt: skip
    sheets.type(other, "Sheet1", "A1", "y")
    assert states(letters, 2) == [("sync", "1"), ("change", "2")]
    raw("POST", "drive/v3/channels/stop", json=everything)
    assert sheets.watchers.channels == []


def test_each_message_says_what_it_is_about(
    sheets: LocalSheets, raw: Raw, mailbox: tuple[str, Letters]
) -> None:
    address, letters = mailbox
    watched = sheets.create("Watched")
    ends = int(dt.datetime.now(dt.UTC).timestamp()) + 600
    channel = raw.json("POST", f"drive/v3/files/{watched}/watch", json={
        "id": "told", "type": "web_hook", "address": address, "token": "ours",
        "expiration": ends * 1000})  # fmt: skip
    letter = letters.get(timeout=10)
    raw("POST", "drive/v3/channels/stop", json=channel)

    assert (channel["token"], channel["expiration"]) == ("ours", str(ends * 1000))
    until = dt.datetime.fromtimestamp(ends, dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert {key.lower(): held for key, held in letter.items() if "goog" in key.lower()} == {
        "x-goog-channel-id": "told", "x-goog-channel-token": "ours",
        "x-goog-channel-expiration": until, "x-goog-message-number": "1",
        "x-goog-resource-id": channel["resourceId"], "x-goog-resource-state": "sync",
        "x-goog-resource-uri": f"https://www.googleapis.com/drive/v3/files/{watched}",
    }  # fmt: skip


def test_a_channel_ends_when_its_time_is_over(raw: Raw, mailbox: tuple[str, Letters]) -> None:
    times = [dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)]
    server = LocalSheets(clock=lambda: times[-1]).start()
    asking = Raw(server)
    address, letters = mailbox
    book = server.create("Watched")
    channel = asking.json("POST", f"drive/v3/files/{book}/watch", json={
        "id": "one", "type": "web_hook", "address": address})  # fmt: skip
    assert channel["expiration"] == str(int(times[0].timestamp() * 1000) + 86_400_000)
    times.append(times[0] + dt.timedelta(days=1))
    server.type(book, "Sheet1", "A1", "x")
    asking.close()
    server.stop()

    assert states(letters, 1) == [("sync", "1")]
    assert server.watchers.channels == []


def test_a_channel_that_cannot_be_is_refused(sheets: LocalSheets, raw: Raw) -> None:
    path = f"drive/v3/files/{sheets.create('Watched')}/watch"
    assert "needs an id" in raw.error("POST", path, json={"id": "x"})["message"]
    told = {"id": "twice", "type": "web_hook", "address": "http://127.0.0.1:9/nobody"}
    raw.json("POST", path, json=told)
    assert "not unique" in raw.error("POST", path, json=told)["message"]
    assert raw.error("POST", "drive/v3/channels/stop", json={"id": "no"})["code"] == 404
