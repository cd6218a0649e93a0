"""What an import finds in the books: documents, customers and SKUs, looked up a chunk at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import catalogue, clock, customers
from oms.bulk import Bulk
from oms.customer_match import email_key, phone_key
from oms.importing_plan import Outcome, Plan
from oms.order_in import CHARGE, CustomerIn, LineIn, OrderIn
from oms.values import sku_key

Known = tuple[int, str]
Placed = list[tuple[int, OrderIn]]
MARKS = 500


@dataclass
class Taken:
    """A document that was taken before: its order or return, and what its lines come to."""

    order_id: int | None = None
    return_id: int | None = None
    state: str = ""
    payment: str = ""
    lines: int = 0
    minor: int = 0

    def add(self, lines: int, minor: Any) -> None:
        """Count further lines of it."""
        self.lines += lines
        self.minor += int(minor)


class Lookup:
    """Ids of customers and SKUs; those that are new are added. Lives as long as the import.

    It remembers one entry for each SKU code and customer of the file, so it grows with the
    catalogue and the customers, not with the lines.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._skus: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._customers: dict[Known, int] = {}

    def use(self, books: Session, bulk: Bulk) -> None:
        """Look things up in these books from now on."""
        self._books, self._bulk = books, bulk

    def known(self, placed: Placed) -> dict[Known, Taken]:
        """Documents that were taken before, by channel and the channel's id."""
        found: dict[Known, Taken] = defaultdict(Taken)
        by_channel: dict[int, list[str]] = defaultdict(list)
        for channel, one in placed:
            by_channel[channel].append(one.their_id)
        for channel, numbers in by_channel.items():
            self._known_orders(channel, numbers, found)
            self._known_returns(channel, numbers, found)
            for table in ("charges", "corrections"):
                for number, lines, minor in self._rows(SUMS.format(table), numbers, channel):
                    found[channel, number].add(lines, minor)
        return dict(found)

    def _known_orders(self, channel: int, numbers: list[str], found: dict[Known, Taken]) -> None:
        orders: dict[int, Taken] = {}
        for order_id, number, state, payment in self._rows(ORDERS, numbers, channel):
            taken = Taken(order_id, None, state, payment)
            found[channel, number] = orders[order_id] = taken
        for order_id, lines, minor in self._rows(ORDER_LINES, list(orders)):
            orders[order_id].add(lines, minor)

    def _known_returns(self, channel: int, numbers: list[str], found: dict[Known, Taken]) -> None:
        returns: dict[int, Taken] = {}
        for return_id, number in self._rows(RETURNS, numbers, channel):
            taken = found[channel, number]
            taken.return_id = return_id
            returns[return_id] = taken
        for return_id, lines, minor in self._rows(RETURN_LINES, list(returns)):
            returns[return_id].add(lines, minor)

    def prepare(self, placed: Placed, outcome: Outcome) -> None:
        """See to it that the SKUs and customers of these documents have ids."""
        outcome.skus_new += self._prepare_skus(placed)
        outcome.customers_new += self._prepare_customers(placed)

    def sku_id(self, code: str) -> int | None:
        """The id of a SKU by its code; None when it is not in the catalogue."""
        return self._codes.get(code)

    def customer_id(self, channel: int, one: OrderIn) -> int | None:
        """The id of the customer of a document; None when it names nobody."""
        return self._customers.get((channel, one.customer.their_id)) if one.customer else None

    def _prepare_skus(self, placed: Placed) -> int:
        firsts: dict[str, LineIn] = {}
        codes: dict[str, str] = {}
        for line in self._unknown_goods(placed):
            key = codes.setdefault(line.code, sku_key(line.code))
            if key not in firsts or (line.value and not firsts[key].value):
                firsts[key] = line
        if not codes:
            return 0
        unknown = [key for key in firsts if key not in self._skus]
        # the code that a product has goes before those that it had
        for key, sku_id in [*self._rows(FORMER_SKUS, unknown), *self._rows(SKUS, unknown)]:
            self._skus[key] = sku_id
        new = [key for key in unknown if key not in self._skus] if self._plan.past else []
        if new:
            # a file is in one currency
            self._add_skus([(key, firsts[key]) for key in new], placed[0][1].currency)
        for code, key in codes.items():
            if key in self._skus:
                self._codes[code] = self._skus[key]
        return len(new)

    def _unknown_goods(self, placed: Placed) -> Iterator[LineIn]:
        for _, one in placed:
            for line in one.lines:
                if line.code not in self._codes and line.kind != CHARGE and line.code:
                    yield line

    def _add_skus(self, new: list[tuple[str, LineIn]], currency: str) -> None:
        now = self._bulk.time(clock.now())
        rows = []
        for sku_id, (key, line) in zip(self._bulk.ids("skus", len(new)), new, strict=True):
            # staff write remarks where a title belongs; goods that were paid for have titles
            title = self._plan.title_of(key) or (line.title if line.value else "") or line.code
            price = line.minor // line.units if line.value and line.units else None
            rows.append((sku_id, line.code, key, title, "stocked", price, currency, True, now))
            self._skus[key] = sku_id
        columns = ("id", "code", "code_key", "title", "kind", "price_minor", "currency", "active",
                   "created_at")  # fmt: skip
        self._bulk.insert("skus", columns, rows)
        catalogue.changed(self._books)

    def _prepare_customers(self, placed: Placed) -> int:
        wanted: dict[int, dict[str, CustomerIn]] = defaultdict(dict)
        for channel, one in placed:
            if one.customer and (channel, one.customer.their_id) not in self._customers:
                wanted[channel][one.customer.their_id] = one.customer
        for channel, people in wanted.items():
            for their_id, customer_id in self._rows(IDENTITIES, list(people), channel):
                self._customers[channel, their_id] = customer_id
        new = [
            ((channel, their_id), one)
            for channel, people in wanted.items()
            for their_id, one in people.items()
            if (channel, their_id) not in self._customers
        ]
        return self._add_customers(new) if new else 0

    def _add_customers(self, new: list[tuple[Known, CustomerIn]]) -> int:
        """Write down whom the channel had not named before; gives how many are new to the shop.

        Somebody of the same e-mail is the same, as when an order comes by itself (`customers`).
        """
        known = self._by_email(one for _, one in new)
        strangers: dict[str | Known, CustomerIn] = {}
        for key, one in new:
            who = email_key(one.email) or key
            if who not in known:
                strangers.setdefault(who, one)
        ids = zip(strangers, self._bulk.ids("customers", len(strangers)), strict=True)
        made: dict[str | Known | None, int] = {**known, **dict(ids)}
        self._bulk.insert(
            "customers",
            ("id", "name", "town", "country", "email", "phone", "phone_key", "created_at"),
            [self._person(made[who], one) for who, one in strangers.items()],
        )
        for key, one in new:
            self._customers[key] = made[email_key(one.email) or key]
        identities = [(self._customers[key], *key) for key, _ in new]
        self._bulk.insert(
            "customer_identities", ("customer_id", "channel_id", "their_id"), identities
        )
        return len(strangers)

    def _person(self, customer_id: int, one: CustomerIn) -> tuple[Any, ...]:
        name, now = one.name or one.their_id, self._bulk.time(clock.now())
        email, phone = email_key(one.email), phone_key(one.phone)
        return (customer_id, name, one.town, one.country, email, one.phone, phone, now)

    def _by_email(self, people: Iterable[CustomerIn]) -> dict[str | Known | None, int]:
        """E-mail -> the customer of it, where there is one; who was merged is who they are now."""
        wanted = sorted({email for one in people if (email := email_key(one.email))})
        return {
            email: customers.root(self._books, found)
            for email, found in self._rows(EMAILS, list(wanted))
        }

    def _rows(
        self, question: str, values: list[Any], channel: int | None = None
    ) -> Iterator[tuple[Any, ...]]:
        first = [] if channel is None else [channel]
        for part in _parts(values):
            marks = ", ".join("?" * len(part))
            yield from self._bulk.ask(question.replace("{marks}", marks), [*first, *part])


ORDERS = """SELECT id, their_id, state, payment FROM orders
    WHERE channel_id = ? AND their_id IN ({marks})"""
ORDER_LINES = """SELECT order_id, COUNT(*), SUM(amount_minor) FROM order_lines
    WHERE order_id IN ({marks}) AND parent_line_id IS NULL GROUP BY order_id"""
RETURNS = "SELECT id, their_number FROM returns WHERE channel_id = ? AND their_number IN ({marks})"
RETURN_LINES = """SELECT return_id, COUNT(DISTINCT line_no), -SUM(amount_minor) FROM return_lines
    WHERE return_id IN ({marks}) GROUP BY return_id"""
SUMS = """SELECT their_number, COUNT(*), SUM(amount_minor) FROM {}
    WHERE channel_id = ? AND their_number IN ({{marks}}) GROUP BY their_number"""
SKUS = "SELECT code_key, id FROM skus WHERE code_key IN ({marks})"
FORMER_SKUS = """SELECT alias_key, sku_id FROM sku_aliases
    WHERE channel_id IS NULL AND alias_key IN ({marks})"""
EMAILS = """SELECT email, MIN(id) FROM customers
    WHERE email IN ({marks}) AND erased_at IS NULL GROUP BY email"""
IDENTITIES = """SELECT their_id, customer_id FROM customer_identities
    WHERE channel_id = ? AND their_id IN ({marks})"""


def _parts(values: list[Any]) -> Iterable[list[Any]]:
    return (values[at : at + MARKS] for at in range(0, len(values), MARKS))
