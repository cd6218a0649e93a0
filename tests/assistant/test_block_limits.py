"""Block limits: what Slack would refuse is found before it is sent, each with where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from assistant import block_limits
from assistant.playground import slack_blocks

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def markup(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Block:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def rich(*words: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*words]}]}


def table(*rows: list[str]) -> Block:
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    return {"type": "table", "rows": cells}


def options(many: int) -> list[Block]:
    return [{"text": plain(f"{one}"), "value": f"{one}"} for one in range(many)]


def select(**more: Any) -> Block:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def chart(series: list[Block], title: str = "Sales") -> Block:
    inner = {"type": "bar", "series": series}
    return {"type": "data_visualization", "title": title, "chart": inner}


CONFIRM = {"title": plain("Sure?"), "text": plain("It"), "confirm": plain("Y"), "deny": plain("N")}
SERIES = [{"name": "web", "data": [{"label": "Mon", "value": 1}]}]

ALLOWED: dict[str, Block] = {
    "header of 150": {"type": "header", "text": plain("x" * 150)},
    "section text of 3000": {"type": "section", "text": markup("x" * 3000)},
    "section of 10 fields": {"type": "section", "fields": [plain("x")] * 10},
    "context of 10": {"type": "context", "elements": [plain("x")] * 10},
    "25 buttons": actions(*(button(action_id=f"{one}") for one in range(25))),
    "button value of 2000": actions(button(value="v" * 2000, style="danger", confirm=CONFIRM)),
    "100 options": actions(select(options=options(100))),
    "table of 100 rows": table(*[["x"]] * 100),
    "table of 20 columns": table(["x"] * 20),
    "rich text": rich({"type": "text", "text": "<!channel>"}, {"type": "user", "user_id": "U1"}),
    "divider": {"type": "divider"},
    "image of a file": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Sales fell"},
    "chart": chart(SERIES),
}
REFUSED: dict[str, tuple[Block, str]] = {
    "header of 151": ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    "empty header": ({"type": "header", "text": plain("")}, "/blocks/0/text/text"),
    "header in markup": ({"type": "header", "text": markup("x")}, "/blocks/0/text"),
    "section of nothing": ({"type": "section"}, "/blocks/0"),
    "section text of 3001": ({"type": "section", "text": plain("x" * 3001)}, "/blocks/0/text"),
    "field of 2001": ({"type": "section", "fields": [plain("x" * 2001)]}, "/blocks/0/fields/0"),
    "11 fields": ({"type": "section", "fields": [plain("x")] * 11}, "/blocks/0/fields"),
    "ringing markup": ({"type": "section", "text": markup("<!here>")}, "/blocks/0/text/text"),
    "context of none": ({"type": "context", "elements": []}, "/blocks/0/elements"),
    "context of 11": ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
    "26 buttons": (actions(*(button(action_id=f"{i}") for i in range(26))), "/blocks/0/elements"),
    "twin buttons": (actions(button(), button()), "/blocks/0"),
    "label of 76": (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text"),
    "label in markup": (actions(button(text=markup("x"))), "/blocks/0/elements/0/text"),
    "value of 2001": (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    "unknown style": (actions(button(style="loud")), "/blocks/0/elements/0/style"),
    "confirm without deny": (
        actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"})),
        "/blocks/0/elements/0/confirm/deny",
    ),
    "101 options": (actions(select(options=options(101))), "/blocks/0/elements/0/options"),
    "twin options": (actions(select(options=options(1) * 2)), "/blocks/0/elements/0/options"),
    "foreign initial option": (
        actions(select(initial_option={"text": plain("9"), "value": "9"})),
        "/blocks/0/elements/0",
    ),
    "101 rows": (table(*[["x"]] * 101), "/blocks/0/rows"),
    "21 columns": (table(["x"] * 21), "/blocks/0/rows/0"),
    "empty cell": (table(["x", ""]), "/blocks/0/rows/0/1"),
    "empty rich text": (rich({"type": "text", "text": ""}), "/blocks/0/elements/0/elements/0"),
    "broadcast": (rich({"type": "broadcast", "range": "channel"}), "/blocks/0/elements/0"),
    "image without words": (
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": ""},
        "/blocks/0/alt_text",
    ),
    "image of two sources": (
        {"type": "image", "slack_file": {"id": "F"}, "image_url": "https://x", "alt_text": "x"},
        "/blocks/0",
    ),
    "chart title of 51": (
        chart(SERIES, title="x" * 51),
        "/blocks/0/title",
    ),
    "seven series": (
        chart(SERIES * 7),
        "/blocks/0/series",
    ),
    "alert on a message": ({"type": "alert", "text": plain("x")}, "/blocks/0"),
    "unknown block": ({"type": "hologram"}, "/blocks/0"),
    "null": ({"type": "divider", "block_id": None}, "/blocks/0/block_id"),
    "block_id of 256": ({"type": "divider", "block_id": "x" * 256}, "/blocks/0/block_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_a_block_at_its_limit_is_allowed(name: str) -> None:
    assert block_limits.faults([ALLOWED[name]]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_block_over_a_limit_is_refused_with_a_pointer_to_it(name: str) -> None:
    block, pointer = REFUSED[name]

    found = block_limits.faults([block])

    assert found
    assert any(fault.startswith(pointer) for fault in found), found


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


@pytest.mark.parametrize("text", ["", "  ", "x" * 4_001, "hello <!channel>"])
def test_the_text_beside_the_blocks_has_limits_too(text: str) -> None:
    assert block_limits.faults([], text)
    assert block_limits.faults([], "Order 1043 is shipped") == []


# --- beside the local Slack, which was written from the same limits by other hands ---

# what we refuse and Slack might take: a rule of the house, or the stricter of two sources
STRICTER = {"ringing markup", "broadcast", "seven series", "null"}


@pytest.mark.parametrize("name", ALLOWED)
def test_the_local_slack_takes_what_we_allow(name: str) -> None:
    assert slack_blocks.problems([ALLOWED[name]]) == []


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - STRICTER))
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
WORDS = st.one_of(
    st.builds(lambda words: {"type": "text", "text": words}, sized(10)),
    st.builds(lambda url: {"type": "link", "url": f"https://{url}"}, sized(100)),
)
CELLS = st.builds(lambda words: {"type": "raw_text", "text": words}, sized(50))
BLOCKS = st.one_of(
    st.just({"type": "divider"}),
    st.builds(lambda words: {"type": "header", "text": words}, texts(150)),
    st.builds(lambda words: {"type": "section", "text": words}, texts(3_000)),
    st.builds(lambda all_: {"type": "section", "fields": all_}, listed(texts(2_000), 10)),
    st.builds(lambda all_: {"type": "context", "elements": all_}, listed(texts(3_000), 10)),
    st.builds(lambda all_: actions(*numbered(all_)), listed(BUTTONS, 25)),
    st.builds(lambda all_: rich(*all_), st.lists(WORDS, max_size=3)),
    st.builds(lambda rows: {"type": "table", "rows": rows}, listed(listed(CELLS, 20), 100)),
    st.builds(lambda words: {"type": "image", "slack_file": {"id": "F1"}, "alt_text": words},
              sized(2_000)),
)  # fmt: skip


@checked(max_examples=300, deadline=None)
@given(blocks=st.one_of(st.lists(BLOCKS, max_size=4), listed(BLOCKS, 50)))
def test_whatever_we_let_out_the_local_slack_takes(blocks: list[Block]) -> None:
    ours = block_limits.faults(blocks)
    theirs = slack_blocks.problems(blocks)

    assert ours or (theirs == [] and not slack_blocks.too_long(blocks))
