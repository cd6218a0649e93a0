"""The papers of the stockroom: whole, readable, and never stopped by a name."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant import slips
from assistant.slips_page import barcode
from assistant.slips_text import BOX, marked
from oms.slips import PackingSlip, PickList, PickRow, ReturnSlip, SlipLine

MUG = PickRow("MUG-BLU", "Blue mug", "5012345678900", 4, 12, (("1043", 3), ("1044", 1)))
PICKS = PickList(
    "PL-7", "Marsh & Daughters", "Leeds", dt.datetime(2026, 11, 26, 9, 15, tzinfo=dt.UTC), (MUG,)
)
PACKED = PackingSlip(
    shop="Marsh & Daughters",
    order="1043",
    their_number="WE-1043",
    channel="Website",
    placed_on=dt.date(2026, 11, 22),
    shipment="S-12",
    address=("Priya Shah", "12 High Street", "Ripon HG4 1AA"),
    lines=(SlipLine("MUG-BLU", "Blue mug", 3), SlipLine("LAMP-1", "Brass desk lamp", 1)),
    later=(SlipLine("TEAPOT", "Stoneware teapot", 2, expected=dt.date(2026, 12, 3)),),
    carrier="DPD",
    tracking="15501234567890",
)
BACK = ReturnSlip(
    shop="Marsh & Daughters",
    number="R-19",
    order="1043",
    customer="Priya Shah",
    address=("Marsh & Daughters", "Unit 4, Canal Wharf", "LS1 4AB"),
    lines=(SlipLine("MUG-BLU", "Blue mug", 2, "arrived damaged"),),
    until=dt.date(2026, 12, 22),
)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, blanks made one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_pick_list_says_what_to_take_how_many_and_for_whom() -> None:
    (page,) = pages(slips.pick_list(PICKS))

    for word in ("Pick list · Leeds", "PL-7", "Blue mug", "MUG-BLU", "5012345678900", "1043",
                 "12 on the shelf", "26 Nov 2026, 09:15", "page 1 of 1"):  # fmt: skip
        assert word in page
    assert "1043 (3), 1044" in page.replace("\xa0", " ")


def test_a_packing_slip_has_the_whole_address_the_goods_and_what_follows() -> None:
    (page,) = pages(slips.packing_slip(PACKED))

    for word in ("Packing slip", "Priya Shah 12 High Street Ripon HG4 1AA", "Website WE-1043",
                 "S-12", "DPD 15501234567890", "Brass desk lamp", "4 units in this parcel",
                 "Still to come", "Stoneware teapot", "expected 3 December"):  # fmt: skip
        assert word in page


def test_a_packing_slip_of_a_whole_order_promises_nothing_more() -> None:
    (page,) = pages(slips.packing_slip(replace(PACKED, later=())))

    assert "Still to come" not in page


def test_a_return_slip_says_where_to_send_what_and_by_when() -> None:
    (page,) = pages(slips.return_slip(BACK))

    for word in ("Return slip", "R-19", "1043", "Priya Shah", "Unit 4, Canal Wharf", "Blue mug",
                 "arrived damaged", "22 December 2026", "2 units to come back"):  # fmt: skip
        assert word in page


def test_a_long_list_goes_on_over_pages_and_loses_no_row() -> None:
    rows = tuple(replace(MUG, sku=f"SKU-{number:04}", barcode="") for number in range(120))

    found = pages(slips.pick_list(replace(PICKS, rows=rows)))

    assert len(found) > 5
    assert all(f"page {number} of {len(found)}" in page for number, page in enumerate(found, 1))
    assert all("For order" in page for page in found)
    assert [row.sku for row in rows if row.sku not in " ".join(found)] == []


def test_a_product_for_very_many_orders_still_fits_the_page() -> None:
    orders = tuple((str(100_000 + number), 1) for number in range(1_200))
    row = replace(MUG, units=1_200, orders=orders)

    text = " ".join(pages(slips.pick_list(replace(PICKS, rows=(row,)))))

    assert "100000" in text
    assert "and 1140 more" in text


def test_names_as_long_as_a_page_are_cut_and_not_refused() -> None:
    long = "endless words " * 400

    assert pages(
        slips.pick_list(
            replace(
                PICKS,
                shop=long,
                location=long,
                rows=(replace(MUG, title=long, sku=long, barcode=long, orders=((long, 2),) * 70),),
            )
        )
    )
    assert pages(
        slips.packing_slip(
            replace(
                PACKED,
                shop=long,
                order=long,
                channel=long,
                carrier=long,
                address=(long,) * 9,
                lines=(SlipLine(long, long, 1, long),),
            )
        )
    )
    assert pages(slips.return_slip(replace(BACK, customer=long, address=(long,), number=long)))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert slips.pick_list(PICKS) == slips.pick_list(PICKS)
    assert slips.packing_slip(PACKED) == slips.packing_slip(PACKED)


@pytest.mark.parametrize("name", ["Łódź", "Иван Петров", "Ελένη", "£5 & <b>Co</b>", "O’Brien"])
def test_names_in_other_letters_can_be_read_and_copied(name: str) -> None:
    (page,) = pages(slips.packing_slip(replace(PACKED, address=(name, "Ripon"))))

    assert name in page


@pytest.mark.parametrize(
    "name", ["中村 あい", "김민준", "สมชาย", "\U0001f9f8", "\ud83d", "\x00", "a\u202eb"]
)
def test_letters_that_our_font_lacks_stop_no_slip(name: str) -> None:
    (page,) = pages(slips.packing_slip(replace(PACKED, address=(name, "Ripon"))))

    assert "Ripon" in page


def test_what_no_font_shows_becomes_a_box_and_data_never_becomes_markup() -> None:
    assert BOX in marked("ส")
    assert "&lt;b&gt;" in marked("<b>")


def test_right_to_left_words_are_drawn_from_the_left() -> None:
    assert "םולש" in marked("a שלום")


@pytest.mark.parametrize("code", ["", "Łódź", "X" * 200])
def test_what_a_barcode_cannot_hold_is_printed_as_words_alone(code: str) -> None:
    drawn, _ = barcode(code, 200)

    assert len(drawn) == 1


def test_a_barcode_keeps_the_room_it_has() -> None:
    drawn, wide = barcode("85123A-WHITE-HANGING", 170)

    assert len(drawn) == 2
    assert wide <= 170


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40), st.integers(1, 10**6))
def test_no_title_name_or_code_stops_a_slip(title: str, code: str, units: int) -> None:
    lines = (SlipLine(code, title, units, title),)
    row = PickRow(code, title, code, units, 0, ((code, units),))

    assert pages(slips.pick_list(replace(PICKS, rows=(row,), location=title)))
    assert pages(slips.packing_slip(replace(PACKED, lines=lines, later=lines, address=(title,))))
    assert pages(slips.return_slip(replace(BACK, lines=lines, customer=title, number=code)))
