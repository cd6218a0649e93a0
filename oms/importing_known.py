"""What an import finds in the books: documents, customers and SKUs, looked up a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from oms import catalogue, clock
from oms.bulk import Bulk
from oms.order_in import CHARGE, CustomerIn, OrderIn
from oms.values import sku_key

Known = tuple[int, str]
Placed = list[tuple[int, OrderIn]]
MARKS = 500


class Lookup:
    """Ids of the customers and SKUs of a chunk; those that are new are added."""

    def __init__(self, books: Session, bulk: Bulk) -> None:
        self._books, self._bulk = books, bulk
        self._skus: dict[str, int] = {}
        self._customers: dict[Known, int] = {}

    def known(self, placed: Placed) -> dict[Known, int | None]:
        """Documents that were taken before: (channel, their id) -> order id, None without order."""
        found: dict[Known, int | None] = {}
        numbers = sorted({one.their_id for _, one in placed})
        for table, column in (("corrections", "their_number"), ("charges", "their_number"),
                              ("returns", "their_number")):  # fmt: skip
            for channel, number in self._rows(f"channel_id, {column}", table, column, numbers):
                found[channel, number] = None
        for channel, number, order_id in self._rows(
            "channel_id, their_id, id", "orders", "their_id", numbers
        ):
            found[channel, number] = order_id
        return found

    def prepare(self, placed: Placed, outcome: Any, *, add_skus: bool) -> None:
        """See to it that the SKUs and customers of these documents have ids."""
        outcome.skus_new += self._prepare_skus(placed, add=add_skus)
        outcome.customers_new += self._prepare_customers(placed)

    def sku_id(self, code: str) -> int | None:
        """The id of a SKU by its code; None when it is not in the catalogue."""
        return self._skus.get(sku_key(code))

    def customer_id(self, channel: int, one: OrderIn) -> int | None:
        """The id of the customer of a document; None when it names nobody."""
        return self._customers.get((channel, one.customer.their_id)) if one.customer else None

    def _prepare_skus(self, placed: Placed, *, add: bool) -> int:
        titles: dict[str, tuple[str, str, int | None]] = {}
        for _, one in placed:
            for line in one.lines:
                if line.kind == CHARGE or not line.code:
                    continue
                key = sku_key(line.code)
                # staff write remarks where a title belongs; goods that were paid for have titles
                if key not in titles or (line.value and not titles[key][1]):
                    title = line.title if line.value else ""
                    each = line.minor // line.units if line.value and line.units else None
                    titles[key] = (line.code.strip(), title, each)
        for sku_id, key in self._rows("id, code_key", "skus", "code_key", sorted(titles)):
            self._skus[key] = sku_id
        new = [key for key in titles if key not in self._skus]
        if not add or not new:
            return 0
        now = self._bulk.time(clock.now())
        rows = []
        for sku_id, key in zip(self._bulk.ids("skus", len(new)), new, strict=True):
            code, title, price = titles[key]
            rows.append((sku_id, code, key, title or code, "stocked", price, "GBP", True, now))
            self._skus[key] = sku_id
        columns = ("id", "code", "code_key", "title", "kind", "price_minor", "currency", "active",
                   "created_at")  # fmt: skip
        self._bulk.insert("skus", columns, rows)
        catalogue.changed(self._books)
        return len(new)

    def _prepare_customers(self, placed: Placed) -> int:
        wanted: dict[Known, CustomerIn] = {
            (channel, one.customer.their_id): one.customer
            for channel, one in placed
            if one.customer is not None
        }
        ids = sorted({their_id for _, their_id in wanted})
        for channel, their_id, customer_id in self._rows(
            "channel_id, their_id, customer_id", "customer_identities", "their_id", ids
        ):
            self._customers[channel, their_id] = customer_id
        new = [key for key in wanted if key not in self._customers]
        now = self._bulk.time(clock.now())
        people, identities = [], []
        for customer_id, key in zip(self._bulk.ids("customers", len(new)), new, strict=True):
            one = wanted[key]
            name = one.name or one.their_id
            people.append((customer_id, name, one.town, one.country, one.email, one.phone, now))
            identities.append((customer_id, *key))
            self._customers[key] = customer_id
        columns = ("id", "name", "town", "country", "email", "phone", "created_at")
        self._bulk.insert("customers", columns, people)
        self._bulk.insert(
            "customer_identities", ("customer_id", "channel_id", "their_id"), identities
        )
        return len(new)

    def _rows(
        self, columns: str, table: str, column: str, values: list[str]
    ) -> Iterator[tuple[Any, ...]]:
        for part in _parts(values):
            marks = ", ".join("?" * len(part))
            yield from self._bulk.ask(
                f"SELECT {columns} FROM {table} WHERE {column} IN ({marks})",  # noqa: S608
                part,
            )


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[at : at + MARKS] for at in range(0, len(values), MARKS))
