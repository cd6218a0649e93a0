"""The text of an answer is cut into columns as it stands, whatever people type into cells."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from sheets.table import Table, values_of

PIECES = ("]]", "],[", "[[", '"', '"values":[[', "\\", ",", "MUG", "ü", "\n", " ")
CELL = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.integers(-9, 9),
    st.floats(0, 9),
    st.booleans(),
)
COLUMNS = st.lists(st.lists(CELL, max_size=4), max_size=4)
"""Few characters, nearly all of which mean something in JSON."""
LOOKS: tuple[dict[str, Any], ...] = ({"separators": (",", ":")}, {"indent": 2})
"""As it is asked for, and as Google answers those who do not ask."""


@given(st.lists(st.none() | COLUMNS, max_size=3), st.sampled_from(LOOKS))
@example([[["a]]", "b"], ["],["]]], LOOKS[0])
@example([[], [[]], [["SKU"], []]], LOOKS[0])
def test_each_column_is_what_was_sent(
    tabs: list[list[list[Any]] | None], look: dict[str, Any]
) -> None:
    ranges = [{"range": "A1:B2"} | ({"values": one} if one is not None else {}) for one in tabs]
    answer = json.dumps({"valueRanges": ranges}, **look)

    told, texts = values_of(answer.encode())

    found = [texts[one["values"]] if "values" in one else None for one in told["valueRanges"]]
    assert [one if one is None else json.loads(one) for one in found] == tabs
    for text, columns in zip(found, tabs, strict=True):
        if text is not None and columns:
            assert [json.loads(raw) for raw in Table.kept(text).raw] == columns
