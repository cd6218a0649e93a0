"""Every file of tests/conversations is had with the small shop, word for word."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from tests.conversation import Talk
from tests.small_shop import SmallShop

ANY, NONE = "…", "not "
"""In place of an answer's lines: any number of them; and the beginning of a line it has not."""
FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))
REMEMBERING = ("going_on", "whose_yes", "confirming", "several", "together")
"""Those about what was said before; the others are the same on every database."""


def is_answer(line: str) -> bool:
    """Whether a line belongs to the answer above it."""
    return bool(line.strip()) and not line.startswith(
        ("> ", "#", "as ", "in the ", "given ", "later ", "looks ", "stock ", "back ")
    )


def goes_as(shown: list[str], wanted: list[str]) -> bool:
    """Whether lines are those wanted, where one may stand for any number of them."""
    if not wanted:
        return not shown
    if wanted[0] == ANY:
        return any(goes_as(shown[at:], wanted[1:]) for at in range(len(shown) + 1))
    return bool(shown) and shown[0] == wanted[0] and goes_as(shown[1:], wanted[1:])


def have(path: Path, shop: SmallShop) -> None:
    """Have a conversation, and compare every answer with what is written below it."""
    talk = Talk(shop)
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if talk.turn(line) and line.startswith("> "):
            below = list(takewhile(is_answer, lines[number:]))
            wanted = [one for one in below if not one.startswith(NONE)]
            unwanted = tuple(one.removeprefix(NONE) for one in below if one.startswith(NONE))
            where = f"{path.name}:{number}: {line}"
            assert ANY in wanted or talk.shown == wanted, where
            assert goes_as(talk.shown, wanted), f"{where}\n" + "\n".join(talk.shown)
            assert not [one for one in talk.shown if unwanted and one.startswith(unwanted)], where


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(path: Path, sqlite_shop: SmallShop) -> None:
    have(path, sqlite_shop)


@pytest.mark.parametrize("name", REMEMBERING)
def test_what_goes_on_from_before_goes_alike_on_each_database(name: str, shop: SmallShop) -> None:
    have(FOLDER / f"{name}.txt", shop)


def test_an_answer_that_is_not_as_written_is_noticed() -> None:
    assert goes_as(["a", "b", "c"], ["a", ANY, "c", ANY])
    assert not goes_as(["a", "b", "c"], ["a", ANY, "b"])
    assert not goes_as(["a"], ["a", "b"])
