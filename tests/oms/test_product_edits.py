"""Facts of a product: changed once, by those who may, with what they were, and put back."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    counts,
    exceptions,
    history,
    kits,
    low_stock,
    product_edits,
    product_ends,
    settings,
)
from oms.counts import Where
from oms.errors import KeyReused, NoLongerPossible, NotAllowed, UnknownSku
from oms.history import About
from oms.product_codes import BadCode, BarcodeTaken, CodeTaken
from oms.product_edits import ProductChange
from oms.product_ends import StillNeeded
from oms.product_fields import BadProductFact, Value
from oms.suppliers import UnknownSupplier
from oms.tables.catalogue import Sku, SkuAlias, Supplier
from oms.tables.purchasing import PurchaseLine, PurchaseOrder
from oms.tables.stock import FillWanted
from tests.oms.routed import location, order, sku
from tests.small_shop import OWNER, PICKER

KEYS = (f"key {number}" for number in itertools.count())


def change(books: Session, code: str, field: str, value: Value) -> ProductChange:
    owner = actors.who(books, OWNER)
    return product_edits.change(books, sku(books, code).id, field, value, by=owner, key=next(KEYS))


def undo(books: Session, done: ProductChange) -> ProductChange:
    assert done.edit_id is not None
    return product_edits.undo(books, done.edit_id, by=actors.who(books, OWNER), key=next(KEYS))


CHANGES: tuple[tuple[str, Value, Value], ...] = (
    ("title", "Navy mug", "Blue mug"), ("option", "Large", None),
    ("barcode", "5012345678917", "5012345678900"), ("barcode", None, "5012345678900"),
    ("price", 1350, 850), ("price", None, 850), ("cost", 420, None), ("supplier", "Harrow", None),
    ("code", "MUG-NAVY", "MUG-BLU"),
)  # fmt: skip
"""Field of the blue mug, what it is changed to, and what it was."""


def test_what_somebody_else_changed_since_is_not_overwritten_and_a_repeat_is_harmless(
    books: Session,
) -> None:
    owner, mug = actors.who(books, OWNER), sku(books, "MUG-BLU")
    for _ in range(2):
        product_edits.change(books, mug.id, "price", 950, was=850, by=owner, key="from 850")

    with pytest.raises(NoLongerPossible, match=r"and is £9\.50"):
        product_edits.change(books, mug.id, "price", 900, was=850, by=owner, key="too late")

    assert mug.price_minor == 950


def test_every_fact_is_changed_remembered_and_put_back(books: Session) -> None:
    mug, ledger = sku(books, "MUG-BLU"), actors.ledger(books)
    for field, value, before in CHANGES:
        done = product_edits.change(books, mug.id, field, value, by=ledger, key=next(KEYS))

        assert done == ProductChange(mug.id, field, before, value, done.edit_id)
        row = history.of(books, About("sku", mug.id))[-1]
        assert row.id == done.edit_id
        assert (row.source, row.by_id) == ("sheet", ledger.id)
        assert list((row.before or {}).values()) == [before]
        assert list((row.after or {}).values()) == [value]
        back = undo(books, done)
        assert (back.before, back.after) == (value, before)
        assert change(books, "MUG-BLU", field, before).edit_id is None


def test_the_same_key_changes_once_and_with_another_value_is_refused(books: Session) -> None:
    mug, owner = sku(books, "MUG-BLU"), actors.who(books, OWNER)

    first = product_edits.change(books, mug.id, "price", 900, by=owner, key="k1")
    again = product_edits.change(books, mug.id, "price", 900, by=owner, key="k1")
    with pytest.raises(KeyReused):
        product_edits.change(books, mug.id, "price", 901, by=owner, key="k1")

    assert again == first
    assert len(history.of(books, About("sku", mug.id))) == 1
    assert mug.price_minor == 900


def test_a_picker_changes_no_product(sqlite_books: Session) -> None:
    picker, mug = actors.who(sqlite_books, PICKER), sku(sqlite_books, "MUG-BLU")

    for act in (
        lambda: product_edits.change(sqlite_books, mug.id, "price", 1, by=picker, key="k"),
        lambda: product_edits.add(sqlite_books, {"code": "A", "title": "B"}, by=picker, key="k"),
        lambda: product_edits.undo(sqlite_books, 1, by=picker, key="k"),
    ):
        with pytest.raises(NotAllowed, match="change products"):
            act()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", None), ("title", "x" * 251), ("title", "a\u202eb"),
        ("price", -1), ("price", 100_000_001), ("price", "14.00"), ("price", True),
        ("active", "yes"), ("active", None), ("option", "x" * 251),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    sqlite_books: Session, field: str, value: Value
) -> None:
    with pytest.raises(BadProductFact, match=r"cannot be (the|left empty)"):
        change(sqlite_books, "MUG-BLU", field, value)

    assert history.of(sqlite_books, About("sku", sku(sqlite_books, "MUG-BLU").id)) == []


@pytest.mark.parametrize("code", ["", "  ", "x" * 65, "A\nB", "A|B", "A\u202eB", "=A1", "\uff1dA1"])
@pytest.mark.parametrize("field", ["code", "barcode"])
def test_what_cannot_be_a_code_is_refused(sqlite_books: Session, field: str, code: str) -> None:
    if field == "barcode" and not code:
        return
    with pytest.raises(BadCode, match=f"cannot be a {'SKU' if field == 'code' else field}"):
        change(sqlite_books, "MUG-BLU", field, code)


def test_blanks_are_put_right(sqlite_books: Session) -> None:
    assert change(sqlite_books, "MUG-BLU", "title", "  Navy\n mug ").after == "Navy mug"
    assert change(sqlite_books, "MUG-BLU", "option", "  ").after is None
    assert change(sqlite_books, "MUG-BLU", "code", " MUG  NAVY ").after == "MUG NAVY"
    assert change(sqlite_books, "MUG NAVY", "supplier", " haRRow ").after == "Harrow"


def test_a_barcode_of_another_product_is_refused_and_named(books: Session) -> None:
    with pytest.raises(BarcodeTaken, match=r"5012345678900 belongs to Blue mug \(MUG-BLU\)"):
        change(books, "MUG-RED", "barcode", "5012345678900")

    assert change(books, "MUG-BLU", "barcode", " 5012345678900 ").edit_id is None


def test_an_unknown_supplier_is_refused_with_the_nearest_and_never_guessed(
    sqlite_books: Session,
) -> None:
    with pytest.raises(UnknownSupplier, match="There are Aldous, Harrow"):
        change(sqlite_books, "MUG-BLU", "supplier", "Harow")

    sqlite_books.add_all(Supplier(name=f"Kiln {number}") for number in range(9))
    with pytest.raises(UnknownSupplier) as refusal:
        change(sqlite_books, "MUG-BLU", "supplier", "Harow")
    assert len(refusal.value.known) == 5
    assert refusal.value.known[0] == "Harrow"


def test_another_supplier_has_those_who_wait_told_anew(sqlite_books: Session) -> None:
    change(sqlite_books, "LAMP-1", "supplier", "Harrow")

    asked = sqlite_books.scalars(select(FillWanted.sku_id)).all()
    assert asked == [sku(sqlite_books, "LAMP-1").id]


def test_a_former_code_finds_the_product_and_is_nobody_elses(books: Session) -> None:
    mug = sku(books, "MUG-BLU").id

    change(books, "MUG-BLU", "code", "MUG-NAVY")
    change(books, "MUG-NAVY", "code", "MUG-01")

    for said in ("mug-blu", "MUG-NAVY", "MUG-01"):
        assert catalogue.sku(books, said).id == mug
        assert catalogue.exactly(books, said).id == mug
    with pytest.raises(CodeTaken, match="MUG-BLU belongs to Blue mug, whose SKU is MUG-01 now"):
        change(books, "MUG-RED", "code", "MUG-BLU")
    with pytest.raises(CodeTaken, match=r"mug-01 belongs to Blue mug\."):
        change(books, "MUG-RED", "code", "mug-01")
    # its own former code it may have again
    change(books, "MUG-01", "code", "MUG-BLU")
    keys = books.scalars(select(SkuAlias.alias_key).where(SkuAlias.sku_id == mug))
    assert sorted(keys) == ["MUG-01", "MUG-NAVY"]


def test_a_code_given_by_mistake_is_free_again_once_it_is_undone(books: Session) -> None:
    done = change(books, "MUG-BLU", "code", "MUG-GRN")

    undo(books, done)

    assert sku(books, "MUG-BLU").code_key == "MUG-BLU"
    assert books.scalars(select(SkuAlias.alias_key)).all() == []
    with pytest.raises(UnknownSku):
        catalogue.exactly(books, "MUG-GRN")
    assert change(books, "MUG-RED", "code", "MUG-GRN").after == "MUG-GRN"


def test_letters_written_otherwise_are_the_same_code(sqlite_books: Session) -> None:
    assert change(sqlite_books, "MUG-BLU", "code", "Mug-Blu").after == "Mug-Blu"

    assert sqlite_books.scalars(select(SkuAlias.alias_key)).all() == []
    assert catalogue.exactly(sqlite_books, "MUG-BLU").code == "Mug-Blu"


def test_the_open_alert_of_a_product_goes_on_under_its_new_code(sqlite_books: Session) -> None:
    assert exceptions.subjects(sqlite_books, low_stock.KIND) == ["MUG-BLU at Leeds"]

    change(sqlite_books, "MUG-BLU", "code", "MUG-NAVY")

    assert exceptions.subjects(sqlite_books, low_stock.KIND) == ["MUG-NAVY at Leeds"]
    mug, leeds = sku(sqlite_books, "MUG-NAVY"), location(sqlite_books, "LEEDS")
    owner = actors.who(sqlite_books, OWNER)
    counts.count(sqlite_books, Where(mug.id, leeds.id), 50, by=owner, key="k")
    low_stock.check(sqlite_books)
    assert exceptions.subjects(sqlite_books, low_stock.KIND) == []


def test_a_product_with_stock_or_open_orders_stays_active(books: Session) -> None:
    with pytest.raises(StillNeeded) as refusal:
        change(books, "MUG-BLU", "active", value=False)

    assert refusal.value.message == (
        "Blue mug (MUG-BLU) cannot end yet: 5 on hand in Leeds; 9 on hand in York;"
        " 1 open order (1043)."
    )
    assert sku(books, "MUG-BLU").active


def test_everything_that_counts_on_a_product_is_named(books: Session) -> None:
    owner, card = actors.who(books, OWNER), sku(books, "CARD-XMAS")
    bag = catalogue.add_sku(books, "GIFT-1", "Gift")
    books.flush()
    kits.define(books, bag, {card.id: 2}, by=owner, key="kit")
    for number in ("2001", "2002", "2003", "2004"):
        order(books, number, {"CARD-XMAS": 1})
    harrow = books.scalars(select(Supplier).where(Supplier.name == "Harrow")).one()
    bought = PurchaseOrder(
        number="PO-3", supplier_id=harrow.id, kind="stock", state="sent",
        made_at=card.created_at, by_id=owner.id,
    )  # fmt: skip
    books.add(bought)
    books.flush()
    books.add(PurchaseLine(purchase_order_id=bought.id, sku_id=card.id, units=5))
    books.flush()

    assert product_ends.in_the_way(books, card.id) == [
        "4 open orders (2001, 2002, 2003, …)", "1 purchase order (PO-3)", "1 kit (GIFT-1)",
    ]  # fmt: skip


def test_a_product_that_nobody_counts_on_ends_and_begins_again(books: Session) -> None:
    done = change(books, "CARD-XMAS", "active", value=False)

    with pytest.raises(UnknownSku):
        catalogue.sku(books, "CARD-XMAS")
    undo(books, done)
    assert catalogue.sku(books, "CARD-XMAS").active


def test_an_ended_product_is_no_longer_told_to_run_low(sqlite_books: Session) -> None:
    bag, hull = sku(sqlite_books, "BAG-JUTE"), location(sqlite_books, "HULL")
    owner = actors.who(sqlite_books, OWNER)
    counts.count(sqlite_books, Where(bag.id, hull.id), 0, by=owner, key="k")
    low_stock.check(sqlite_books)
    assert "BAG-JUTE at Hull" in exceptions.subjects(sqlite_books, low_stock.KIND)

    done = change(sqlite_books, "BAG-JUTE", "active", value=False)
    assert "BAG-JUTE at Hull" not in exceptions.subjects(sqlite_books, low_stock.KIND)

    undo(sqlite_books, done)
    low_stock.check(sqlite_books)
    assert "BAG-JUTE at Hull" in exceptions.subjects(sqlite_books, low_stock.KIND)


def test_what_somebody_changed_since_is_not_put_back(books: Session) -> None:
    first = change(books, "MUG-BLU", "price", 900)
    second = change(books, "MUG-BLU", "price", 950)

    with pytest.raises(NoLongerPossible, match=r"price of Blue mug .* and is £9\.50 now"):
        undo(books, first)
    # the same again by now, and still not what it was changed to then
    third = change(books, "MUG-BLU", "price", 900)
    with pytest.raises(NoLongerPossible):
        undo(books, first)
    with pytest.raises(NoLongerPossible):
        undo(books, second)
    assert undo(books, third).after == 950


def test_an_undo_happens_once_and_there_is_none_of_anything_else(books: Session) -> None:
    done = change(books, "MUG-BLU", "price", 900)
    assert done.edit_id is not None
    owner = actors.who(books, OWNER)

    first = product_edits.undo(books, done.edit_id, by=owner, key="u")
    assert product_edits.undo(books, done.edit_id, by=owner, key="u") == first
    with pytest.raises(NoLongerPossible, match="changed again"):
        undo(books, done)
    with pytest.raises(NoLongerPossible, match="no such change"):
        product_edits.undo(books, 10**9, by=owner, key="v")


def test_a_product_is_added_with_all_that_is_known_of_it(books: Session) -> None:
    settings.put(books, "currency", "EUR")
    owner = actors.who(books, OWNER)
    facts: dict[str, Value] = {
        "code": "MUG-GRN", "title": "Green mug", "price": 850, "cost": 300, "option": "Large",
        "barcode": "5012345678924", "supplier": "harrow", "active": True,
    }  # fmt: skip

    made = product_edits.add(books, facts, by=owner, key="k1")
    again = product_edits.add(books, facts, by=owner, key="k1")

    assert again == made
    mug = books.get_one(Sku, made)
    assert (mug.code, mug.title, mug.option) == ("MUG-GRN", "Green mug", "Large")
    assert (mug.price_minor, mug.cost_minor, mug.currency) == (850, 300, "EUR")
    assert mug.supplier_id is not None
    assert mug.active
    assert catalogue.sku(books, "green mug").id == made
    assert [row.what for row in history.of(books, About("sku", made))] == ["product added"]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"code": "MUG-GRN"}, BadProductFact),
        ({"title": "Green mug"}, BadCode),
        ({"code": "mug-blu", "title": "Another"}, CodeTaken),
        ({"code": "M", "title": "T", "barcode": "5012345678900"}, BarcodeTaken),
        ({"code": "M", "title": "T", "supplier": "Nobody & Co"}, UnknownSupplier),
        ({"code": "M", "title": "T", "price": -5}, BadProductFact),
    ],
)
def test_a_product_that_cannot_be_is_not_added(
    sqlite_books: Session, facts: dict[str, Value], refusal: type[Exception]
) -> None:
    before = sqlite_books.scalars(select(Sku.code)).all()

    with pytest.raises(refusal):
        product_edits.add(sqlite_books, facts, by=actors.who(sqlite_books, OWNER), key="k")

    assert sqlite_books.scalars(select(Sku.code)).all() == before
