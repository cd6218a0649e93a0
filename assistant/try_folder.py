"""The folder of `backroom try`: the shop's database, kept for the day, used by one at a time."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.try_history import History
from oms.errors import ShopError

MADE = "made.json"
VERSION = 1
"""Of what is made; a folder of another version is made again."""


class AlreadyOpen(ShopError):
    """The example shop of this folder is open in another window."""

    code = "already_open"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The example shop is open already, at {where}.",
            remedy="Use that one, or stop it there with Ctrl-C.",
        )


@contextmanager
def kept(home: Path) -> Iterator[Path]:
    """The folder for one run; two at once would write over each other.

    Raises:
        AlreadyOpen: another run has it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "open").open("a+", encoding="utf-8") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            door.seek(0)
            raise AlreadyOpen(door.read().strip() or str(home)) from taken
        yield home


def tell_where(home: Path, url: str) -> None:
    """Say where this run is open, for who tries to open it again."""
    (home / "open").write_text(url, encoding="utf-8")


def shop(
    home: Path,
    *,
    day: dt.date,
    history: History,
    fresh: bool,
    make: Callable[[Path], None],
) -> tuple[Path, bool]:
    """The folder of the day's shop, made now unless it was made today from the same file.

    It is made beside and moved into place, so that a run that was stopped half way leaves nothing
    that looks whole.

    Returns:
        The folder, and whether it was made now.
    """
    folder = home / "shop"
    wanted = {"version": VERSION, "day": day.isoformat(), "history": history.path.name}
    if not fresh and _made(folder) == wanted:
        return folder, False
    making = home / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    make(making)
    (making / MADE).write_text(json.dumps(wanted), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    return folder, True


def _made(folder: Path) -> object:
    try:
        return json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
