"""The ways of a message: each error of Slack's closes one of them, and the last is in person."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.ways import CLOSED, Way, ways

ASKED = {"asker": "U02SAM"}
IN_PERSON = Way("post", "U02SAM")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (
            {"response_url": "http://x", **ASKED},
            [Way("respond", "http://x"), Way("whisper", "U02SAM", "1.1"), IN_PERSON],
        ),
        ({"update": "1.2", **ASKED}, [Way("update", "1.2"), Way("post", "C1", "1.1"), IN_PERSON]),
        ({"only_to": "U02SAM"}, [Way("whisper", "U02SAM", "1.1"), IN_PERSON]),
        (
            {"else_url": "http://x", **ASKED},
            [Way("post", "C1", "1.1"), Way("respond", "http://x"), IN_PERSON],
        ),
        (ASKED, [Way("post", "C1", "1.1"), IN_PERSON]),
        ({}, [Way("post", "C1", "1.1")]),
    ],
)
def test_the_ways_go_from_where_it_belongs_to_the_person_who_asked(
    told: dict[str, Any], found: list[Way]
) -> None:
    assert ways("C1", "1.1", told) == found


def test_only_what_closes_a_way_leads_to_the_next_one() -> None:
    for kind, errors in CLOSED.items():
        way = Way(kind, "x")
        assert all(way.is_closed_by(error) for error in errors)
        assert not any(
            way.is_closed_by(error) for error in ("ratelimited", "internal_error", "invalid_blocks")
        )
