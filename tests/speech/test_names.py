"""Names, quantities and days in sentences: which are meant, and which words are none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.understanding import dates, numbers, scoring, tokens
from assistant.understanding.acts import Understood
from assistant.understanding.clause import Clause
from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Named, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.product_spans import spans
from assistant.understanding.products import ProductIndex
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tags import tags
from assistant.understanding.talk_words import UNDO
from tests.speech.sentences import shop

TODAY = dt.date(2025, 6, 18)  # a Wednesday


def named(said: str) -> list[tuple[str, object]]:
    """Kind and value of everything that a sentence names in the shop."""
    return [(tag.kind, tag.value) for tag in _tags(said)]


def _tags(said: str) -> list[Tag]:
    return tags(tokens.read(said), shop().known, TODAY)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("yesterday", "2025-06-17", "2025-06-17"),
        ("this week", "2025-06-16", "2025-06-22"),
        ("last week", "2025-06-09", "2025-06-15"),
        ("last month", "2025-05-01", "2025-05-31"),
        ("in may", "2025-05-01", "2025-05-31"),
        ("on saturday", "2025-06-14", "2025-06-14"),
        ("last 7 days", "2025-06-12", "2025-06-18"),
        ("since monday", "2025-06-16", "2025-06-18"),
        ("from 2 to 5 june", "2025-06-02", "2025-06-05"),
        ("between monday and tuesday", "2025-06-16", "2025-06-17"),
        ("3 days ago", "2025-06-15", "2025-06-15"),
        ("month to date", "2025-06-01", "2025-06-18"),
        ("in q1", "2025-01-01", "2025-03-31"),
        ("12/05/2025", "2025-05-12", "2025-05-12"),
        ("12 march 2024", "2024-03-12", "2024-03-12"),
        ("december", "2024-12-01", "2024-12-31"),
        ("sat & sun", "2025-06-14", "2025-06-15"),
        ("saturday and sunday", "2025-06-14", "2025-06-15"),
        ("sun and mon", "2025-06-15", "2025-06-16"),
        ("w c 9th", "2025-06-09", "2025-06-15"),
        ("week commencing the 9th", "2025-06-09", "2025-06-15"),
        ("with c 26 may", "2025-05-26", "2025-06-01"),
        ("week ending 15 june", "2025-06-09", "2025-06-15"),
    ],
)
def test_days_are_ranges(said: str, start: str, end: str) -> None:
    (found,) = dates.ranges(said.split(), TODAY)

    assert found.plain() == {"from": start, "to": end}


@pytest.mark.parametrize(
    ("said", "ahead", "start", "end"),
    [
        ("after 3 june", False, "2025-06-04", "2025-06-18"),
        ("after today", False, "2025-06-18", "2025-06-18"),
        ("from friday to monday", False, "2025-06-13", "2025-06-16"),
        ("from tuesday to saturday", False, "2025-06-10", "2025-06-14"),
        ("from friday to 3 june", False, "2025-06-03", "2025-06-13"),
        ("from 12 june to 9 june", False, "2025-06-09", "2025-06-12"),
        ("12 june to 9 june", False, "2025-06-09", "2025-06-12"),
        ("from 20 june to 2 july", False, "2024-06-20", "2024-07-02"),
        ("from 20 december to 2 january", True, "2025-12-20", "2026-01-02"),
        ("from 29 february 2024 to 2 march", False, "2024-02-29", "2025-03-02"),
    ],
)
def test_the_ends_of_days_are_of_one_time(said: str, ahead: bool, start: str, end: str) -> None:
    (found,) = dates.ranges(said.split(), TODAY, ahead=ahead)

    assert found.plain() == {"from": start, "to": end}


def test_a_day_without_a_week_lies_where_the_question_looks() -> None:
    words = ["by", "friday"]

    assert dates.ranges(words, TODAY, ahead=True)[0].start == dt.date(2025, 6, 20)
    assert dates.ranges(words, TODAY, ahead=False)[0].start == dt.date(2025, 6, 13)


@pytest.mark.parametrize(
    "said",
    ["5201", "1043", "may i ask", "march on", "sat down", "order 12", "with c", "sat and smiled",
     "she sat & waited", "w c 9", "week ending soon"],
)  # fmt: skip
def test_numbers_and_words_are_no_days(said: str) -> None:
    assert dates.ranges(said.split(), TODAY) == []


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("four hundred and twenty five quid", "money", "425"),
        ("a hundred and five", "units", "105"), ("two thousand four hundred", "units", "2400"),
        ("five hundred twenty", "units", "520"), ("2 hundred and six", "units", "206"),
        ("a dozen", "units", "12"), ("half a dozen", "units", "6"), ("2 dozen", "units", "24"),
        ("twenty five", "units", "25"), ("3 x", "units", "3"), ("+ 4", "units", "4"),
        ("minus 4", "units", "-4"), ("1,200", "units", "1200"), ("£ 27.50", "money", "27.50"),
        ("20 quid", "money", "20"), ("27 pounds 50", "money", "27.5"), ("12.50", "money", "12.50"),
        ("5 %", "percent", "5"), ("a couple of", "units", "2"),
    ],
)  # fmt: skip
def test_quantities(said: str, kind: str, value: str) -> None:
    (found,) = numbers.figures(said.split())

    assert (found.kind, found.value) == (kind, Decimal(value))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("5201 and #5204", [("order", "5201"), ("order", "5204")]),
        ("order 9999", [("order", "9999")]),
        ("ret-12 and RET 15", [("return", "RET-12"), ("return", "RET-15")]),
        ("PO 88", [("purchase", "PO-88")]),
        ("dhl 4455667788", [("carrier", "dhl"), ("tracking", "4455667788")]),
        ("tariq@mail.example", [("customer", ("C2",))]),
        ("Beth's bowl", [("customer", ("C3",)), ("product", ("BWL-SRV",))]),
        ("mendip", [("supplier", "S-1")]),
        ("the till", [("channel", "pos")]),
        ("rust apron", [("product", ("APR-LIN-R",))]),
        ("striped tea towls", [("product", ("TTW-STR",))]),
        ("candles", [("product", ("CND-FIG", "CND-CDR"))]),
        ("can you return this order", []),
        ("label it", []),
    ],
)
def test_what_a_sentence_names(said: str, wanted: list[tuple[str, object]]) -> None:
    assert named(said) == wanted


def test_an_unknown_number_is_known_to_be_unknown() -> None:
    (tag,) = _tags("order 9999")

    assert not tag.known


def test_slack_escapes_are_read_and_quoted_lines_are_not() -> None:
    said = tokens.read("> ship 1043\nwhere&#39;s <mailto:a@b.example|a@b.example> &amp; <@U9>?")

    assert said.clean == "where's a@b.example & @somebody ?"


NOT_OURS = (
    "can you set an alarm", "order me a pizza", "return my call", "may i ask a question",
    "hold the door please", "one more thing", "mark my words", "will you marry me",
)  # fmt: skip
AWKWARD = ("Can", "Order", "Set of 5", "Return address label", "Hold", "Cancel button", "Please",
           "May", "Ship in a bottle", "Refund", "One", "Note", "The Move", "Price tag")  # fmt: skip


def test_products_with_awkward_names_do_not_take_ordinary_words() -> None:
    products = tuple(Product(f"A-{number}", name) for number, name in enumerate(AWKWARD))
    people = (Named("C1", ("May Will",)), Named("C2", ("Mark Grant",)))
    orders = {"7001": KnownOrder("7001", "C1", "open", ("A-0",))}
    known = Known(Names(products=products, customers=people, orders=orders))
    reader = Reader(shop().speeches, shop().scorer, known, TODAY)

    for said in ("can you cancel 7001 please", "please hold order 7001", "refund 7001"):
        act = reader.read(said).acts[0]
        assert act.slots == {"order": "7001"}, said
        assert act.verdict == "confirm", said
    for said in NOT_OURS:
        assert reader.read(said).verdict not in {"confirm", "clarify"}, said


def test_what_only_a_supplier_has_says_that_a_word_of_products_names_the_supplier() -> None:
    products = (Product("H-1", "Hay bale"), Product("H-2", "Hay net"))
    known = Known(Names(products=products, suppliers=(Named("S1", ("Hay & Sons",)),)))

    def kinds(said: str) -> list[str]:
        return [tag.kind for tag in tags(tokens.read(said), known, TODAY)]

    assert kinds("when is the hay delivery due") == ["supplier"]
    assert kinds("what's hay's lead time") == ["supplier"]
    assert kinds("how many hay nets have we") == ["product"]


@pytest.mark.parametrize(
    ("said", "goods"),
    [
        ("cut 1043 loose, ship it", 0),
        ("cut loose 1043", 0),
        ("set the order free if she pays", 0),
        ("hold 1043 tight", 0),
        ("set 1043 loose leaf to 2", 1),
        ("cut the loose tea to 4", 1),
        ("add 2 loose tea to 1043", 1),
    ],
)
def test_a_word_that_ends_a_verb_names_no_goods(said: str, goods: int) -> None:
    products = (
        Product("T-1", "Loose leaf tea"),
        Product("T-2", "Tea bags"),
        Product("C-1", "Sugar free gum"),
        Product("W-1", "Tight weave cloth"),
    )
    known = Known(Names(products=products, orders={"1043": KnownOrder("1043")}))

    found = tags(tokens.read(said), known, TODAY)

    assert sum(tag.kind == "product" for tag in found) == goods


def test_a_lead_time_names_no_lead() -> None:
    products = (Product("L-1", "Dog lead red"), Product("L-2", "Dog lead blue"))
    known = Known(Names(products=products, suppliers=(Named("S1", ("Barker Goods",)),)))

    found = tags(tokens.read("what is the lead time of barker goods"), known, TODAY)

    assert [tag.kind for tag in found] == ["supplier"]


def test_the_nearest_of_two_like_products_is_not_guessed() -> None:
    index = ProductIndex([Product("A", "Blue mug large"), Product("B", "Blue mug small")])

    (found,) = spans(index, ["blue", "mug"], [False, False])

    assert found.link.codes == ("A", "B")


GOODS = (
    Product("CAG", "Alloy bottle cage"), Product("CAM", "Pinhole camera"),
    Product("BAG-ROL", "Bin bag roll"), Product("LBL-ROL", "Shipping labels roll of 500"),
    Product("FILM", "Kestrel colour film"), Product("ROPE", "Mooring rope 14mm"),
    Product("REEL", "Garden wire reel 200m"), Product("TIN", "Tin of travel sweets"),
    Product("JAR", "Jar of travel sweets"),
)  # fmt: skip


def read_there(said: str) -> Understood:
    """What a sentence asks for in a shop that sells rolls, cages and cameras."""
    known = Known(Names(products=GOODS, purchases={"PO-63": ""}))
    return Reader(scoring.speeches(), scoring.scorer(), known, TODAY).read(said)


def called(said: str) -> list[tuple[str, object]]:
    """Kind and value of what a sentence names there."""
    return [(tag.kind, tag.value) for tag in read_there(said).tags]


@pytest.mark.parametrize(
    ("said", "units", "code"),
    [
        ("24 rolls of kestrel film came", 24, "FILM"), ("order 200m of mooring rope", 200, "ROPE"),
        ("order 200 metres of the mooring rope", 200, "ROPE"), ("twelve rolls of film", 12, "FILM"),
        ("3 tins of travel sweets", 3, "TIN"), ("3 jars of travel sweets", 3, "JAR"),
        ("200 rolls of shipping labels", 200, "LBL-ROL"), ("4 bin bag rolls", 4, "BAG-ROL"),
        ("24 cages", 24, "CAG"),
    ],
)  # fmt: skip
def test_in_what_a_product_is_counted_is_no_product(said: str, units: int, code: str) -> None:
    assert called(said) == [("units", units), ("product", (code,))]


@pytest.mark.parametrize("said", ["order 200m of garden wire", "order 200 metres of garden wire"])
def test_a_length_of_what_is_sold_by_the_reel_is_no_number_of_reels(said: str) -> None:
    assert read_there(said).verdict not in {"confirm", "answer"}


@pytest.mark.parametrize(
    "said", ["3 came on PO-63", "PO-63 came", "he came and went", "it went, came and stuck"]
)
def test_forms_of_everyday_verbs_are_no_misspelt_products(said: str) -> None:
    assert "product" not in dict(called(said))


@example("undo")
@example("Undo that!")
@example("nudo")
@example("don't undo it")
@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault_and_asks_for_no_change_but_undo_by_its_own_words(
    said: str,
) -> None:
    read = shop().read(said)
    undo = scoring.speeches()[UNDO]

    changes = [act for act in read.acts if act.verdict == "confirm"]

    # of all changes only “undo” needs no name: no text asks for another, nor loosely for that
    says_undo = undo.says(Clause.of(read.text, 0, len(read.text.tokens), read.tags).words)
    allowed: list[tuple[str, str, Slots]] = [(UNDO, "phrase", {})] if says_undo else []
    assert [(act.command, act.stage, act.slots) for act in changes] in ([], allowed)
