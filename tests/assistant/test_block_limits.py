"""Block limits: what Slack would refuse is found before it is sent, each with where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from assistant import block_limits
from assistant.block_limits_blocks import block_faults
from assistant.block_limits_text import Faults
from assistant.playground import slack_blocks
from tests.assistant.limits_of_blocks import (
    BLOCKS,
    VIEWS,
    Block,
    actions,
    button,
    card,
    cell,
    chart,
    choice,
    container,
    data_table,
    feedback,
    field,
    groups,
    image,
    markup,
    modal,
    option,
    options,
    pie,
    plain,
    rich,
    section,
    select,
    stock_table,
    table,
    words,
)

CONFIRM = {"title": plain("Sure?"), "text": plain("It"), "confirm": plain("Y"), "deny": plain("N")}
WORD, LOUD = {"type": "text", "text": "x"}, {"type": "broadcast", "range": "channel"}
NO_POINT = chart(points=3)
NO_POINT["chart"]["series"][0]["data"].pop()
TWICE = chart(series=2)
TWICE["chart"]["series"][1]["name"] = "0"

ALLOWED: dict[str, Block] = {
    "rich text": rich({"type": "text", "text": "<!channel>"}, {"type": "user", "user_id": "U1"}),
    "divider": {"type": "divider"},
    "image of a file": image(),
    "image of a page": {"type": "image", "image_url": "https://x.example", "alt_text": "x"},
    "chart": chart(series=2, points=7, y_label="GBP"),
    "pie": pie(),
    "table to sort": stock_table(),
    "rich cell": data_table([cell("x")], [rich({"type": "text", "text": "x"})]),
    "dangerous button": actions(button(style="danger", confirm=CONFIRM)),
    "chosen at first": actions(select(initial_option=options(2)[1])),
    "icon": {"type": "context_actions", "elements": [
        {"type": "icon_button", "icon": "trash", "text": plain("Delete")}]},
    "number": field({"type": "number_input", "is_decimal_allowed": False, "max_value": "3"}),
    "day": field({"type": "datepicker", "initial_date": "2026-11-24"}),
    "hour": field({"type": "timepicker", "initial_time": "07:30"}),
    "moment": field({"type": "datetimepicker", "initial_date_time": 1700000000}),
    "container with rich words": {"type": "container", "elements": [{"type": "divider"}],
                                  "rich_text_title": rich({"type": "text", "text": "x"})},
}  # fmt: skip
REFUSED: dict[str, tuple[Block, str]] = {
    "header in markup": ({"type": "header", "text": markup("x")}, "/blocks/0/text"),
    "no text object": ({"type": "header", "text": "x"}, "/blocks/0/text"),
    "section of nothing": ({"type": "section"}, "/blocks/0"),
    "verbatim words": (section(text={**plain("x"), "verbatim": True}), "/blocks/0/text"),
    "emoji in markup": (section(text={**markup("x"), "emoji": True}), "/blocks/0/text"),
    "ringing markup": (section(text=markup("<!here>")), "/blocks/0/text/text"),
    "mentioning markup": (section(text=markup("ask <@U01OLIVE>")), "/blocks/0/text/text"),
    "leading markup": (section(text=markup("<https://x|y>")), "/blocks/0/text/text"),
    "a token": (rich({"type": "text", "text": "xoxb-1234-abcdef"}),
                "/blocks/0/elements/0/elements/0/text"),
    "a token in a button": (actions(button(value="xapp-1-A0-abc")), "/blocks/0/elements/0/value"),
    "wrong accessory": (section(accessory={"type": "plain_text_input"}), "/blocks/0/accessory"),
    "no accessory": (section(accessory="x"), "/blocks/0/accessory"),
    "wrong element": (actions({"type": "file_input"}), "/blocks/0/elements/0"),
    "no list": ({"type": "actions", "elements": {}}, "/blocks/0/elements"),
    "wrong in context": ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0"),
    "wrong below an answer": (
        {"type": "context_actions", "elements": [button()]}, "/blocks/0/elements/0"),
    "unknown icon": (
        {"type": "context_actions", "elements": [
            {"type": "icon_button", "icon": "moon", "text": plain("x")}]},
        "/blocks/0/elements/0/icon"),
    "one side of feedback": (
        {"type": "context_actions", "elements": [
            {k: v for k, v in feedback().items() if k != "negative_button"}]},
        "/blocks/0/elements/0/negative_button"),
    "twin buttons": (actions(button(), button()), "/blocks/0"),
    "label in markup": (actions(button(text=markup("x"))), "/blocks/0/elements/0/text"),
    "unknown style": (actions(button(style="loud")), "/blocks/0/elements/0/style"),
    "confirm without deny": (
        actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"})),
        "/blocks/0/elements/0/confirm/deny"),
    "confirm that is none": (actions(button(confirm="x")), "/blocks/0/elements/0/confirm"),
    "twin options": (actions(select(options=options(1) * 2)), "/blocks/0/elements/0/options"),
    "option that is none": (actions(select(options=["x"])), "/blocks/0/elements/0/options/0"),
    "options and groups": (actions({**groups(1), "options": options(1)}), "/blocks/0/elements/0"),
    "link of an option": (
        actions(select(options=[option(url="https://x")])), "/blocks/0/elements/0/options/0/url"),
    "foreign initial option": (
        actions(select(initial_option=option(9))), "/blocks/0/elements/0"),
    "foreign initial options": (
        actions(choice("checkboxes", initial_options=[option(9)])), "/blocks/0/elements/0"),
    "foreign radio button": (
        actions(choice("radio_buttons", initial_option=option(9))), "/blocks/0/elements/0"),
    "lengths that cross": (
        field({"type": "plain_text_input", "min_length": 4, "max_length": 3}),
        "/blocks/0/element"),
    "number without a word on decimals": (field({"type": "number_input"}), "/blocks/0/element"),
    "bound that is a number": (
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": 1}),
        "/blocks/0/element/min_value"),
    "day by another writing": (
        field({"type": "datepicker", "initial_date": "24.11.2026"}), "/blocks/0/element"),
    "hour by another writing": (
        field({"type": "timepicker", "initial_time": "7:30"}), "/blocks/0/element"),
    "moment by another writing": (
        field({"type": "datetimepicker", "initial_date_time": 1700}), "/blocks/0/element"),
    "button as a field": (field(button()), "/blocks/0/element"),
    "files that tell of themselves": (
        field({"type": "file_input"}, dispatch_action=True), "/blocks/0"),
    "empty cell": (table(["x", ""]), "/blocks/0/rows/0/1"),
    "cell that is none": ({"type": "table", "rows": [["x"]]}, "/blocks/0/rows/0/0"),
    "cell of another kind": ({"type": "table", "rows": [[plain("x")]]}, "/blocks/0/rows/0/0"),
    "number that is none": (
        data_table([cell("x")], [{"type": "raw_number", "value": "3", "text": "3"}]),
        "/blocks/0/rows/1/0/value"),
    "rows of unequal length": (data_table([cell("x")], [cell("x")] * 2), "/blocks/0"),
    "table without a caption": (
        {"type": "data_table", "rows": stock_table()["rows"]}, "/blocks/0/caption"),
    "rich heading": (data_table([rich({"type": "text", "text": "x"})], [cell("x")]), "/blocks/0"),
    "unknown part of rich text": (
        {"type": "rich_text", "elements": [{"type": "song"}]}, "/blocks/0/elements/0"),
    "unknown word of rich text": (rich({"type": "song"}), "/blocks/0/elements/0/elements/0"),
    "unknown list": (
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "x",
                                            "elements": rich(WORD)["elements"]}]},
        "/blocks/0/elements/0: is bullet"),
    "empty rich text": ({"type": "rich_text", "elements": []}, "/blocks/0/elements"),
    "empty list": (
        {"type": "rich_text", "elements": [
            {"type": "rich_text_list", "style": "bullet", "elements": []}]},
        "/blocks/0/elements/0/elements"),
    "empty sentence": (rich(), "/blocks/0/elements/0/elements"),
    "broadcast in a list": (
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet",
                                            "elements": rich(LOUD)["elements"]}]},
        "/blocks/0/elements/0/elements/0"),
    "broadcast in a cell": ({"type": "table", "rows": [[rich(LOUD)]]}, "/blocks/0/rows/0/0"),
    "broadcast in a title": (
        {"type": "container", "rich_text_title": rich(LOUD), "elements": [{"type": "divider"}]},
        "/blocks/0/rich_text_title"),
    "card of nothing in a carousel": (
        {"type": "carousel", "elements": [{"type": "card"}]}, "/blocks/0/elements/0"),
    "broadcast": (rich({"type": "broadcast", "range": "channel"}), "/blocks/0/elements/0"),
    "image of two sources": (image(image_url="https://x"), "/blocks/0"),
    "image of no source": ({"type": "image", "alt_text": "x"}, "/blocks/0"),
    "file by two names": (image(slack_file={"id": "F1", "url": "x"}), "/blocks/0/slack_file"),
    "chart of no kind": (
        {"type": "data_visualization", "title": "x", "chart": {"type": "globe"}},
        "/blocks/0/chart"),
    "chart that lacks a point": (NO_POINT, "/blocks/0/series/0/data"),
    "series of one name": (TWICE, "/blocks/0/series"),
    "card of nothing": ({"type": "card"}, "/blocks/0"),
    "menu on a card": (card(actions=[select()]), "/blocks/0/actions/0"),
    "container in a container": (container(elements=[container()]), "/blocks/0/elements/0"),
    "container without a title": (
        {"type": "container", "elements": [{"type": "divider"}]}, "/blocks/0"),
    "container that folds below a line": (
        container(has_header_divider=True, is_collapsible=True), "/blocks/0"),
    "fault within a container": (
        container(elements=[{"type": "header", "text": words(151)}]), "/blocks/0/elements/0/text"),
    "ringing markdown": ({"type": "markdown", "text": "<!channel>"}, "/blocks/0/text"),
    "alert on a message": ({"type": "alert", "text": plain("x")}, "/blocks/0"),
    "alert of no level": ({"type": "alert", "text": plain("x"), "level": "x"}, "/blocks/0/level"),
    "unknown block": ({"type": "hologram"}, "/blocks/0"),
    "file": ({"type": "file", "external_id": "x"}, "/blocks/0"),
    "null": ({"type": "divider", "block_id": None}, "/blocks/0/block_id"),
    "null inside": (actions(button(value=None)), "/blocks/0/elements/0/value"),
}  # fmt: skip
UNBOUNDED = {99}
"""As many as one likes: it stands for no limit."""


@pytest.mark.parametrize("name", ALLOWED)
def test_a_block_at_its_limit_is_allowed(name: str) -> None:
    assert block_limits.faults([ALLOWED[name]]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_block_over_a_limit_is_refused_with_a_pointer_to_it(name: str) -> None:
    block, pointer = REFUSED[name]

    found = block_limits.faults([block])

    assert found
    assert any(fault.startswith(pointer) for fault in found), found


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_just_within_a_limit_is_taken_and_one_beyond_it_is_not(name: str) -> None:
    make, fewest, most = BLOCKS[name]

    for size in (fewest, most):
        assert found_in(make(size)) == [], size
    for size in (fewest - 1, most + 1):
        beyond_all = size < 0 or (size > most and most in UNBOUNDED)
        assert beyond_all or found_in(make(size)), size


def found_in(block: Block) -> list[str]:
    """What is wrong with a block by itself, wherever it stands."""
    report = Faults()
    block_faults(report, "/block", block)
    return report.found


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_just_within_a_limit_is_taken_and_one_beyond_it_is_not(name: str) -> None:
    make, fewest, most = VIEWS[name]

    assert block_limits.view_faults(make(fewest)) == block_limits.view_faults(make(most)) == []
    assert block_limits.view_faults(make(most + 1))
    assert fewest == 0 or block_limits.view_faults(make(fewest - 1))


INPUT = field({"type": "plain_text_input"}, block_id="a")
FOCUSED = [field({"type": "plain_text_input", "focus_on_load": True}, block_id=i) for i in "ab"]
UNTAKEN: dict[str, tuple[Block, str]] = {
    "no kind": (modal() | {"type": "page"}, "/type: is no home"),
    "no title": ({"type": "modal", "blocks": []}, "/title: is needed"),
    "fields without submit": ({"type": "modal", "title": plain("x"), "blocks": [INPUT]},
                              "/submit: is needed"),
    "two fields in focus": (modal(*FOCUSED), "/blocks: has two fields"),
    "title on a home": ({"type": "home", "title": plain("x"), "blocks": []}, "/title: cannot"),
    "submit on a home": ({"type": "home", "submit": plain("x"), "blocks": []}, "/submit: cannot"),
    "close on a home": ({"type": "home", "close": plain("x"), "blocks": []}, "/close: cannot"),
    "alert on a home": ({"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]},
                        "/blocks/0: cannot stand here"),
    "an id twice": (modal(INPUT, INPUT), "/blocks: has a block_id twice"),
    "a fault in a block": (modal({"type": "header", "text": words(151)}), "/blocks/0/text/text"),
    "too large": (modal(*(section(text=words(2_999)) for _ in range(84))), ": is larger"),
    "null": (modal(callback_id=None), "/callback_id: is null"),
    "a token": (modal(private_metadata="xoxb-1234-abcdef"), "/private_metadata: holds a token"),
    **{f"{kind} in a view": (modal({"type": kind}), "/blocks/0: cannot stand here")
       for kind in ("markdown", "table", "data_table", "data_visualization", "card", "carousel",
                    "context_actions")},
}  # fmt: skip


@pytest.mark.parametrize("name", UNTAKEN)
def test_a_view_that_slack_would_not_take_is_refused(name: str) -> None:
    view, said = UNTAKEN[name]

    assert [fault for fault in block_limits.view_faults(view) if fault.startswith(said)]


def test_a_message_holds_fifty_blocks_and_not_one_more() -> None:
    divider = {"type": "divider"}

    assert block_limits.faults([divider] * 50) == []
    assert block_limits.faults([divider] * 51) == ["/blocks: has 51 blocks, 50 are allowed"]


def test_all_tables_of_a_message_share_ten_thousand_characters() -> None:
    half = table(["x" * 5_000])
    more = table(["x" * 5_001])

    assert block_limits.faults([half, half]) == []
    assert any("in tables" in fault for fault in block_limits.faults([half, more]))


def test_a_message_that_is_too_long_as_a_whole_is_refused() -> None:
    part = {"type": "section", "text": plain("x" * 2_900)}

    assert block_limits.faults([part] * 4) == []
    assert any("12000 are allowed" in fault for fault in block_limits.faults([part] * 5))


def test_two_blocks_may_not_share_an_id() -> None:
    twins = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]

    assert block_limits.faults(twins) == ["/blocks: has a block_id twice"]


def test_all_markdown_of_a_message_shares_twelve_thousand_characters() -> None:
    half, more = ({"type": "markdown", "text": "x" * length} for length in (6_000, 6_001))

    assert "/blocks: has too much markdown" not in block_limits.faults([half, half])
    assert "/blocks: has too much markdown" in block_limits.faults([half, more])


def test_a_view_has_a_size_as_a_whole_and_one_field_in_focus() -> None:
    parts = [section(text=words(2_900)) for _ in range(84)]
    room = 250_000 - len(json.dumps(modal(*parts, section(text=words(1)))))
    whole = modal(*parts, section(text=words(1 + room)))

    assert block_limits.view_faults(whole) == []
    assert block_limits.view_faults({**whole, "close": plain("x")})
    assert block_limits.view_faults({**whole, "callback_id": ""})
    assert block_limits.view_faults(modal(FOCUSED[0])) == []


@pytest.mark.parametrize(
    "text", ["", "  ", "x" * 4_001, "hello <!channel>", "<@U01OLIVE>", "<https://x|y>",
             "the key is xoxb-1234-abcdef", "<" * 2_000],
)  # fmt: skip
def test_the_text_beside_the_blocks_has_limits_too_and_is_mended(text: str) -> None:
    assert block_limits.faults([], text)
    assert block_limits.faults([], "x" * 4_000) == []

    mended = block_limits.mended(text)
    assert block_limits.text_faults(mended) == []
    assert "abcdef" not in mended


# --- beside the local Slack, which was written from the same limits by other hands ---

# what we refuse and Slack might take, or its local likeness does not look at: rules of the house,
# the stricter of two sources, and blocks that no template has
HOUSE = {"ringing markup", "mentioning markup", "leading markup", "ringing markdown", "a token",
         "a token in a button", "broadcast", "broadcast in a list", "broadcast in a cell",
         "broadcast in a title",
         "null inside", "empty rich text", "empty list", "empty sentence",
         "card of nothing in a carousel"}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_the_local_slack_takes_what_we_allow(name: str) -> None:
    assert slack_blocks.problems([ALLOWED[name]]) == []


@pytest.mark.parametrize("name", sorted(BLOCKS.keys() - {"alert"}))
def test_the_local_slack_takes_what_stands_within_a_limit(name: str) -> None:
    make, fewest, most = BLOCKS[name]

    assert slack_blocks.problems([make(fewest)]) == slack_blocks.problems([make(most)]) == []


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - HOUSE))
def test_the_local_slack_refuses_what_we_refuse(name: str) -> None:
    assert slack_blocks.problems([REFUSED[name][0]]) != []


def sized(*limits: int) -> st.SearchStrategy[str]:
    """Texts of lengths on either side of limits, with a letter that JSON writes as it is."""
    lengths = sorted({max(0, limit + off) for limit in limits for off in (-1, 0, 1)} | {0, 1})
    return st.sampled_from(lengths).map(lambda length: "é" * length)


def texts(*limits: int) -> st.SearchStrategy[Block]:
    kinds = st.sampled_from(["plain_text", "mrkdwn"])
    return st.builds(lambda kind, words: {"type": kind, "text": words}, kinds, sized(*limits))


def listed(inner: st.SearchStrategy[Any], *limits: int) -> st.SearchStrategy[list[Any]]:
    """Lists of lengths on either side of limits, all of one entry."""
    lengths = sorted({max(0, limit + off) for limit in limits for off in (-1, 0, 1)} | {0, 1})
    return st.builds(lambda one, length: [one] * length, inner, st.sampled_from(lengths))


def numbered(pressed: list[Block]) -> list[Block]:
    return [{**one, "action_id": f"a{number}"} for number, one in enumerate(pressed)]


BUTTONS = st.fixed_dictionaries(
    {"type": st.just("button"), "action_id": st.just("a"), "text": texts(75)},
    optional={"value": sized(2_000), "url": sized(3_000),
              "style": st.sampled_from(["primary", "danger", "loud"])},
)  # fmt: skip
SAID = st.one_of(
    st.builds(lambda words: {"type": "text", "text": words}, sized(10)),
    st.builds(lambda url: {"type": "link", "url": f"https://{url}"}, sized(100)),
)
CELLS = st.builds(lambda words: {"type": "raw_text", "text": words}, sized(50))
DRAWN = st.one_of(
    st.just({"type": "divider"}),
    st.builds(lambda words: {"type": "header", "text": words}, texts(150)),
    st.builds(lambda words: {"type": "section", "text": words}, texts(3_000)),
    st.builds(lambda all_: {"type": "section", "fields": all_}, listed(texts(2_000), 10)),
    st.builds(lambda all_: {"type": "context", "elements": all_}, listed(texts(3_000), 10)),
    st.builds(lambda all_: actions(*numbered(all_)), listed(BUTTONS, 25)),
    st.builds(lambda all_: rich(*all_), st.lists(SAID, max_size=3)),
    st.builds(lambda rows: {"type": "table", "rows": rows}, listed(listed(CELLS, 20), 100)),
    st.builds(lambda words: {"type": "image", "slack_file": {"id": "F1"}, "alt_text": words},
              sized(2_000)),
)  # fmt: skip


@checked(max_examples=300, deadline=None)
@given(blocks=st.one_of(st.lists(DRAWN, max_size=4), listed(DRAWN, 50)))
def test_whatever_we_let_out_the_local_slack_takes(blocks: list[Block]) -> None:
    ours = block_limits.faults(blocks)
    theirs = slack_blocks.problems(blocks)

    assert ours or (theirs == [] and not slack_blocks.too_long(blocks))
