"""Rendering: words stand in templates, data never becomes markup, nothing is too long to send."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
import types
import typing
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import settings as checked
from hypothesis import strategies as st

from assistant import block_limits, home, render, understand
from assistant.playground import slack_blocks
from oms.approvals import Asked
from oms.ledger_notices import Asked as LedgerAsked
from oms.order_card import OrderCard
from oms.order_lists import OrderFound, OrdersFound
from oms.periods import Days
from oms.return_cards import ReturnCard
from oms.returns import ReturnPlan
from oms.shipping import PlannedLine, PlannedParcel, ShipmentPlan
from oms.stock import LowStock
from tests.assistant.facts_of_answers import of_answers
from tests.assistant.facts_of_forms import of_forms
from tests.assistant.facts_of_ledger import of_ledger
from tests.assistant.facts_of_money import of_money, refund_card
from tests.assistant.facts_of_orders import of_orders
from tests.assistant.facts_of_returns import of_returns
from tests.assistant.facts_of_setup import of_setup
from tests.assistant.facts_of_shipping import of_shipping
from tests.assistant.facts_of_stock import of_stock
from tests.assistant.facts_of_supply import of_supply
from tests.assistant.facts_of_words import of_words
from tests.conversation import lines_of

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TEMPLATES = Path(render.FOLDER)
HOSTILE = (
    "<!channel>", "<!here|all>", "<!subteam^S1>", "<@U01OLIVE>", "<https://evil.example|Invoice>",
    "*bold* _it_ ~no~ `code`", "&lt;!channel&gt; & Sons", '"}, {"type": "divider"',
    "a\nb\u2028c\x85d", "\u202egnp.exe\u202c", "nul\x00nul", "half \ud83d",
    "{{ 7 * 7 }}{% raw %}", "x" * 3_000, "&" * 3_000, "é" * 403, "👩‍👩‍👧" * 301, " ", "",
)  # fmt: skip
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
MANY = 30
UNSEEN = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


hints_of = cache(typing.get_type_hints)


def filled(kind: Any, word: str, many: int = MANY) -> Any:
    """A value of that type in which every text is `word` and every tuple is long."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        return filled(next(one for one in inner if one is not type(None)), word, many)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return (filled(inner[0], word, many),) * many
        return tuple(filled(one, word, many) for one in inner)
    if dataclasses.is_dataclass(kind):
        hints = hints_of(kind if isinstance(kind, type) else type(kind))
        fields = {one.name: filled(hints[one.name], word, many) for one in dataclasses.fields(kind)}
        return typing.cast("Any", kind)(**fields)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    known = {
        str: word,
        bool: True,
        int: 7,
        dt.date: TODAY,
        dt.datetime: dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    }
    return known[kind]  # fmt: skip


def order_card(word: str) -> OrderCard:
    card: OrderCard = filled(OrderCard, word)
    links = tuple(
        dataclasses.replace(one, url="https://track.example/" + "1" * 30) for one in card.parcels
    )
    short = ((word, 2), (word, 1))
    lines = tuple(dataclasses.replace(line, at=short) for line in card.lines)
    note = word or "–"  # an order without a note has a block less
    return dataclasses.replace(
        card, currency="GBP", parcels=links, lines=lines, note=note, ledger_note=note
    )


def shipment(word: str) -> dict[str, Any]:
    lines = tuple(PlannedLine(number, word, word, 2) for number in range(MANY))
    parcels = tuple(
        PlannedParcel(place, word, lines, place or None, "S-12", "picking") for place in range(3)
    )
    plan = ShipmentPlan(1, word, 1, parcels, 4)
    return {
        "order": order_card(word),
        "plan": plan,
        "parcels": parcels,
        "location": word,
        "boxes": 2,
        "shelves": {(word, number): 9 for number in range(MANY)},
        "carrier": word,
        "tracking": word,
        "doubt": "7",
        "who": word,
        "token": "t" * 16,
    }


def taken_back(word: str) -> dict[str, Any]:
    plan = dataclasses.replace(filled(ReturnPlan, word), currency="GBP")
    shelves = {line.line_id: 3 for line in plan.lines}
    return {"order": order_card(word), "plan": plan, "shelves": shelves, "number": word,
            "card": filled(ReturnCard, word), "disposition": "restock", "who": word,
            "refund": refund_card(filled, word), "token": "t" * 16, "worth": word,
            "second": len(word) % 2 == 0,
            "waits": filled(Asked, word) if len(word) % 2 else None}  # fmt: skip


def request(word: str) -> dict[str, Any]:
    states = ("open", "approved", "declined", "expired", "failed")
    asked: Asked = filled(Asked, word)
    state = states[len(word) % len(states)]
    return {"approval": dataclasses.replace(asked, state=state), "token": "t" * 16}


def typed(word: str) -> dict[str, Any]:
    return {"sku": word, "title": word, "location": word, "sku_id": 1, "location_id": 2,
            "question": 3, "counted": 4, "shown": 5, "on_hand": 6, "other": 5, "before": 5,
            "after": 2, "reason": word, "movement": 9}  # fmt: skip


def found(word: str) -> OrdersFound:
    orders = tuple(dataclasses.replace(filled(OrderFound, word), currency="GBP") for _ in range(10))
    return OrdersFound(orders, 4_321)


def offers(word: str) -> list[list[str]]:
    return [[word or "–", "ask", '{"c":"stock_level"}', ""]] * 5


def home_tab(word: str) -> dict[str, Any]:
    place = {"id": 1, "name": word, "orders": 7, "units": 7, "late": 7}
    lists = {"late": found(word).orders, "low": (filled(LowStock, word),),
             "waiting": (filled(Asked, word),), "asked": (filled(LedgerAsked, word),)}  # fmt: skip
    shown = {name: (rows * home.LISTED)[: home.LISTED] for name, rows in lists.items()}
    return {
        "shop": word, "today": TODAY, "now": word, "seen": word, "away": len(word) % 2 == 0,
        "places": [place] * home.PLACES, "may": sorted(understand.known()),
        **shown, **{f"{name}_total": 99 for name in lists},
    }  # fmt: skip


Facts = Callable[[str], dict[str, Any]]
FACTS: dict[str, Facts] = {
    "replies/order_status": lambda word: {"order": order_card(word), "withheld": "address"},
    "replies/find_orders": lambda word: {
        "found": found(word), "stage": word, "channel": word, "about": word, "now": NOW,
        "days": Days(TODAY, TODAY) if len(word) % 2 else None, "went": len(word) % 3 == 0,
        "page": 1 + len(word) % 2, "rest": 40, "next": {"customer": word[:60], "page": 3},
    },
    "replies/late_orders": lambda word: {
        "late": list(found(word).orders), "total": 99, "today": TODAY, "now": NOW,
    },
    "replies/ship_order": shipment,
    "replies/ship_order_done": shipment,
    "replies/pack_order": shipment,
    "replies/ship_order_undone": shipment,
    "replies/accept_return": taken_back,
    "replies/accept_return_done": taken_back,
    "replies/accept_return_undone": taken_back,
    "replies/approvals": lambda word: {"waiting": [filled(Asked, word)] * 10, "total": 99},
    "replies/approve_request": request,
    "replies/approve_request_done": request,
    "replies/decline_request": request,
    "replies/decline_request_done": request,
    "replies/settle_request_done": request,
    "notices/approval_asked": request,
    "notices/approval_decided": request,
    "notices/count_question": typed,
    "notices/overtyped": typed,
    "notices/stock_changed": typed,
    "replies/help": lambda word: {
        "name": word, "commands": [{"help": word, "example": word}] * 12, "topics": [word] * 11,
        "topic": word if len(word) % 2 else "",
    },
    "replies/not_understood": lambda word: {
        "said": word, "read": word, "left": word, "examples": [f"ship {word}"] * 3,
        "offers": offers(word)[:3] if len(word) % 2 else [],
    },
    "replies/not_meant": lambda word: {
        "said": word if len(word) % 2 else "", "examples": [f"ship {word}"] * 3,
        "offers": offers(word)[: 4 if len(word) % 2 else 1], "done": len(word) % 2 == 0,
    },
    "replies/undo": lambda word: {"told": f"Done: {word}", "token": "t" * 16},
    "replies/which_command": lambda word: {"offers": offers(word)[:2]},
    "replies/cancelled": lambda word: {"others": len(word) % 2 == 0},
    "replies/asked_again": lambda _word: {},
    "replies/welcome": lambda _word: {},
    "replies/paused": lambda _word: {"waits": True},
    "replies/replacing": lambda _word: {},
    "replies/shown_otherwise": lambda _word: {},
    "replies/still_waits": lambda _word: {},
    "replies/together": lambda word: {"changes": 2 + len(word) % 2},
    "replies/read_by_model": lambda word: {"meanings": [word, word]},
    "errors/shop_error": lambda word: {
        "message": f"No “{word * 3}”.", "remedy": f"Say {word}.", "offers": offers(word),
    },
    "errors/fault": lambda word: {
        "reference": word, "offers": offers(word)[:1] if len(word) % 2 else [],
    },
}  # fmt: skip
FACTS |= of_orders(filled, order_card, found)
FACTS |= of_money(filled, order_card)
FACTS |= of_shipping(filled, order_card)
FACTS |= of_stock(filled, order_card, lambda word: request(word)["approval"])
FACTS |= of_supply(filled, order_card)
FACTS |= of_setup(filled)
FACTS |= of_words(filled)
FACTS |= of_ledger(filled)
FACTS |= of_returns(filled, order_card)
FACTS |= of_answers(filled)
FACTS |= {"home/home": home_tab, "digest/digest": FACTS["replies/show_digest"]}
FACTS |= of_forms(order_card, shipment, FACTS["replies/start_return"])


def reply_templates() -> list[str]:
    # those whose name begins with _ are parts of others
    every = (path.relative_to(TEMPLATES).with_suffix("") for path in TEMPLATES.rglob("[!_]*.j2"))
    return sorted(str(path) for path in every)


def markup_in(value: Any) -> Iterator[str]:
    """Every text of a message that Slack reads as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from markup_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from markup_in(inner)


def words_in(value: Any) -> Iterator[str]:
    """Every text of a message; what a button carries is shown to nobody."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (word for name, inner in value.items() if name != "value"
                    for word in words_in(inner))  # fmt: skip
    elif isinstance(value, list | tuple):
        yield from (word for inner in value for word in words_in(inner))


def faults_of(template: str, message: render.Message) -> list[str]:
    """What Slack would not take: of a form what it would not take of a modal."""
    if template.startswith("home/"):
        tab = {"type": "home", "blocks": list(message.blocks)}
        return block_limits.view_faults(tab) + slack_blocks.view_problems(tab)
    if not template.startswith("forms/"):
        return block_limits.faults(message.blocks, message.text)
    words = {name: {"type": "plain_text", "text": name} for name in ("title", "submit", "close")}
    view = {"type": "modal", **words, "blocks": list(message.blocks)}
    return block_limits.view_faults(view) + slack_blocks.view_problems(view)


def test_every_reply_and_notice_is_tried_with_hostile_words() -> None:
    untried, gone = set(reply_templates()) - set(FACTS), set(FACTS) - set(reply_templates())

    assert untried == set(), "say in FACTS which facts these templates are given"
    assert gone == set()


@pytest.mark.parametrize("word", HOSTILE, ids=[ascii(word)[:16] for word in HOSTILE])
def test_a_hostile_name_rings_nobody_and_breaks_no_limit(word: str) -> None:
    assert {one: wrong for one in FACTS if (wrong := list(amiss(one, word)))} == {}


def amiss(template: str, word: str) -> Iterator[str]:
    """What a template does wrong when everything is called by that word."""
    message = render.render(template, FACTS[template](word))
    yield from faults_of(template, message)
    if UNSEEN.search("".join(words_in(message.blocks)) + message.text):
        yield "it shows what nobody can see"
    if any("<" in text for text in markup_in(message.blocks)) or {"<", ">"} & set(message.text):
        yield "a name is markup"


@cache
def calm_blocks(template: str, odd: int) -> list[str]:
    """The kinds of the blocks that a harmless name makes, of an odd or an even length."""
    calm = render.render(template, FACTS[template]("x" * (odd or 2)))
    return [block["type"] for block in calm.blocks]


@checked(max_examples=4, deadline=None)
@given(word=WORDS)
@example(word="\x08")
def test_no_text_whatever_becomes_markup_or_a_block(word: str) -> None:
    for template, facts in FACTS.items():
        # when the name is anything at all
        message = render.render(template, facts(word))
        # then there are as many blocks of the same kinds, and nothing in them is markup
        assert [block["type"] for block in message.blocks] == calm_blocks(template, len(word) % 2)
        assert faults_of(template, message) == []
        assert not {"<", ">"} & set(message.text)


def test_words_come_back_from_the_escaped_text_as_they_were() -> None:
    for word in ("Marks & Spencer <the shop>", "&amp; is not &", "5 > 3"):
        assert render.unescape(render.escape(word)) == word
    # what somebody typed as an entity stays what they typed, and calls nobody
    assert render.escape("&lt;!channel&gt;") == "&amp;lt;!channel&amp;gt;"


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert render.seen("a\u202eb\x00c\ud83dd") == "abcd"
    turns = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    assert render.seen("".join(map(chr, turns))) == ""
    assert render.seen("naïve 👩‍👩‍👧 café") == "naïve 👩‍👩‍👧 café"


# in a form the same ids keep what was filled in, and say below which field a refusal stands
def test_no_block_of_a_message_has_an_id_that_it_would_keep_when_it_changes() -> None:
    drawn = {one: render.render(one, FACTS[one]("Ann")).blocks
             for one in FACTS if not one.startswith("forms/")}  # fmt: skip

    # Slack gives each a new one; with an old one it would show what was typed before
    assert [
        name for name, blocks in drawn.items() if any("block_id" in one for one in blocks)
    ] == []


def test_a_fact_that_is_missing_is_a_fault_and_never_an_empty_word() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render.render("errors/fault", {})


def test_a_long_list_says_how_many_more_there_are() -> None:
    message = render.render("replies/late_orders", FACTS["replies/late_orders"]("Ann"))

    assert "and 89 more" in message.text
    assert "and " in str(message.blocks[-1])
    returns = render.render("replies/open_returns", FACTS["replies/open_returns"]("Ann"))
    assert "90 more returns" in lines_of(returns.blocks)[-1]


def test_a_number_in_a_table_has_its_thousands_marked_as_in_a_sentence() -> None:
    facts = FACTS["digest/digest"]("Ann")
    sold = [one | {"units": 582_740} for one in facts["sales_by_channel"]]

    digest = render.render("digest/digest", facts | {"sales_by_channel": sold})

    assert "| Ann | 2 | 582,740 | £9.99" in lines_of(digest.blocks)


def test_the_digest_counts_orders_on_hold_and_says_how_many_of_a_list_it_shows() -> None:
    digest = render.render("digest/digest", FACTS["digest/digest"]("Ann"))

    told = lines_of(digest.blocks)
    assert "Running out: 12 · 5 of them here" in told
    assert "On hold: 1 order · 5 of them here" in told
