"""Every file of tests/conversations is had with the small shop, word for word."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from tests.conversation import Talk
from tests.small_shop import SmallShop

FILES = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


def is_answer(line: str) -> bool:
    """Whether a line belongs to the answer above it."""
    return bool(line.strip()) and not line.startswith(
        ("> ", "#", "as ", "given ", "later ", "stock ")
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(path: Path, sqlite_shop: SmallShop) -> None:
    talk = Talk(sqlite_shop)
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if talk.turn(line) and line.startswith("> "):
            wanted = list(takewhile(is_answer, lines[number:]))
            assert talk.shown == wanted, f"{path.name}:{number}: {line}"
