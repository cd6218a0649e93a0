"""What was chosen on the page reaches the app as Slack would send it."""

from __future__ import annotations

import pytest

from assistant.playground.page_values import action, state

LEEDS = {"text": {"type": "plain_text", "text": "Leeds"}, "value": "leeds"}


def test_a_pressed_button_brings_its_value_and_text() -> None:
    text = {"type": "plain_text", "text": "Ship"}
    button = {"type": "button", "action_id": "ship", "value": "1043|7", "text": text}

    made = action(button, "b1", None, at=12.5, zone="Europe/London")

    assert made == {
        "type": "button",
        "action_id": "ship",
        "block_id": "b1",
        "action_ts": "12.500000",
        "value": "1043|7",
        "text": text,
    }


@pytest.mark.parametrize(
    ("kind", "chosen", "carried"),
    [
        ("static_select", LEEDS, {"selected_option": LEEDS}),
        ("overflow", LEEDS, {"selected_option": LEEDS}),
        ("checkboxes", [LEEDS], {"selected_options": [LEEDS]}),
        ("checkboxes", [], {"selected_options": []}),
        ("users_select", {"text": {"text": "Olive"}, "value": "U1"}, {"selected_user": "U1"}),
        ("datepicker", "2026-11-24", {"selected_date": "2026-11-24"}),
        ("datetimepicker", "2026-07-01T12:00", {"selected_date_time": 1782903600}),
        ("number_input", "3", {"value": "3"}),
    ],
)
def test_every_control_carries_its_choice(kind: str, chosen: object, carried: object) -> None:
    made = action({"type": kind, "action_id": "a"}, "b", chosen, at=0, zone="Europe/London")

    assert {key: made[key] for key in made if key not in ("type", "action_id", "block_id")} == {
        "action_ts": "0.000000",
        **carried,  # type: ignore[dict-item]
    }


def test_an_untouched_input_is_there_as_null() -> None:
    values = [
        {"block": "note", "action": {"type": "plain_text_input", "action_id": "n"}, "chosen": None},
        {"block": "go", "action": {"type": "button", "action_id": "x"}, "chosen": None},
    ]

    assert state(values, zone="Europe/London") == {
        "note": {"n": {"type": "plain_text_input", "value": None}}
    }
