"""Orders from a file, as its profile says: documents one after the other, and rejected lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from oms.capture import rounding
from oms.channels import readers
from oms.channels.groups import grouped
from oms.channels.profile import Profile, WrongProfile, better, positions
from oms.channels.readers import FORMULA, Amounts, BadCell
from oms.channels.rows import Row, Table, table
from oms.channels.titles import Titles
from oms.order_in import (
    CANCELLED,
    CHARGE,
    CORRECTION,
    GOODS,
    LEFT,
    OPEN,
    CustomerIn,
    LineIn,
    OrderIn,
    Rejected,
)  # fmt: skip
from oms.shares import largest_remainder
from oms.values import decimal_of, minor_of, reads_as_formula, sku_key

NOTHING = Decimal(0)
LONGEST_CODE = 120
TAX_KINDS, TAX_TITLES = ("tax", "shipping"), ("Tax", "Tax on postage")
ADDRESS = {
    "name": "customer_name", "company": "company", "line1": "line1", "line2": "line2",
    "town": "town", "region": "region", "postcode": "postcode", "phone": "phone",
}  # fmt: skip
"""Part of an address -> our field of the file."""


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


@dataclass(frozen=True)
class _Document:
    """What holds for all lines of one document."""

    is_credit: bool
    charges_only: bool
    has_customer: bool
    state: str
    fault: str = ""
    """Why none of its lines can be taken."""


class OrdersFile:
    """A file of orders: iterate over it for `OrderIn` and `Rejected`, in the file's order.

    Args:
        path: where it is.
        profile: how it is written.

    Raises:
        UnreadableFile: it cannot be read at all.
        WrongProfile: it lacks columns that the profile needs.
    """

    def __init__(self, path: Path, profile: Profile) -> None:
        self.profile = profile
        self.table = opened(path, profile)
        self.heading = self.table.heading
        self._at = positions(profile, self.heading)[0]
        self._currency = profile.currency
        self._kinds: dict[str, str] = {}
        self._patterns = [
            (re.compile(pattern), kind) for pattern, kind in profile.charge_patterns.items()
        ]
        # the two cells that every line needs are read often enough to be looked up once
        self._units_at, self._price_at = self._at["units"], self._at["price"]
        self._discounts = "line_discount" in self._at
        self._titles = Titles(*(self._at.get(name, -1) for name in ("code", "title", "price")))

    def __iter__(self) -> Iterator[OrderIn | Rejected]:
        look = self._titles.see if self.profile.past else None
        for rows in grouped(self.table, self._at["number"], look):
            yield from self._document(rows)

    def first_currency(self) -> str:
        """The currency of the first document that names one, else the profile's."""
        if "currency" in self._at:
            for _, cells, _fault in self.table.rows():
                if said := self._cell(cells, "currency"):
                    return said.upper()
        return self.profile.currency

    def expect(self, currency: str) -> None:
        """Reject documents that say they are in another currency."""
        self._currency = currency

    def title_of(self, code_key: str) -> str:
        """What goods are mostly called where they cost something; known once reading began."""
        return self._titles.best(code_key)

    def _document(self, rows: list[Row]) -> Iterator[OrderIn | Rejected]:
        first = self._first(rows)
        number = self._cell(first, "number")
        placed_text = self._cell(first, "placed")
        customer = self._customer(first, number)
        whole = _Document(
            is_credit=_starts(number, self.profile.credit_prefix),
            charges_only=_starts(number, self.profile.charge_prefix),
            has_customer=customer is not None,
            state=self._state(first),
            fault=self._fault(first, number, placed_text),
        )
        lines: list[LineIn] = []
        lost: list[Rejected] = []
        for row in rows:
            read = self._line(row, whole)
            if isinstance(read, Rejected):
                lost.append(read)
                yield read
            else:
                lines.append(read)
        if not lines:
            return
        lines.extend(self._order_charges(first, _gross(lines, lost)))
        if not lost:
            lines.extend(self._rounding(first, lines))
        yield OrderIn(
            their_id=self._cell(first, "their_id") or number,
            their_number=number,
            placed_at=readers.moment(placed_text, self.profile.dates, self.profile.zone),
            placed_text=placed_text,
            lines=tuple(lines),
            customer=customer,
            is_credit=whole.is_credit,
            state=_settled(whole.state, lines),
            payment=self._payment(first),
            town=self._cell(first, "town") or None,
            country=self._country(first),
            currency=self._currency,
            note=self._cell(first, "note") or None,
            stated_total=self._amount(first, "total"),
            held_tax_minor=self._held_tax(first),
            not_taken_minor=self._not_taken(first),
            ship_to=self._ship_to(first),
            ship_method=self._cell(first, "ship_method") or None,
            is_risky=self._cell(first, "risk").lower() in self.profile.risky,
        )

    def _first(self, rows: list[Row]) -> list[str]:
        """The row that carries the cells of the order."""
        marker = "payment" if "payment" in self._at else "placed"
        return next((row[1] for row in rows if self._cell(row[1], marker)), rows[0][1])

    def _fault(self, first: list[str], number: str, placed_text: str) -> str:
        currency = self._cell(first, "currency").upper() or self._currency
        try:
            if not number:
                raise BadCell("it has no order number")
            if currency != self._currency:
                raise BadCell(f"it is in {currency}, and the channel sells in {self._currency}")
            readers.moment(placed_text, self.profile.dates, self.profile.zone)
        except BadCell as fault:
            return str(fault)
        return ""

    def _line(self, row: Row, whole: _Document) -> LineIn | Rejected:
        at, cells, torn = row
        try:
            if torn or whole.fault:
                raise BadCell(torn or whole.fault)
            if len(cells) > len(self.heading):
                raise BadCell(f"it has {len(cells)} cells, the heading {len(self.heading)}")
            try:
                units_text, price_text = cells[self._units_at], cells[self._price_at]
            except IndexError:
                raise BadCell(f"it ends after {len(cells)} cells") from None
            read = readers.amounts(units_text, price_text, self.profile.money, self._currency)
            code = self._cell(cells, "code")
            charge = self._charge(code)
            kind = CHARGE if charge else self._kind(code, read, whole)
        except BadCell as fault:
            return self._rejected(row, str(fault))
        title = self._cell(cells, "title")
        fate = self._fate(cells, whole.state)
        return LineIn(
            at,
            kind,
            charge,
            code,
            title,
            *read,
            fate,
            self._line_discount(cells) if self._discounts else 0,
        )

    def _kind(self, code: str, read: Amounts, whole: _Document) -> str:
        """Whether a line that is no charge is goods or corrects the stock."""
        if whole.charges_only:
            raise BadCell("goods on a document that holds charges only")
        if read.units == 0:
            raise BadCell("its quantity is 0")
        if not code and self.profile.past:
            raise BadCell("it has no SKU")
        if whole.is_credit:
            if read.units > 0:
                raise BadCell("its quantity is above 0 on a credit note")
            return GOODS
        if self.profile.correction and not read.value and not whole.has_customer:
            return CORRECTION
        if read.units < 0:
            raise BadCell("its quantity is below 0 on an order")
        return GOODS

    def _fate(self, cells: list[str], state: str) -> str:
        if state == "completed":
            return LEFT
        if self._cell(cells, "line_fulfilled").lower() in self.profile.line_left:
            return LEFT
        return CANCELLED if state == "cancelled" else OPEN

    def _charge(self, code: str) -> str:
        """The kind of charge that a code stands for; empty for goods."""
        known = self._kinds.get(code)
        if known is not None:
            return known
        if len(code) > LONGEST_CODE:
            raise BadCell("its SKU is too long")
        folded = sku_key(code)
        kind = self.profile.charges.get(folded, "")
        for pattern, charged in self._patterns:
            if not kind and pattern.fullmatch(folded):
                kind = charged
        # of past orders the goods become products
        if not kind and self.profile.past and reads_as_formula(code):
            raise BadCell(FORMULA)
        if len(self._kinds) > 50_000:
            self._kinds.clear()
        self._kinds[code] = kind
        return kind

    def _order_charges(self, first: list[str], gross: Decimal | None) -> Iterator[LineIn]:
        """Postage and the like, and the discount that makes the lines the subtotal.

        A discount cannot be told where `gross` is None; it comes with the line that is awaited.
        """
        for column, kind in self.profile.order_charges.items():
            amount = self._amount(first, column)
            if amount:
                yield self._extra(kind, column.capitalize(), amount)
        subtotal = self._amount(first, "subtotal")
        if subtotal is None:
            return
        if gross is not None and gross != subtotal:
            yield self._extra("discount", "Discount", subtotal - gross)
        on_top = self._tax_on_top(first)
        if on_top:
            yield from self._taxes(on_top, subtotal, self._amount(first, "shipping") or NOTHING)

    def _tax_on_top(self, first: list[str]) -> Decimal:
        """The tax that comes on top of the prices; 0: there is none, or they hold it."""
        taxes, total = self._amount(first, "taxes"), self._amount(first, "total")
        subtotal = self._amount(first, "subtotal")
        shipping = self._amount(first, "shipping") or NOTHING
        if not taxes or subtotal is None or subtotal + shipping + taxes != total:
            return NOTHING
        return taxes

    def _taxes(self, taxes: Decimal, goods: Decimal, postage: Decimal) -> Iterator[LineIn]:
        """The tax on the goods, and that on the postage, which is paid as postage."""
        weights = [max(0, minor_of(part, self._currency)) for part in (goods, postage)]
        parts = largest_remainder(max(0, minor_of(taxes, self._currency)), weights)
        for kind, title, minor in zip(TAX_KINDS, TAX_TITLES, parts, strict=True):
            if minor:
                yield self._extra(kind, title, decimal_of(minor, self._currency))

    def _held_tax(self, first: list[str]) -> int:
        """The tax that the prices hold, in minor units."""
        taxes = self._amount(first, "taxes") or NOTHING
        return 0 if self._tax_on_top(first) else max(0, minor_of(taxes, self._currency))

    def _rounding(self, first: list[str], lines: list[LineIn]) -> Iterator[LineIn]:
        """What the stated total is off by, where that is no more than a minor unit a line."""
        total = self._amount(first, "total")
        if total is None:
            return
        ours = sum(line.minor for line in lines if line.kind != CORRECTION)
        goods = sum(line.kind == GOODS for line in lines)
        off, _ = rounding(minor_of(total, self._currency), ours, goods)
        if off:
            yield self._extra("rounding", "Rounding", decimal_of(off, self._currency))

    def _line_discount(self, cells: list[str]) -> int:
        amount = self._amount(cells, "line_discount")
        return max(0, minor_of(amount, self._currency)) if amount else 0

    def _not_taken(self, first: list[str]) -> int:
        """What the channel has still to take, or has given back."""
        amounts = (self._amount(first, column) or NOTHING for column in ("outstanding", "refunded"))
        return max(0, minor_of(sum(amounts, NOTHING), self._currency))

    def _ship_to(self, first: list[str]) -> dict[str, str] | None:
        """The address as far as the file tells it; None where it has no column for one."""
        if not {"line1", "postcode"} & self._at.keys():
            return None
        told = {part: self._cell(first, column).lstrip("'") for part, column in ADDRESS.items()}
        told["country"] = self._country(first) or ""
        return {part: words for part, words in told.items() if words}

    def _extra(self, kind: str, title: str, amount: Decimal) -> LineIn:
        value, minor = readers.worth(amount, 1, self._currency)
        return LineIn(0, CHARGE, kind, "", title, 1, str(amount), value, minor)

    def _customer(self, cells: list[str], number: str) -> CustomerIn | None:
        email = self._cell(cells, "email").lower()
        name = self._cell(cells, "customer_name")
        guest = f"order {number}" if name else ""
        their_id = readers.account(self._cell(cells, "customer")) or email or guest
        if not their_id:
            return None
        return CustomerIn(
            their_id=their_id,
            name=name,
            town=self._cell(cells, "town") or None,
            country=self._country(cells),
            email=email or None,
            phone=self._cell(cells, "phone").lstrip("'") or None,
            postcode=self._cell(cells, "postcode").lstrip("'") or None,
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

    def _payment(self, cells: list[str]) -> str:
        if "payment" not in self._at:
            return "paid"
        return self.profile.payments.get(self._cell(cells, "payment").lower(), "unpaid")

    def _amount(self, cells: list[str], column: str) -> Decimal | None:
        text = self._cell(cells, column)
        try:
            return readers.price(text, self.profile.money) if text else None
        except BadCell:
            return None

    def _rejected(self, row: Row, why: str) -> Rejected:
        at, cells, _ = row
        units, price = self._cell(cells, "units"), self._cell(cells, "price")
        try:
            read = readers.amounts(units, price, self.profile.money, self._currency)
        except BadCell:
            return Rejected(at, tuple(cells), why)
        return Rejected(at, tuple(cells), why, read.value)

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._at.get(column)
        return cells[at].strip() if at is not None and at < len(cells) else ""


def _gross(lines: list[LineIn], lost: list[Rejected]) -> Decimal | None:
    """What the lines of a document come to, those that cannot be taken too; None: not known."""
    known = [one.value for one in lost if one.value is not None]
    if len(known) < len(lost):
        return None
    return sum((line.value for line in lines), sum(known, NOTHING))


def _starts(number: str, prefix: str) -> bool:
    return bool(prefix) and number.upper().startswith(prefix)


def _settled(state: str, lines: Iterable[LineIn]) -> str:
    """The state of an order as its goods have it: what has left is not cancelled, nor open."""
    fates = {line.fate for line in lines if line.kind == GOODS}
    if LEFT in fates and OPEN not in fates:
        return "completed"
    return state
