"""Block Kit as the page draws it: everything shown, nothing that people wrote becomes HTML."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.playground.blocks_view import Viewer, message, shown

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
VIEWER = Viewer(users={"U01OLIVE": "Olive"}, channels={"C01": "orders"}, now=NOON, files="file/")


Json = Mapping[str, Any]


def text(*runs: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]}


def drawn(*blocks: Json) -> str:
    return str(shown(blocks, VIEWER))


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
SOMEWHERE: Mapping[str, Callable[[str], Json]] = {
    "rich text": lambda said: text({"type": "text", "text": said}),
    "header": lambda said: {"type": "header", "text": {"type": "plain_text", "text": said}},
    "mrkdwn": lambda said: {"type": "section", "text": {"type": "mrkdwn", "text": said}},
    "table": lambda said: {"type": "table", "rows": [[{"type": "raw_text", "text": said}]]},
    "alt text": lambda said: {"type": "image", "image_url": "https://a.example", "alt_text": said},
    "button": lambda said: {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": said}, "value": said}
        ],
    },
}


@pytest.mark.parametrize("place", SOMEWHERE)
@pytest.mark.parametrize("said", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_nothing_that_people_wrote_becomes_html(place: str, said: str) -> None:
    html = drawn(SOMEWHERE[place](said))

    assert "<script" not in html
    assert "<img src=x" not in html


@given(said=ANYTHING)
def test_any_rich_text_is_shown_whole_and_escaped(said: str) -> None:
    html = drawn(text({"type": "text", "text": said}))

    inside = html.split("<p>", 1)[1].rsplit("</p>", 1)[0]
    assert "<" not in inside.replace("<br>", "")
    assert inside.count("<br>") == said.count("\n")


@given(said=ANYTHING)
def test_any_mrkdwn_is_drawn_and_a_script_never_is(said: str) -> None:
    html = drawn({"type": "section", "text": {"type": "mrkdwn", "text": said + "<script>"}})

    assert "<script" not in html


def test_rich_text_shows_every_style_list_and_mention() -> None:
    styled = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True}
    rows = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Blue mug"}]}]
    block = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "late", "style": styled},
                    {"type": "user", "user_id": "U01OLIVE"},
                    {"type": "channel", "channel_id": "C01"},
                    {"type": "link", "url": "https://track.example/1", "text": "track"},
                    {"type": "emoji", "name": "white_check_mark"},
                ],
            },
            {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": rows},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": rows},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a  b"}]},
        ],
    }

    html = drawn(block)

    assert "<u><code><s><em><strong>late</strong></em></s></code></u>" in html
    assert "@Olive" in html
    assert "#orders" in html
    assert '<a href="https://track.example/1"' in html
    assert 'aria-label="white check mark"' in html
    assert '<ol start="3" class="indent-0"><li>Blue mug</li></ol>' in html
    assert '<ul class="indent-1">' in html
    assert "<blockquote>said</blockquote>" in html
    assert "<pre>a  b</pre>" in html


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_short_pretty} {time}", "yesterday 09:30"),
        ("{date_num}", "2026-11-23"),
        ("{ago}", "1 day ago"),
        ("{date_long}", "Monday, 23 November 2026"),
        ("{unheard_of}", "{unheard_of}"),
    ],
)
def test_dates_are_shown_in_the_readers_words(pattern: str, words: str) -> None:
    at = int(dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC).timestamp())

    html = drawn(text({"type": "date", "timestamp": at, "format": pattern, "fallback": "then"}))

    assert f">{words}</time>" in html


def test_mrkdwn_knows_its_own_marks_and_leaves_the_rest() -> None:
    said = "*Total* _3 of 4_ ~old~ `x*y*z` &lt;b&gt; 2*3*4 <https://a.example|there> <!channel>"

    html = drawn({"type": "section", "text": {"type": "mrkdwn", "text": said}})

    assert "<strong>Total</strong> <em>3 of 4</em> <s>old</s> <code>x*y*z</code>" in html
    assert "&lt;b&gt; 2*3*4" in html
    assert '<a href="https://a.example"' in html
    assert '<span class="mention broadcast">@channel</span>' in html


def test_a_link_that_is_no_web_address_stays_text() -> None:
    html = drawn(text({"type": "link", "url": "javascript:alert(1)", "text": "press"}))

    assert "href" not in html
    assert "press" in html


def test_a_button_carries_what_the_app_sent_and_its_style() -> None:
    button = {
        "type": "button",
        "action_id": "ship_order.confirm",
        "style": "primary",
        "value": "1043|7",
        "text": {"type": "plain_text", "text": "Ship 1043"},
    }

    html = drawn({"type": "actions", "block_id": "a.1", "elements": [button]})

    assert 'class="act primary"' in html
    assert 'data-block="a.1"' in html
    assert "&#34;value&#34;: &#34;1043|7&#34;" in html


def test_a_table_has_headings_a_caption_and_numbers_on_the_right() -> None:
    rows = [
        [{"type": "raw_text", "text": "Place"}, {"type": "raw_text", "text": "Units"}],
        [{"type": "raw_text", "text": "Leeds"}, {"type": "raw_number", "value": 1200}],
    ]

    html = drawn({"type": "data_table", "caption": "Stock of Blue mug", "rows": rows})

    assert "<caption>Stock of Blue mug</caption>" in html
    assert '<th scope="col" class="right">Units</th>' in html
    assert '<td class="right">1,200</td>' in html


def test_an_image_keeps_its_alt_text_and_its_file() -> None:
    html = drawn({"type": "image", "slack_file": {"id": "F07"}, "alt_text": "Sales rose 4 %"})

    assert 'src="file/F07"' in html
    assert 'alt="Sales rose 4 %"' in html


def test_a_block_the_page_does_not_know_says_so() -> None:
    assert "A “hologram” block" in drawn({"type": "hologram"})


def test_a_message_without_blocks_shows_its_text() -> None:
    assert "<strong>Hello</strong>" in message({"text": "*Hello*"}, VIEWER)


def test_an_input_shows_label_hint_and_limits() -> None:
    block = {
        "type": "input",
        "block_id": "units",
        "optional": True,
        "label": {"type": "plain_text", "text": "Units"},
        "hint": {"type": "plain_text", "text": "At most 3"},
        "element": {"type": "number_input", "action_id": "n", "min_value": "1", "max_value": "3"},
    }

    html = drawn(block)

    assert "Units <i>(optional)</i>" in html
    assert "At most 3" in html
    assert 'type="number"' in html
    assert 'min="1" max="3"' in html


@pytest.mark.parametrize(("element", "chosen"), [
    ({"type": "conversations_select", "initial_conversation": "C01"}, ["C01"]),
    ({"type": "channels_select", "initial_channel": "C01"}, ["C01"]),
    ({"type": "users_select", "initial_user": "U01OLIVE"}, ["U01OLIVE"]),
    ({"type": "multi_conversations_select", "initial_conversations": ["C01"]}, ["C01"]),
    ({"type": "conversations_select"}, []),
])  # fmt: skip
def test_a_menu_of_people_or_channels_shows_what_the_app_put_there(
    element: dict[str, Any], chosen: list[str]
) -> None:
    field = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Where"},
             "element": {"action_id": "a", **element}}  # fmt: skip
    drawn = str(shown([field], VIEWER))
    found = re.findall(r'<option value="([^"]*)" selected>', drawn)
    assert [json.loads(html.unescape(one))["value"] for one in found] == chosen
