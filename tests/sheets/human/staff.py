"""The rest of the shop: the books change meanwhile, and what the ledger asks is answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    clock,
    counts,
    ledger_answers,
    ledger_edits,
    ledger_notes,
    ledger_questions,
    product_edits,
    reorder,
    reservations,
    shipping,
)
from oms.actors import Who
from oms.counts import Where
from oms.errors import ShopError
from oms.ledger_answers import Answer
from oms.ledger_edits import PRODUCT_COLUMNS
from oms.ledger_questions import BOOKS, CONFLICT, GONE_ROWS, HELD, SHEET, TYPED
from oms.product_fields import Value
from oms.tables.messages import History
from oms.tables.orders import Order
from oms.tables.sheet import LedgerQuestion
from tests.sheets.human.judge import Judge
from tests.small_shop import SKUS, STOCK, SmallShop, order

DEEDS = {"stock": 8, "point": 5, "product": 4, "note": 2, "sell": 1, "ship": 1, "answer": 5,
         "undo": 2}  # fmt: skip
"""What the shop does, and how often."""
ANSWERED = {CONFLICT: (SHEET, BOOKS, TYPED), HELD: (SHEET, BOOKS, TYPED),
            "new_row": ("add", "ignore"), GONE_ROWS: ("restore", "archive")}  # fmt: skip
"""Kind of a question -> what is answered here. A SKU named anew is not: the judge knows rows by
their keys."""
FIGURES = (3, 5, 8, 250, 251)
"""So few that one that was there before comes back."""


class Staff:
    """Changes the books by chance."""

    def __init__(self, seed: int, shop: SmallShop, judge: Judge) -> None:
        self._seed, self._shop, self._judge = seed, shop, judge
        self._draw = self._drawn("start")
        self._done = 0

    def act(self, number: object) -> None:
        """Do one thing in a transaction of its own; which one hangs on `number`."""
        self._begin(f"staff:{number}")
        what = self._draw.choices(list(DEEDS), list(DEEDS.values()))[0]
        self._do(getattr(self, f"_{what}"))

    def decide_rows(self, number: object) -> bool:
        """Say of rows that left what was meant, where that is asked; whether it was."""
        self._begin(f"rows:{number}")
        with self._shop.database.reading() as books:
            asked = [one for one in ledger_questions.waiting(books) if one.kind == GONE_ROWS]
        if asked:
            self._do(lambda books, by: self._answer_one(books, by, asked))
        return bool(asked)

    def _begin(self, name: str) -> None:
        self._draw = self._drawn(name)
        self._done += 1

    def _drawn(self, name: str) -> random.Random:
        return random.Random(f"{self._seed}:{name}")  # noqa: S311  a repeatable shop

    def _do(self, deed: Callable[[Session, Who], None]) -> None:
        try:
            with self._shop.database.writing() as books:
                deed(books, self._shop.owner(books))
        except ShopError as refusal:
            self._said(f"  refused: {refusal.message}")

    @property
    def _key(self) -> str:
        return f"staff:{self._done}"

    def _said(self, words: str) -> None:
        self._judge.story.append(f"  books: {words}")

    def _where(self, books: Session) -> Where:
        sku, place, _ = self._draw.choice(STOCK)
        self._said(f"at {sku} {place}:")
        return Where(self._shop.sku_id(books, sku), self._shop.location_id(books, place))

    def _stock(self, books: Session, by: Who) -> None:
        where, units = self._where(books), self._draw.choice([-1, -2, 1, 2, 3])
        self._said(f"{units:+}")
        reason = "found" if units > 0 else "damage"
        counts.adjust(books, where, units, reason=reason, by=by, key=self._key)

    def _point(self, books: Session, by: Who) -> None:
        where, point = self._where(books), self._figure(200, 300)
        self._said(f"reorder point {point}")
        reorder.set_point(books, where, point, by=by)

    def _product(self, books: Session, by: Who) -> None:
        code = self._draw.choice(SKUS)[0]
        fact = self._draw.choice(["title", "option", "barcode", "price", "cost", "supplier"])
        value: Value = f"books-{self._draw.randint(1, 5)}"
        if fact in {"price", "cost"}:
            value = self._figure(300, 900)
        elif fact == "supplier":
            value = self._draw.choice(["Harrow", "Aldous", None])
        elif fact != "title" and self._draw.random() < 0.2:
            value = None
        self._said(f"{fact} of {code} is {value!r}")
        sku = self._shop.sku_id(books, code)
        product_edits.change(books, sku, fact, value, by=by, key=self._key)

    def _note(self, books: Session, by: Who) -> None:
        number = self._draw.choice(["1001", "1042", "1043"])
        text = self._draw.choice(["", "books-1", "books-2"])
        self._said(f"note of {number} is {text!r}")
        row = books.scalars(select(Order.id).where(Order.number == number)).one()
        ledger_notes.write(books, "order", row, text, by=by)

    def _sell(self, books: Session, by: Who) -> None:
        number, code = str(1100 + self._done), self._draw.choice(["MUG-BLU", "BAG-JUTE"])
        self._said(f"order {number} of 1 {code}")
        made = order(books, number, "etsy", "Ann Lee", "Hull", clock.now().date(), {code: 1}, due=2)
        reservations.reserve_order(books, made, by=by)

    def _ship(self, books: Session, by: Who) -> None:
        number = self._draw.choice(["1042", "1043"])
        self._said(f"ships {number}")
        chosen = books.scalars(select(Order).where(Order.number == number)).one()
        shipping.ship(books, shipping.plan(books, chosen), by=by, key=self._key)

    def _answer(self, books: Session, by: Who) -> None:
        asked = [one for one in ledger_questions.waiting(books) if one.kind in ANSWERED]
        if asked:
            self._answer_one(books, by, asked)

    def _answer_one(self, books: Session, by: Who, asked: Sequence[LedgerQuestion]) -> None:
        question = self._draw.choice(asked)
        said = self._draw.choice(ANSWERED[question.kind])
        value = self._other(question) if said == TYPED else None
        self._said(f"answers {said} {value or ''} to {question.kind} {question.tab}"
                   f" {question.row_key} {question.column or ''}")  # fmt: skip
        given = Answer(question.id, question.version, said, value)
        ledger_answers.answer(books, given, by=by, key=self._key)
        if question.kind in {CONFLICT, HELD}:
            typed = question.facts["typed"]
            self._judge.answered(question.tab, question.row_key, question.column or "", typed)

    def _other(self, question: LedgerQuestion) -> Value:
        """Another value than the two that were shown."""
        place = question.tab, question.column or ""
        kept = PRODUCT_COLUMNS.get(place[1]) if place[0] == "Products" else None
        if place == ledger_edits.REORDER_AT or kept in {"price", "cost"}:
            return self._figure(300, 900)
        if kept == "active":
            return True
        if kept == "supplier":
            return "Harrow"
        return "Hull" if place == ledger_edits.WORD else f"books-{self._draw.randint(6, 9)}"

    def _undo(self, books: Session, by: Who) -> None:
        """Take back what the ledger brought, as from the notice."""
        rows = books.scalars(select(History).where(History.source == "sheet").order_by(History.id))
        edits = [one for one in rows if one.before is not None]
        if not edits:
            return
        edit = self._draw.choice(edits[-4:])
        self._said(f"undoes {edit.what}, {edit.before} -> {edit.after}")
        ledger_edits.undo(books, edit.id, by=by, key=self._key)

    def _figure(self, low: int, high: int) -> int:
        if self._draw.random() < 0.4:
            return self._draw.choice(FIGURES)
        return self._draw.randint(low, high)
