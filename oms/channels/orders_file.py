"""Orders from a file, as its profile says: documents one after the other, and rejected lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from oms.channels import readers
from oms.channels.groups import Row, grouped
from oms.channels.profile import Profile, WrongProfile, better, positions
from oms.channels.readers import BadCell
from oms.channels.rows import Table, table
from oms.order_in import CHARGE, CORRECTION, GOODS, CustomerIn, LineIn, OrderIn, Rejected
from oms.values import sku_key

NOTHING = Decimal(0)
LONGEST_CODE = 120


def opened(path: Path, profile: Profile) -> Table:
    """The table in the file, when the profile fits its heading.

    Raises:
        UnreadableFile: it cannot be read at all.
        WrongProfile: it lacks columns that the profile needs.
    """
    found = table(path)
    missing = positions(profile, found.heading)[1]
    if missing:
        suggestion = better(profile.kind, found.heading)
        raise WrongProfile(str(path), profile.name, missing, suggestion)
    return found


class OrdersFile:
    """A file of orders: iterate over it for `OrderIn` and `Rejected`, in the file's order."""

    def __init__(self, path: Path, profile: Profile) -> None:
        self.profile = profile
        self.table = opened(path, profile)
        self.heading = self.table.heading
        self._at = positions(profile, self.heading)[0]
        self._kinds: dict[str, str | None] = {}
        self._patterns = [
            (re.compile(pattern), kind) for pattern, kind in profile.charge_patterns.items()
        ]

    def __iter__(self) -> Iterator[OrderIn | Rejected]:
        for rows in grouped(self.table, self._at["number"]):
            yield from self._document(rows)

    def _document(self, rows: list[Row]) -> Iterator[OrderIn | Rejected]:
        first = self._first(rows)
        number = self._cell(first, "number")
        try:
            if not number:
                raise BadCell("it has no order number")
            placed_text = self._cell(first, "placed")
            placed = readers.moment(placed_text, self.profile.dates, self.profile.zone)
        except BadCell as fault:
            yield from (self._rejected(row, str(fault)) for row in rows)
            return
        customer = self._customer(first)
        lines: list[LineIn] = []
        for row in rows:
            read = self._line(row, number, known_customer=customer is not None)
            if isinstance(read, Rejected):
                yield read
            else:
                lines.append(read)
        if not lines:
            return
        lines.extend(self._order_charges(first, lines))
        yield OrderIn(
            their_id=self._cell(first, "their_id") or number,
            their_number=number,
            placed_at=placed,
            placed_text=placed_text,
            lines=tuple(lines),
            customer=customer,
            is_credit=self._starts(number, self.profile.credit_prefix),
            state=self._state(first),
            payment=self.profile.payments.get(self._cell(first, "payment").lower(), "paid"),
            town=self._cell(first, "town") or None,
            country=self._country(first),
            currency=self._cell(first, "currency") or self.profile.currency,
            note=self._cell(first, "note") or None,
            stated_total=self._amount(first, "total"),
        )

    def _first(self, rows: list[Row]) -> list[str]:
        """The row that carries the cells of the order."""
        marker = "payment" if "payment" in self._at else "placed"
        return next((cells for _, cells in rows if self._cell(cells, marker)), rows[0][1])

    def _line(self, row: Row, number: str, *, known_customer: bool) -> LineIn | Rejected:
        at, cells = row
        value = NOTHING
        try:
            if len(cells) > len(self.heading):
                raise BadCell(f"it has {len(cells)} cells, the heading {len(self.heading)}")
            units = readers.whole(self._cell(cells, "units"))
            price = readers.price(self._cell(cells, "price"), self.profile.money)
            value, minor = readers.worth(price, units, self.profile.currency)
            code = self._cell(cells, "code")
            charge = self._charge(code)
            kind = self._kind(charge, number, units, price, known_customer=known_customer)
        except BadCell as fault:
            return Rejected(at, tuple(cells), str(fault), value)
        written = self._cell(cells, "price")
        return LineIn(
            at, kind, charge, code, self._cell(cells, "title"), units, written, value, minor
        )

    def _kind(
        self, charge: str, number: str, units: int, price: Decimal, *, known_customer: bool
    ) -> str:
        if charge:
            return CHARGE
        if self._starts(number, self.profile.charge_prefix):
            raise BadCell("goods on a document that holds charges only")
        if units == 0:
            raise BadCell("its quantity is 0")
        credit = self._starts(number, self.profile.credit_prefix)
        if credit:
            if units > 0:
                raise BadCell("its quantity is above 0 on a credit note")
            return GOODS
        if self.profile.correction and price == 0 and not known_customer:
            return CORRECTION
        if units < 0:
            raise BadCell("its quantity is below 0 on an order")
        return GOODS

    def _charge(self, code: str) -> str:
        """The kind of charge that a code stands for; empty for goods."""
        if code not in self._kinds:
            if len(code) > LONGEST_CODE:
                raise BadCell("its SKU is too long")
            folded = sku_key(code)
            kind = self.profile.charges.get(folded)
            for pattern, charged in self._patterns:
                if kind is None and pattern.fullmatch(folded):
                    kind = charged
            if len(self._kinds) > 50_000:
                self._kinds.clear()
            self._kinds[code] = kind
        return self._kinds[code] or ""

    def _order_charges(self, first: list[str], lines: list[LineIn]) -> Iterator[LineIn]:
        """Postage and the like, and the discount that makes the lines the subtotal."""
        for column, kind in self.profile.order_charges.items():
            amount = self._amount(first, column)
            if amount:
                yield self._extra(kind, column.capitalize(), amount)
        subtotal = self._amount(first, "subtotal")
        if subtotal is None:
            return
        gross = sum((line.value for line in lines), NOTHING)
        if gross != subtotal:
            yield self._extra("discount", "Discount", subtotal - gross)
        taxes, total = self._amount(first, "taxes"), self._amount(first, "total")
        shipping = self._amount(first, "shipping") or NOTHING
        if taxes and total is not None and subtotal + shipping + taxes == total:
            yield self._extra("tax", "Tax", taxes)

    def _extra(self, kind: str, title: str, amount: Decimal) -> LineIn:
        value, minor = readers.worth(amount, 1, self.profile.currency)
        return LineIn(0, CHARGE, kind, "", title, 1, str(amount), value, minor)

    def _customer(self, cells: list[str]) -> CustomerIn | None:
        email = self._cell(cells, "email").lower()
        number = readers.account(self._cell(cells, "customer")) or email
        if not number:
            return None
        return CustomerIn(
            their_id=number,
            name=self._cell(cells, "customer_name"),
            town=self._cell(cells, "town") or None,
            country=self._country(cells),
            email=email or None,
            phone=self._cell(cells, "phone").lstrip("'") or None,
        )

    def _country(self, cells: list[str]) -> str | None:
        said = self._cell(cells, "country")
        return self.profile.countries.get(said, said if len(said) == 2 else "") or None

    def _state(self, cells: list[str]) -> str:
        if self.profile.past:
            return "completed"
        if self._cell(cells, "cancelled"):
            return "cancelled"
        return self.profile.fulfilled.get(self._cell(cells, "fulfilled").lower(), "open")

    def _amount(self, cells: list[str], column: str) -> Decimal | None:
        text = self._cell(cells, column)
        try:
            return readers.price(text, self.profile.money) if text else None
        except BadCell:
            return None

    def _rejected(self, row: Row, why: str) -> Rejected:
        at, cells = row
        try:
            units = readers.whole(self._cell(cells, "units"))
            price = readers.price(self._cell(cells, "price"), self.profile.money)
        except BadCell:
            return Rejected(at, tuple(cells), why, NOTHING)
        return Rejected(at, tuple(cells), why, price * units)

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._at.get(column)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    @staticmethod
    def _starts(number: str, prefix: str) -> bool:
        return bool(prefix) and number.upper().startswith(prefix)
