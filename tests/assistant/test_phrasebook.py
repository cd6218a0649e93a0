"""Words of the shop: what is refused and why, and what a message with them is taken for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from assistant import phrasebook, plain, shop_phrases, understand
from assistant.explained import explained
from oms import actors, catalogue, product_edits, shop_words, words
from oms.errors import NoLongerPossible, NotAllowed, ShopError
from oms.words import BadWord
from tests.small_shop import OWNER, PICKER


def teach(books: Session, said: str, means: str) -> int | None:
    return words.put(books, said, means, by=actors.who(books, OWNER))


def asked(books: Session, question: str) -> str:
    return str(plain.ask(books, OWNER, question)["answer"])


@pytest.mark.parametrize(
    ("said", "means", "why"),
    [
        ("mugs", "MUG-BLU", "“mugs” also fits Red mug (MUG-RED)"),
        ("red mug", "MUG-BLU", "“red mug” also fits Red mug (MUG-RED)"),
        ("lamp-1", "TEAPOT", "“lamp-1” is the SKU of Brass desk lamp."),
        ("leeds", "York", "“leeds” is the location Leeds."),
        ("etsy", "York", "“etsy” is the channel Etsy."),
        ("harrow", "LAMP-1", "“harrow” is read as a supplier."),
        ("priya shah", "LAMP-1", "“priya shah” is read as a customer."),
        ("blue", "MUG-BLU", "“blue” is an everyday word"),
        ("late ones", "LAMP-1", "“late ones” is made of words that ask for something"),
        ("low stock", "LAMP-1", "“low stock” asks for something already: "),
        ("yes", "LAMP-1", "“yes” is an answer of its own."),
        ("undo", "LAMP-1", "“undo” is an answer of its own."),
        ("2 blues", "MUG-BLU", "“2 blues” has a number in it"),
        ("six blues", "MUG-BLU", "“six blues” has a number in it"),
        ("xl", "MUG-BLU", "“xl” is too short to stand for something."),
        ("blues <b>", "MUG-BLU", "“blues <b>” cannot be the name of a product."),
        ("unit 2", "York", "“unit 2” cannot be the name of a place."),
        ("x" * 101, "York", " cannot be a word of the shop."),
        ("grandad", "a lamp of sorts", "“a lamp of sorts” is no product"),
        ("ship {order}", "cancel {order}", "“ship {order}” would take “ship 1043” away: "),
        ("never {order}", "ship {order}", "“never” in “never 1043” says not to do it"),
        ("ship {order} tomorrow morning", "ship {order}", "“tomorrow” in “ship 1043 tomorrow"),
        ("zap {order} if paid", "ship {order}", "“if” in “zap 1043 if paid” says not to do it"),
        ("should we zap {order}", "ship {order}", "“should” in “should we zap 1043”"),
        ("she said zap {order}", "ship {order}", "“said” in “she said zap 1043”"),
        ("zap {order} next friday", "ship {order}", "“next friday” in “zap 1043 next friday”"),
        ("thanks", "open orders", "“thanks” is an answer of its own."),
        ("chase {sku}", "where is order {order}", "must have the same, each once."),
        ("chase (up {order}", "where is order {order}", "The brackets of “chase (up {order}”"),
        ("{order}", "where is order {order}", "“{order}” says too little"),
        ("zap {order}", "ship {thing}", "“ship {thing}” is no product"),
        ("where's order {order}", "where is order {order}", "where"),
    ],
)  # fmt: skip
def test_a_word_that_would_be_mistaken_says_with_what(
    sqlite_books: Session, said: str, means: str, why: str
) -> None:
    with pytest.raises(ShopError) as refused:
        teach(sqlite_books, said, means)

    assert why in refused.value.message
    assert refused.value.remedy
    assert words.every(sqlite_books) == []


def test_a_word_is_not_heard_as_another_one(sqlite_books: Session) -> None:
    teach(sqlite_books, "the big blues", "MUG-BLU")
    teach(sqlite_books, "chase {order}", "where is order {order}")

    with pytest.raises(BadWord, match="“big blue” is heard as “the big blues”, which means MUG"):
        teach(sqlite_books, "big blue", "MUG-RED")
    with pytest.raises(BadWord, match=r"is heard as “chase .order.”, which means “where is order"):
        teach(sqlite_books, "(chase|hunt) {order}", "ship {order}")
    assert teach(sqlite_books, "the big blues", "MUG-RED") is not None
    assert asked(sqlite_books, "how many big blues in Leeds").startswith("4 Red mug (MUG-RED)")


def test_a_product_that_is_not_sold_any_more_gets_no_word(sqlite_books: Session) -> None:
    card, by = catalogue.exactly(sqlite_books, "CARD-XMAS").id, actors.who(sqlite_books, OWNER)
    product_edits.change(sqlite_books, card, "active", value=False, by=by, key="ended")

    with pytest.raises(BadWord, match=r"\(CARD-XMAS\) is not sold any more"):
        teach(sqlite_books, "xmas wishes", "CARD-XMAS")


def test_words_are_understood_alike_on_each_database(books: Session) -> None:
    for said, means in (("big blues", "MUG-BLU"), ("the barn", "York"), ("the bay", "Etsy"),
                        ("send it off {order} [please]", "ship {order}")):  # fmt: skip
        teach(books, said, means)

    assert asked(books, "how many Big Blue in the barn?").startswith("9 Blue mug")
    # no phrase has these words: the understanding knows the names, too
    assert asked(books, "any of our big blues left over at the barn?").startswith("9 Blue mug")
    assert asked(books, "sales from the bay").startswith("£25.50 sold on Etsy")
    assert asked(books, "send it off 1043").startswith("Ship order 1043 for Priya Shah?")


def test_a_note_with_a_word_in_it_is_kept_as_it_was_typed(sqlite_books: Session) -> None:
    teach(sqlite_books, "big blues", "MUG-BLU")

    shown = asked(sqlite_books, "note on 1043: she loves the big blues")

    assert "she loves the big blues" in shown


def test_only_who_may_change_settings_teaches_a_word(sqlite_books: Session) -> None:
    with pytest.raises(NotAllowed):
        words.put(sqlite_books, "big blues", "MUG-BLU", by=actors.who(sqlite_books, PICKER))


def test_a_word_is_taught_once_and_taken_back_unless_it_was_changed(books: Session) -> None:
    by = actors.who(books, OWNER)
    first = words.teach(books, "Big  Blues", "blue mug", by=by, key="one")
    again = words.teach(books, "Big  Blues", "blue mug", by=by, key="one")
    assert (first, first.said, first.after) == (again, "big blues", "MUG-BLU")
    assert first.edit_id is not None
    second = words.teach(books, "big blues", "MUG-RED", by=by, key="two")

    with pytest.raises(NoLongerPossible, match="“big blues” was changed again since and means MUG"):
        words.untaught(books, first.edit_id, by=by, key="back one")
    assert second.edit_id is not None
    words.untaught(books, second.edit_id, by=by, key="back two")

    assert words.value(books, "big blues") == "MUG-BLU"
    assert [one.said for one in shop_words.known(books)] == ["big blues"]


def test_no_phrase_of_the_shop_takes_an_example_of_a_command_away(sqlite_books: Session) -> None:
    teach(sqlite_books, "chase {order}", "where is order {order}")
    phrases = shop_words.phrases(sqlite_books)

    for command in understand.known().values():
        for example in command.examples:
            assert shop_phrases.meant(example, phrases) == example
    assert shop_phrases.meant("Please chase 1043, thanks", phrases) == "where is order 1043"
    assert shop_phrases.meant("chase", phrases) == "chase"


def test_each_example_of_a_command_is_a_sentence_that_a_word_can_stand_for() -> None:
    unknown = [
        example
        for command in understand.known().values()
        for example in command.examples
        if not phrasebook.is_sentence(understand.clean(example))
        and understand.understand(example)[0].weight[0] > 0
    ]  # fmt: skip
    assert unknown == []


def test_how_a_word_was_understood_is_explained(sqlite_books: Session) -> None:
    teach(sqlite_books, "chase {order}", "where is order {order}")

    lines = explained(sqlite_books, OWNER, "chase 1043")

    assert lines[:2] == [
        "word of the shop: where is order 1043", "phrase of order_status: order 1043",
    ]  # fmt: skip
