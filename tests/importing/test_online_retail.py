"""The real file, whole: every line accounted for, the money exact, a second run changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest
from sqlalchemy import func, select

from oms.database import Database
from oms.tables.orders import Charge, Order, OrderLine
from oms.tables.returns import Return, ReturnLine
from oms.tables.stock import Correction, Movement
from tests.importing.command import Ended, as_process, backroom, lines_of, real_file, worth

WHOLE_FILE = {
    "order_lines": 419_661, "returns": 7_340, "corrections": 2_161, "charges": 2_511, "rejects": 0,
}  # fmt: skip
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class FileSums:
    """What the file itself adds up to."""

    lines: int
    net: Decimal
    booked: Decimal
    ordered: Counter[str]
    """Invoice -> units on lines that are above zero."""


@cache
def file_sums() -> FileSums:
    """Read the file with the standard library alone."""
    lines, net, booked = 0, Decimal(0), Decimal(0)
    ordered: Counter[str] = Counter()
    for line in lines_of(real_file()):
        value = worth(line)
        lines, net = lines + 1, net + value
        booked += value.quantize(PENNY, ROUND_HALF_UP)
        if int(line["Quantity"]) > 0:
            ordered[line["InvoiceNo"]] += int(line["Quantity"])
    return FileSums(lines, net, booked, ordered)


@dataclass(frozen=True)
class Imported:
    """A database into which the real file was imported, twice."""

    url: str
    first: Ended
    second: Ended


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The import, done once for all tests of each kind of database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('whole')}/shop.sqlite"
    else:
        url = request.getfixturevalue("postgresql_of_a_file")
    arguments = ("import", "orders", real_file(), "--profile", "online_retail", "--json")
    return Imported(url, as_process(url, *arguments), as_process(url, *arguments))


def test_every_line_ends_as_one_of_the_five_kinds(imported: Imported) -> None:
    told = imported.first.told
    accounted = told["accounted"]

    assert imported.first.status == 0
    assert told["lines_read"] == file_sums().lines
    assert sum(accounted.values()) == told["lines_read"]
    if told["lines_read"] == sum(WHOLE_FILE.values()):
        assert accounted == WHOLE_FILE


def test_the_money_is_the_files_own_to_the_last_digit(imported: Imported) -> None:
    told = imported.first.told

    assert Decimal(told["net_value"]) == file_sums().net
    assert Decimal(told["booked_value"]) == file_sums().booked
    assert Decimal(told["rounding"]) == file_sums().net - file_sums().booked


def test_what_is_booked_is_what_was_told(imported: Imported) -> None:
    told, database = imported.first.told, Database(imported.url)
    with database.reading() as books:
        goods = books.scalars(select(func.sum(OrderLine.amount_minor))).one()
        charges = books.scalars(select(func.sum(Charge.amount_minor))).one()
        back = books.scalars(select(func.sum(ReturnLine.amount_minor))).one()
        rows = {
            "order_lines": books.scalars(select(func.count()).select_from(OrderLine)).one(),
            "charges": books.scalars(select(func.count()).select_from(Charge)).one(),
            "corrections": books.scalars(select(func.count()).select_from(Correction)).one(),
            "returns": books.scalars(
                select(
                    func.count(func.distinct(ReturnLine.return_id * 10_000 + ReturnLine.line_no))
                )
            ).one(),
        }
        moved = books.scalars(select(func.count()).select_from(Movement)).one()
    database.close()

    assert Decimal(goods + charges - abs(back)) / 100 == Decimal(told["booked_value"])
    assert rows == {kind: told["accounted"][kind] for kind in rows}
    assert moved == 0, "past orders move no stock unless asked to"


def test_each_order_has_the_units_of_its_invoice(imported: Imported) -> None:
    database = Database(imported.url)
    with database.reading() as books:
        wanted = (
            select(Order.their_number, func.sum(OrderLine.ordered))
            .join(OrderLine, OrderLine.order_id == Order.id)
            .group_by(Order.id)
        )
        units = {number: int(ordered) for number, ordered in books.execute(wanted)}
        charged = set(books.scalars(select(Charge.their_number)))
        corrected = set(books.scalars(select(Correction.their_number)))
        returns = books.scalars(select(func.count()).select_from(Return)).one()
    database.close()

    plain = {number: ordered for number, ordered in units.items()
             if number not in charged and number not in corrected}  # fmt: skip
    assert len(plain) > len(units) / 2
    assert plain == {number: file_sums().ordered[number] for number in plain}
    assert imported.first.told["orders_new"] == len(units)
    assert imported.first.told["returns_new"] == returns


def test_a_second_run_changes_nothing_and_says_so(imported: Imported) -> None:
    first, second = imported.first.told, imported.second.told

    assert imported.second.status == 0
    assert second["orders_new"] == 0
    assert second["returns_new"] == 0
    assert second["nothing_new"] is True
    assert second["orders_known"] == first["orders_new"]
    assert second["net_value"] == first["net_value"]


def test_the_books_add_up_afterwards(imported: Imported) -> None:
    ended = backroom(imported.url, "verify", "--json")

    assert ended.told == {"differences": []}
    assert ended.status == 0
