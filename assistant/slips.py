"""The papers of the stockroom as PDF: pick list, packing slip, return slip."""

from __future__ import annotations

import datetime as dt

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer

from assistant.slips_page import (
    LARGE,
    LOW,
    NUMBER,
    SECTION,
    SMALL,
    TEXT,
    WIDTH,
    barcode,
    lines,
    listed,
    printed,
    to_fill_in,
    top,
    words,
)
from assistant.slips_text import marked
from oms.slips import PackingSlip, PickList, PickRow, ReturnSlip, SlipLine

TICK, TOGETHER = "\u2610", "\u00a0"
GAP = 12
MOST_ORDERS, LONGEST_ORDERS = 60, 1_000
WIDTHS = (0.06, 0.32, 0.30, 0.10, 0.22)
"""Parts of the page that the columns of a pick list take."""


def pick_list(told: PickList) -> bytes:
    """The list that a picker walks the shelves with."""
    made = f"{_short(told.made_at.date())}, {told.made_at:%H:%M}"
    count = len(told.orders)
    story = top(
        f"Pick list · {told.location}",
        told.shop,
        told.number,
        [("List", told.number), ("Made", made), ("Products", f"{len(told.rows)}"),
         ("Units", f"{told.units}"), ("Orders", f"{count}")],
    )  # fmt: skip
    rows = [_pick_row(row) for row in told.rows]
    headings = ("", "Product", "Barcode", "Take ", "For order")
    story.append(listed(headings, rows, WIDTHS))
    story.append(to_fill_in(("Picked by", "Day and time")))
    return printed(
        f"Pick list {told.number}", f"{told.shop} · pick list {told.number} · {made}", story
    )


def packing_slip(told: PackingSlip) -> bytes:
    """The slip that lies in the parcel, with the customer's address for the label."""
    number = f"{told.channel} {told.their_number}".strip()
    story = top(
        "Packing slip",
        told.shop,
        told.order,
        [("Order", told.order), ("Ordered", _day(told.placed_on)), ("Channel", number),
         ("Shipment", told.shipment), ("Sent by", f"{told.carrier} {told.tracking}".strip())],
    )  # fmt: skip
    story += [words("To", SMALL), lines(told.address, LARGE), Spacer(1, GAP)]
    story.append(_lines_table(told.lines, "Units "))
    story.append(_total(told.units, "in this parcel"))
    if told.later:
        story += [words("Still to come", SECTION, bold=True)]
        story.append(_lines_table(told.later, "Units ", note="When"))
    foot = f"{told.shop} · order {told.order} · shipment {told.shipment}"
    return printed(f"Packing slip of order {told.order}", foot, story)


def return_slip(told: ReturnSlip) -> bytes:
    """The slip that comes back with the goods."""
    until = _day(told.until) if told.until else ""
    story = top(
        "Return slip",
        told.shop,
        told.number,
        [("Return", told.number), ("Order", told.order), ("From", told.customer),
         ("Send by", until)],
    )  # fmt: skip
    steps = (
        "1. Pack the goods listed below, and put this page into the parcel.",
        "2. Send it to the address below, and keep the receipt of the post.",
    )
    story += [lines(steps), Spacer(1, GAP)]
    story += [words("Send to", SMALL), lines(told.address, LARGE), Spacer(1, GAP)]
    story.append(_lines_table(told.lines, "Units ", note="Reason"))
    story.append(_total(told.units, "to come back"))
    foot = f"{told.shop} · return {told.number} · order {told.order}"
    return printed(f"Return slip {told.number}", foot, story)


def _pick_row(row: PickRow) -> list[Flowable | list[Flowable]]:
    product: list[Flowable] = [
        words(row.title),
        words(f"{row.sku} · {row.on_hand} on the shelf", SMALL),
    ]
    return [
        Paragraph(marked(TICK), LARGE),
        product,
        barcode(row.barcode or row.sku, WIDTH * WIDTHS[2] - GAP, height=LOW)[0],
        words(row.units, NUMBER, bold=True),
        words(_orders(row), SMALL, longest=LONGEST_ORDERS),
    ]


def _orders(row: PickRow) -> str:
    """The orders of a row with their units where it is more than one, as many as fit."""
    told = [
        number if units == 1 else f"{number}{TOGETHER}({units})"
        for number, units in row.orders[:MOST_ORDERS]
    ]
    more = len(row.orders) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _lines_table(told: tuple[SlipLine, ...], units: str, *, note: str = "") -> Flowable:
    rows = [
        [words(line.sku, SMALL), words(line.title), *([words(_note(line), SMALL)] if note else []),
         words(line.units, NUMBER, bold=True)]
        for line in told
    ]  # fmt: skip
    if note:
        return listed(("SKU", "Product", note, units), rows, (0.18, 0.46, 0.24, 0.12))
    return listed(("SKU", "Product", units), rows, (0.2, 0.66, 0.14))


def _note(line: SlipLine) -> str:
    return f"expected {_day(line.expected)}" if line.expected else line.reason


def _total(units: int, where: str) -> Flowable:
    noun = "unit" if units == 1 else "units"
    said = Paragraph(marked(f"{units} {noun} {where}"), TEXT)
    return KeepTogether([Spacer(1, GAP / 2), said])


def _short(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
