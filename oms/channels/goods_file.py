"""Products, stock and customers from a file, as its profile says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from oms.channels import readers
from oms.channels.orders_file import opened
from oms.channels.profile import Profile, WrongProfile, fold, positions
from oms.channels.readers import FORMULA, BadCell
from oms.order_in import CustomerIn, GoodsIn, ProductIn, Rejected, RowIn, StockIn
from oms.values import reads_as_formula

NOTHING = Decimal(0)
NOT_STOCKED = {"", "not stocked"}
NO_CODE = {"", "-"}


class GoodsFile:
    """A file of products, stock or customers: iterate for its rows, read or rejected.

    A row may say nothing of ours (a further picture of a product), or several things (a column a
    location).

    Raises:
        UnreadableFile: it cannot be read at all.
        WrongProfile: it lacks columns that the profile needs.
    """

    def __init__(self, path: Path, profile: Profile) -> None:
        self.profile = profile
        self.table = opened(path, profile)
        self.heading = self.table.heading
        self._at = positions(profile, self.heading)[0]
        self._title: tuple[str, str] = ("", "")
        self._read = {
            "products": self._product,
            "stock": self._levels,
            "customers": self._customer,
        }[profile.kind]
        self._places = self._wide_columns(path)

    def __iter__(self) -> Iterator[RowIn | Rejected]:
        for at, cells, torn in self.table.rows():
            try:
                if torn:
                    raise BadCell(torn)
                if len(cells) > len(self.heading):
                    raise BadCell(f"it has {len(cells)} cells, the heading {len(self.heading)}")
                found = tuple(self._read(cells))
            except BadCell as fault:
                yield Rejected(at, tuple(cells), str(fault))
                continue
            yield RowIn(at, tuple(cells), found)

    def _wide_columns(self, path: Path) -> dict[int, str]:
        """In a stock file without a column for the location: the columns that are locations."""
        if self.profile.kind != "stock" or "location" in self._at:
            return {}
        folded = [fold(title) for title in self.heading]
        last = fold(self.profile.wide_after)
        after = folded.index(last) + 1 if last in folded else len(folded)
        places = {at: self.heading[at].strip() for at in range(after, len(folded)) if folded[at]}
        if not places:
            raise WrongProfile(str(path), self.profile.name, ("Location",), None)
        return places

    def _product(self, cells: list[str]) -> Iterator[GoodsIn]:
        handle = self._cell(cells, "handle")
        if self._cell(cells, "title"):
            self._title = (handle, self._cell(cells, "title"))
        code = self._cell(cells, "code").lstrip("'")
        if code in NO_CODE:
            if self._cell(cells, "price"):
                raise BadCell("it has a price and no SKU")
            return
        if not handle:
            raise BadCell("it has no handle")
        if reads_as_formula(code):
            raise BadCell(FORMULA)
        options = [self._cell(cells, f"option{number}") for number in (1, 2, 3)]
        option = " / ".join(one for one in options if one and one != "Default Title")
        title = self._title[1] if self._title[0] == handle else handle
        yield ProductIn(
            code=code,
            title=f"{title}, {option}" if option else title,
            handle=handle,
            option=option or None,
            barcode=self._cell(cells, "barcode").lstrip("'") or None,
            price=self._amount(cells, "price"),
            cost=self._amount(cells, "cost"),
        )

    def _levels(self, cells: list[str]) -> Iterator[GoodsIn]:
        code = self._cell(cells, "code").lstrip("'")
        if code in NO_CODE:
            raise BadCell("it has no SKU")
        if not self._places:
            said = self._cell(cells, "on_hand") or self._cell(cells, "on_hand_now")
            yield from self._level(code, self._cell(cells, "location"), said)
        for at, place in self._places.items():
            yield from self._level(code, place, cells[at].strip() if at < len(cells) else "")

    @staticmethod
    def _level(code: str, location: str, said: str) -> Iterator[GoodsIn]:
        if said.lower() in NOT_STOCKED:
            return
        if not location:
            raise BadCell("it has no location")
        units = readers.whole(said)
        if units < 0:
            raise BadCell(f"{units} on hand at {location} is below 0")
        yield StockIn(code, location, units)

    def _customer(self, cells: list[str]) -> Iterator[GoodsIn]:
        number = readers.account(self._cell(cells, "customer").lstrip("'"))
        email = self._cell(cells, "email").lower()
        if not number and not email:
            raise BadCell("it has neither a number nor an e-mail")
        name = f"{self._cell(cells, 'first')} {self._cell(cells, 'last')}".strip()
        country = self._cell(cells, "country")
        yield CustomerIn(
            # orders of the same channel name their customer by e-mail
            their_id=email or number,
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
