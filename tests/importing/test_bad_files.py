"""Files that are wrong: one bad row stops nothing and is not lost, a bad file says what to do."""

from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from assistant.cli import main
from oms import actors, catalogue, product_edits
from oms.channels import profile
from oms.channels.orders_file import OrdersFile
from oms.database import Database
from oms.tables.orders import OrderLine
from oms.tables.returns import ReturnLine
from tests.importing.command import backroom
from tests.importing.files import INVOICE, PLAIN, invoices, written

BAD = [
    ({"Quantity": "six"}, "whole number"),
    ({"Quantity": "1.5"}, "whole number"),
    ({"Quantity": "0"}, "quantity is 0"),
    ({"Quantity": ""}, "no quantity"),
    ({"UnitPrice": "2,55x"}, "not an amount"),
    ({"UnitPrice": ""}, "no price"),
    ({"UnitPrice": "nan"}, "not an amount"),
    ({"InvoiceNo": "9", "InvoiceDate": "yesterday"}, "not a time"),
    ({"InvoiceNo": ""}, "no order number"),
    ({"StockCode": ""}, "no SKU"),
    ({"StockCode": "X" * 500}, "too long"),
    ({"StockCode": "=A1"}, "as a formula does"),
    ({"InvoiceNo": "C1", "Quantity": "3"}, "above 0 on a credit note"),
]

CUT_OFF = gzip.compress(b"InvoiceNo,Stock" * 900, mtime=0)[:60]


def lines_in(url: str) -> int:
    database = Database(url)
    with database.reading() as books:
        found = books.scalars(select(func.count()).select_from(OrderLine)).one()
    database.close()
    return found


@pytest.mark.parametrize(("change", "why"), BAD, ids=lambda one: str(one)[:40])
def test_a_bad_row_stops_nothing_and_goes_beside_the_file_with_its_reason(
    sqlite_url: str, tmp_path: Path, change: dict[str, str], why: str
) -> None:
    path = invoices(tmp_path / "in.csv", [{}, change, {"InvoiceNo": "536366"}])

    ended = backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail", "--json")

    assert ended.status == 1
    assert ended.told["accounted"]["rejects"] == 1
    assert ended.told["accounted"]["order_lines"] == 2
    assert lines_in(sqlite_url) == 2
    with (tmp_path / "in.rejects.csv").open(newline="", encoding="utf-8") as file:
        rejected = list(csv.DictReader(file))
    assert [row["line"] for row in rejected] == ["3"]
    assert why in rejected[0]["reason"]
    kept = {name: rejected[0][name] for name in INVOICE}
    assert kept == {**PLAIN, **change}


def test_a_mended_file_of_rejects_can_be_imported_itself(sqlite_url: str, tmp_path: Path) -> None:
    path = invoices(tmp_path / "in.csv", [{}, {"StockCode": "22", "Quantity": "six"}])
    backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail")
    rejects = tmp_path / "in.rejects.csv"
    rejects.write_text(rejects.read_text(encoding="utf-8").replace("six", "7"), encoding="utf-8")

    ended = backroom(sqlite_url, "import", "orders", rejects, "--profile", "online_retail")

    assert ended.status == 0
    assert lines_in(sqlite_url) == 2


def test_a_return_that_gets_a_line_more_is_known_by_the_present_code_of_its_products(
    sqlite_url: str, tmp_path: Path
) -> None:
    back = {"InvoiceNo": "C536365", "Quantity": "-6"}
    more = {**back, "StockCode": "22", "Quantity": "-1"}
    path = invoices(tmp_path / "in.csv", [back])
    backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail")
    database = Database(sqlite_url)
    with database.writing() as books:
        sku = catalogue.exactly(books, "85123A")
        by = actors.system(books, "cli")
        product_edits.change(books, sku.id, "code", "HEART-1", by=by, key="k")
    invoices(path, [back, more])
    backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail")

    with database.reading() as books:
        assert books.scalars(select(ReturnLine.units).order_by(ReturnLine.id)).all() == [6, 1]
    database.close()


@pytest.mark.parametrize(
    ("content", "name", "wanted", "said"),
    [
        (b"", "in.csv", "online_retail", "it is empty"),
        (b"a,b\n1,2\n", "in.csv", "online_retail", "has no column"),
        (",".join(INVOICE).encode(), "in.csv", "shopify", "--profile online_retail"),
        (",".join(INVOICE).encode("utf-16"), "in.csv", "online_retail", "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "in.csv", "online_retail", "not a text file"),
        (b"x", "in.csv", "amazon", "There is no profile"),
        (CUT_OFF, "in.csv.gz", "online_retail", "cannot be read"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_and_says_what_to_do(
    sqlite_url: str, tmp_path: Path, content: bytes, name: str, wanted: str, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    ended = backroom(sqlite_url, "import", "orders", path, "--profile", wanted, "--json")

    assert ended.status == 2
    assert said in f"{ended.told['message']} {ended.told['remedy']}"
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 2, "what is wrong, and what to do"


def test_a_file_that_is_not_there_or_is_a_folder_says_so(sqlite_url: str, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        ended = backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail")

        assert ended.status == 2
        assert "cannot be read" in ended.stderr


def test_windows_letters_quoted_line_ends_and_ragged_rows_are_read_or_rejected(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    good = '1,85123A,"CAFÉ ""MUG""\nBLUE",6,2010-12-01 08:26:00,2.55,17850.0,France\r\n'
    ragged = "2,85123A,SHORT,6\r\n"
    long = "3,85123A,LONG,6,2010-12-01 08:26:00,2.55,17850.0,France,more,and more\r\n"
    path.write_bytes((",".join(INVOICE) + "\r\n" + good + ragged + long).encode("cp1252"))

    ended = backroom(sqlite_url, "import", "orders", path, "--profile", "online_retail", "--json")

    accounted = ended.told["accounted"]
    assert accounted["order_lines"] == 1
    assert accounted["rejects"] == 2
    database = Database(sqlite_url)
    with database.reading() as books:
        title = books.scalars(select(OrderLine.title)).one()
    database.close()
    assert title.split() == ["CAFÉ", '"MUG"', "BLUE"]


lines = st.fixed_dictionaries(
    {
        "InvoiceNo": st.sampled_from(["1", "2", "3", "C4", "C5", "A6", ""]),
        "StockCode": st.sampled_from(["85123A", "22", "POST", "D", "M", "gift_0001_20", ""]),
        "Quantity": st.integers(-5, 9).map(str) | st.sampled_from(["", "x"]),
        "UnitPrice": st.decimals(-3, 99, places=3).map(str) | st.sampled_from(["0", "0.0", "?"]),
        "CustomerID": st.sampled_from(["17850.0", "", "12346"]),
        "InvoiceDate": st.sampled_from(["2010-12-01 08:26:00", "12/1/2010 8:26", "then"]),
    }
)


def in_process(url: str, *arguments: str) -> dict[str, Any]:
    """The document that a command prints, without a process of its own: there are many."""
    ended = CliRunner().invoke(main, arguments, env={"BACKROOM_DATABASE_URL": url})
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(lines, min_size=1, max_size=12))
def test_whatever_a_file_holds_every_line_is_accounted_for_and_the_money_adds_up(
    sqlite_url: str, tmp_path: Path, drawn: list[dict[str, str]]
) -> None:
    path = invoices(tmp_path / "drawn.csv", drawn)
    fresh = tmp_path / "drawn.sqlite"
    fresh.unlink(missing_ok=True)
    fresh.write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    url = f"sqlite:///{fresh}"

    command = ["import", "orders", str(path), "--profile", "online_retail", "--json"]
    told, again = in_process(url, *command), in_process(url, *command)

    assert sum(told["accounted"].values()) == told["lines_read"] == len(drawn)
    net, booked, rounding, rejected = (
        Decimal(told[name]) for name in ("net_value", "booked_value", "rounding", "rejected_value")
    )
    assert net == booked + rounding + rejected
    readable = [
        row for row in drawn if row["UnitPrice"] != "?" and row["Quantity"] not in {"", "x"}
    ]
    assert net == sum(
        (Decimal(row["UnitPrice"]) * int(row["Quantity"]) for row in readable), Decimal(0)
    )
    assert again["nothing_new"] is True
    assert in_process(url, "verify", "--json") == {"differences": []}


def test_a_profile_as_the_documents_show_it_reads_its_file(sqlite_url: str, tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "importing.md"
    shown = page.read_text(encoding="utf-8").split("prices such as 1.234,50:")[1]
    block = [line[4:] for line in shown.splitlines() if line.startswith("    ")]
    told = tmp_path / "marketplace.toml"
    told.write_text("\n".join(block), encoding="utf-8")
    path = written(
        tmp_path / "in.csv",
        ("Order no", "Date", "Item", "Qty", "Price"),
        [{"Order no": "77", "Date": "31.12.2026", "Item": "MUG", "Qty": "2", "Price": "1.234,50"}],
    )

    document = next(iter(OrdersFile(path, profile._read("orders", told))))

    assert document.lines[0].value == Decimal("2469.00")  # type: ignore[union-attr]
