"""`backroom try` as one types it: unattended, with a taken port, and a second time on one day."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import try_folder, try_history
from assistant.playground.slack import OLIVE
from assistant.try_shop import Opened, Wanted, opened

LONGEST = 300


def backroom(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command, with the small data that comes with it."""
    environment = {**os.environ, "BACKROOM_HOME": str(home), "BACKROOM_DATA": str(home / "none")}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        env=environment, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip


def test_a_check_asks_in_the_browser_prints_the_answer_and_stops(tmp_path: Path) -> None:
    done = backroom(tmp_path, "try", "--check")

    assert done.returncode == 0, done.stderr
    assert "Asked in the browser: where is order 1043?" in done.stdout
    assert "Answered: Order 1043" in done.stdout
    assert "40 orders open and 5 of them late" in done.stdout
    assert done.stderr == ""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the shop was opened today and closed again, after one question."""
    folder = tmp_path_factory.mktemp("home")
    said: list[str] = []
    with opened(wanted(folder), echo=said.append) as shop:
        shop.slack.dm(OLIVE, "hello again tomorrow")
    assert "Setting up the example shop" in said[0]
    return folder


def wanted(home: Path, *, port: int = 0) -> Wanted:
    return Wanted(port=port, data=home / "none", home=home / "try", browser=False)


def heard(shop: Opened) -> list[str]:
    return [one["text"] for one in shop.slack.all_messages()]


def test_a_second_start_finds_the_shop_as_it_was_left(home: Path) -> None:
    said: list[str] = []

    with opened(wanted(home), echo=said.append) as shop:
        kept = heard(shop)

    assert said[0].startswith("The shop you opened today")
    assert "Begin again with --fresh" in said[0]
    assert "hello again tomorrow" in kept


def test_a_port_that_is_taken_is_named_with_what_to_do(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = backroom(home, "try", "--no-browser", "--port", str(port))

    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_shop_is_open_in_one_place_at_a_time(home: Path) -> None:
    with try_folder.kept(home / "try"):
        try_folder.tell_where(home / "try", "http://127.0.0.1:8420/")

        done = backroom(home, "try", "--no-browser", "--port", "0")

    assert done.returncode == 2
    assert "open already, at http://127.0.0.1:8420/" in done.stderr


def test_the_excerpt_is_used_where_the_whole_file_is_not(tmp_path: Path) -> None:
    assert try_history.find(tmp_path).path == try_history.EXCERPT
    assert try_history.find(None).path == try_history.EXCERPT

    whole = tmp_path / try_history.WHOLE
    whole.parent.mkdir()
    whole.touch()

    assert try_history.find(tmp_path) == try_history.History(whole, whole=True)
