"""Papers: queued with the change they belong to, drawn when they are sent, posted once."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant import papers
from assistant.playground.slack import FLOOR, OLIVE, LocalSlack
from oms import orders, outbox, picking, slips
from oms.database import Database
from oms.slips import FigureFile, PackingSlip, PickList, PickRow, ReturnSlip, Slip, SlipLine
from oms.tables.catalogue import Location
from oms.tables.messages import OutboxMessage
from oms.tables.orders import Shipment
from tests.assistant.running import ended, program_of, sent

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MUG = PickRow("MUG-BLU", "Blue mug", "", 2, 5, (("1043", 2),))
SLIPS: tuple[Slip, ...] = (
    PickList("LEEDS-1", "Marsh", "Leeds", NOON, (MUG,)),
    PackingSlip("Marsh", "1043", "WE-1", "Website", NOON.date(), "S-1", ("Ann", "Hull"),
                (SlipLine("MUG-BLU", "Blue mug", 2),),
                (SlipLine("LAMP-1", "Lamp", 1, expected=NOON.date()),)),
    ReturnSlip("Marsh", "R-1", "1043", "Ann", ("Marsh", "Leeds"),
               (SlipLine("MUG-BLU", "Blue mug", 2, reason="faulty"),), NOON.date()),
    FigureFile("sales_by_channel", "Sales", NOON.date(), NOON.date(), 1, "goods\r\n25.50\r\n"),
)  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=slips.kind)
def test_a_slip_is_kept_as_plain_values_and_drawn_from_them(slip: Slip) -> None:
    name = slips.kind(slip)

    again = slips.from_plain(name, slips.plain(slip))
    drawn = papers.file({"slip": name, "facts": slips.plain(slip)})

    assert again == slip
    if papers.extension(slip) == "pdf":
        assert "Marsh" in PdfReader(io.BytesIO(drawn)).pages[0].extract_text()
    else:
        assert drawn.decode("utf-8-sig") == "goods\r\n25.50\r\n"


def test_a_packing_slip_is_posted_where_it_was_asked_for_and_says_what_it_is(
    url: str, slack: LocalSlack
) -> None:
    program = program_of(url, slack)
    program.start()
    slack.wait_connected()
    asked = slack.mention(OLIVE, FLOOR, "packing slip of 1001")

    posted = slack.wait_message(lambda one: bool(one.get("files")))
    ended(program, slack)

    assert posted["thread_ts"] == asked
    (file,) = posted["files"]
    assert file["title"] == "Packing slip of order 1001, shipment S-1: 3 units"
    assert file["mimetype"] == "application/pdf"
    assert file["name"].startswith("packing-slip-1001-")


def test_a_figure_is_posted_as_a_csv_where_it_was_asked_for(url: str, slack: LocalSlack) -> None:
    program = program_of(url, slack)
    program.start()
    slack.wait_connected()
    asked = slack.mention(OLIVE, FLOOR, "late orders as csv")

    posted = slack.wait_message(lambda one: bool(one.get("files")))
    program.stop()

    assert posted["thread_ts"] == asked
    (file,) = posted["files"]
    assert file["title"].startswith("Late orders on ")
    assert file["alt_txt"] == file["title"]
    assert file["name"].endswith(".csv")


def test_a_slip_whose_sending_ended_without_an_answer_is_looked_for_and_not_posted_twice(
    url: str, slack: LocalSlack
) -> None:
    database = Database(url)
    with database.writing() as books:
        papers.tell(books, SLIPS[0], "k", FLOOR, None)
    first = program_of(url, slack)
    first.start()
    slack.wait_until(lambda: sent(first) == ["sent"])
    ended(first, slack)
    # given that we died before we heard that it had arrived
    with database.writing() as books:
        books.execute(update(OutboxMessage).values(state="waiting", error=None, attempts=1))

    second = program_of(url, slack)
    second.start()
    slack.wait_until(lambda: sent(second) == ["sent"])
    ended(second, slack)
    database.close()

    assert len([one for one in slack.bot_messages() if one.get("files")]) == 1


def test_the_same_slip_is_queued_once_for_a_key(sqlite_books: Session) -> None:
    for _ in range(2):
        papers.tell(sqlite_books, SLIPS[1], "k", FLOOR, None)

    queued = sqlite_books.scalars(select(OutboxMessage)).all()
    assert [one.kind for one in queued] == [papers.KIND]
    assert outbox.claim(sqlite_books)[0].payload["text"].startswith("Packing slip of order 1043")


def test_the_facts_of_lists_and_slips_come_from_the_books(sqlite_books: Session) -> None:
    books = sqlite_books
    leeds = books.scalars(select(Location).where(Location.code == "LEEDS")).one()
    order = orders.by_number(books, "1001")
    order.ship_to = {"name": "Ann Lee", "line1": "1 Quay", "town": "Hull", "postcode": "HU1 1AA",
                     "country": "FR"}  # fmt: skip
    shipment = books.scalars(select(Shipment).where(Shipment.order_id == order.id)).one()

    wanted = picking.pick_list(books, leeds)
    slip = picking.packing_slip(books, shipment)

    assert [(row.sku, row.units, row.on_hand, row.orders) for row in wanted.rows] == [
        ("LAMP-1", 1, 2, (("1043", 1),)), ("MUG-BLU", 3, 5, (("1043", 3),)),
    ]  # fmt: skip
    assert slip.address == ("Ann Lee", "1 Quay", "Hull", "HU1 1AA", "FR")
    assert [(line.sku, line.units) for line in slip.lines] == [("MUG-BLU", 3)]
    assert slip.later == ()
