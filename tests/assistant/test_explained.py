"""`backroom ask --explain`: what was understood, how surely, and why not."""

from __future__ import annotations

from assistant.explained import explained
from tests.small_shop import OWNER, SmallShop


def lines(shop: SmallShop, said: str) -> list[str]:
    """The explanation of a sentence."""
    with shop.database.reading() as books:
        return explained(books, OWNER, said)


def test_a_phrase_word_for_word_is_named_with_its_words(sqlite_shop: SmallShop) -> None:
    found = lines(sqlite_shop, "where is order 1043?")

    assert "phrase of order_status: order 1043" in found
    assert "names: order 1043" in found


def test_a_likely_command_is_named_with_its_score_and_what_came_next(
    sqlite_shop: SmallShop,
) -> None:
    found = lines(sqlite_shop, "whereabouts of 1043 mate")

    assert any(line.startswith("order_status: answer by ") for line in found)
    assert any(line.startswith("next: ") for line in found)
    assert "slots: order 1043" in found


def test_what_speaks_against_a_change_is_said(sqlite_shop: SmallShop) -> None:
    found = lines(sqlite_shop, "ship 1043 tomorrow")

    assert any(line.startswith("against: ") and "put off: tomorrow" in line for line in found)


def test_a_repaired_word_is_said(sqlite_shop: SmallShop) -> None:
    assert "read as: teepots = teapot" in lines(sqlite_shop, "how many teepots")
