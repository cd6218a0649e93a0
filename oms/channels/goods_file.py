"""Products, stock and customers from a file, as its profile says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from oms.channels import readers
from oms.channels.orders_file import opened
from oms.channels.profile import Profile, fold, positions
from oms.channels.readers import BadCell
from oms.order_in import CustomerIn, ProductIn, Rejected, StockIn

NOTHING = Decimal(0)
NOT_STOCKED = {"", "not stocked"}
Found = ProductIn | StockIn | CustomerIn


class GoodsFile:
    """A file of products, stock or customers: iterate for what it holds and rejected lines."""

    def __init__(self, path: Path, profile: Profile) -> None:
        self.profile = profile
        self.table = opened(path, profile)
        self.heading = self.table.heading
        self._at = positions(profile, self.heading)[0]
        self._title: tuple[str, str] = ("", "")

    def __iter__(self) -> Iterator[Found | Rejected | None]:
        """One or more results a row; None for a row that holds nothing of ours (a picture)."""
        read = {"products": self._product, "stock": self._stock, "customers": self._customer}
        for at, cells in self.table.rows():
            try:
                found: list[Found | None] = list(read[self.profile.kind](at, cells))
            except BadCell as fault:
                yield Rejected(at, tuple(cells), str(fault), NOTHING)
                continue
            yield from found or [None]

    def _product(self, at: int, cells: list[str]) -> Iterator[Found]:
        handle = self._cell(cells, "handle")
        if self._cell(cells, "title"):
            self._title = (handle, self._cell(cells, "title"))
        code = self._cell(cells, "code").lstrip("'")
        if not code:
            if self._cell(cells, "price"):
                raise BadCell("it has a price and no SKU")
            return
        if not handle:
            raise BadCell("it has no handle")
        options = [self._cell(cells, f"option{number}") for number in (1, 2, 3)]
        option = " / ".join(one for one in options if one and one != "Default Title")
        title = self._title[1] if self._title[0] == handle else handle
        yield ProductIn(
            at=at,
            code=code,
            title=f"{title}, {option}" if option else title,
            handle=handle,
            option=option or None,
            barcode=self._cell(cells, "barcode").lstrip("'") or None,
            price=self._amount(cells, "price"),
            cost=self._amount(cells, "cost"),
        )

    def _stock(self, at: int, cells: list[str]) -> Iterator[Found]:
        code = self._cell(cells, "code").lstrip("'")
        if code in {"", "-"}:
            raise BadCell("it has no SKU")
        if "location" in self._at:
            said = self._cell(cells, "on_hand") or self._cell(cells, "on_hand_now")
            yield from self._level(at, code, self._cell(cells, "location"), said)
            return
        folded = [fold(title) for title in self.heading]
        after = folded.index(fold(self.profile.wide_after)) + 1
        for place in range(after, len(self.heading)):
            said = cells[place].strip() if place < len(cells) else ""
            yield from self._level(at, code, self.heading[place], said)

    @staticmethod
    def _level(at: int, code: str, location: str, said: str) -> Iterator[Found]:
        if said.lower() in NOT_STOCKED:
            return
        units = readers.whole(said)
        if units < 0:
            raise BadCell(f"{units} on hand at {location} is below 0")
        yield StockIn(at, code, location, units)

    def _customer(self, _at: int, cells: list[str]) -> Iterator[Found]:
        number = readers.account(self._cell(cells, "customer").lstrip("'"))
        email = self._cell(cells, "email").lower()
        if not number and not email:
            raise BadCell("it has neither a number nor an e-mail")
        name = f"{self._cell(cells, 'first')} {self._cell(cells, 'last')}".strip()
        country = self._cell(cells, "country")
        yield CustomerIn(
            their_id=number or email,
            name=name or email or number,
            town=self._cell(cells, "town") or None,
            country=country if len(country) == 2 else None,
            email=email or None,
            phone=self._cell(cells, "phone").lstrip("'") or None,
        )

    def _amount(self, cells: list[str], column: str) -> Decimal | None:
        text = self._cell(cells, column)
        return readers.price(text, self.profile.money) if text else None

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._at.get(column)
        return cells[at].strip() if at is not None and at < len(cells) else ""
