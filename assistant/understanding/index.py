"""The names of a shop, made ready to be looked for; built once for each state of the catalogue."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.understanding.english import WEAK, singular
from assistant.understanding.names import KnownOrder, Names
from assistant.understanding.people import Gazetteer
from assistant.understanding.products import ProductIndex, words_of

RETURN_MARKS, PURCHASE_MARKS = frozenset({"ret", "rma", "r"}), frozenset({"po"})
"""What stands before the numbers of returns and of purchase orders, beside the shop's own."""


class Known:
    """All names of a shop, indexed."""

    def __init__(self, names: Names) -> None:
        """Index them; what is looked for first stands first among the gazetteers."""
        self._product = {one.code: one for one in names.products}
        self.products = ProductIndex(names.products)
        self.gazetteers = (
            ("customer", Gazetteer(names.customers, people=True)),
            ("carrier", Gazetteer(names.carriers)),
            ("supplier", Gazetteer(names.suppliers, by_word=True)),
            ("place", Gazetteer(names.places, by_word=True)),
            ("channel", Gazetteer(names.channels)),
        )
        self.number(names)
        self._emails = {
            name.lower(): one.code for one in names.customers for name in one.names if "@" in name
        }
        self._categories = {
            word for one in names.products for word in words_of(one.category) if word not in WEAK
        }

    def with_documents(self, orders: Mapping[str, KnownOrder], returns: Mapping[str, str]) -> Known:
        """The same names, with these orders and returns and no others."""
        other = copy.copy(self)
        other.number(replace(self.names, orders=orders, returns=returns))
        return other

    def number(self, names: Names) -> None:
        """Go by the orders, returns and purchase orders of these names."""
        self.names = names
        listed = {len(number) for number in names.orders if number.isdigit()}
        self.order_lengths = names.order_lengths | listed
        self.order_marks = names.order_marks | set(map(_letters, names.orders)) - {""}
        self._returns = {_digits(number): number for number in names.returns}
        self._purchases = {_digits(number): number for number in names.purchases}
        self.return_marks = RETURN_MARKS | set(map(_letters, names.returns)) - {""}
        self.purchase_marks = PURCHASE_MARKS | set(map(_letters, names.purchases)) - {""}
        self.orders_of: dict[str, list[str]] = {}
        for one in dict.fromkeys(names.orders.values()):
            self.orders_of.setdefault(one.customer, []).append(one.number)

    def customer_of_email(self, email: str) -> str | None:
        """The customer with that address."""
        return self._emails.get(email.lower())

    def order_number(self, mark: str, digits: str) -> str | None:
        """The order whose number is those letters and digits."""
        said = (f"{mark}-{digits}".upper(), f"{mark}{digits}".upper())
        found = next((one for one in map(self.names.orders.get, said) if one), None)
        bare = self.names.orders.get(digits)
        if found is None and bare is not None and _letters(bare.number) == mark:
            found = bare
        return found.number if found else None

    def return_number(self, digits: str) -> str | None:
        """The return with that number, as it is printed."""
        return self._returns.get(digits)

    def purchase_number(self, digits: str) -> str | None:
        """The purchase order with that number, as it is printed."""
        return self._purchases.get(digits)

    def number_of(self, kind: str, digits: str) -> str | None:
        """The `return` or `purchase` with that number, as it is printed."""
        return self.return_number(digits) if kind == "return" else self.purchase_number(digits)

    def to_come_from(self, supplier: str) -> list[str]:
        """The purchase orders of a supplier of which something is still to come."""
        named = self.names.purchases.items()
        return [one for one, whose in named if whose == supplier and one in self.names.on_their_way]

    def orders_for(
        self, customer: str, closed: frozenset[str], products: Sequence[str]
    ) -> list[str]:
        """Orders of a customer that are in none of some stages.

        Where products are named, those that hold one of them, if any does.
        """
        found = [self.names.orders[number.upper()] for number in self.orders_of.get(customer, ())]
        fitting = [one for one in found if one.stage not in closed]
        with_it = [one for one in fitting if set(one.products) & set(products)]
        return [one.number for one in (with_it or fitting)]

    def titles(self, codes: Iterable[str]) -> list[str]:
        """All that some products are called."""
        return [name for code in codes for one in (self._product.get(code),) if one
                for name in (*one.aliases, one.title)]  # fmt: skip

    def is_category(self, word: str) -> bool:
        """Whether products are sorted under that word."""
        return singular(word) in self._categories


def _letters(number: str) -> str:
    return "".join(letter for letter in number if letter.isalpha()).lower()


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
