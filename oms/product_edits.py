"""Changing a fact of a product, adding a product, and taking such a change back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from oms import actors, catalogue, history, locks, product_codes, settings
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.product_fields import CODE, FIELDS, TITLE, Field, Value, shown
from oms.tables.catalogue import Sku, SkuAlias
from oms.tables.messages import History
from oms.values import sku_key

ADDED = "product added"
SET = " set"
"""What the history calls a change: of the price it is “price set”."""


@dataclass(frozen=True)
class ProductChange:
    """A fact of a product before and after somebody changed it."""

    sku_id: int
    field: str
    before: Value
    after: Value
    edit_id: int | None
    """Row of the history, by which it is taken back; None: it was so already."""


ANYTHING = object()
"""Stands for whatever a fact is."""


def change(  # noqa: PLR0913  which fact of what, and what it was
    books: Session,
    sku_id: int,
    field: str,
    value: Value,
    *,
    was: Value | object = ANYTHING,
    by: Who,
    key: str,
) -> ProductChange:
    """Change one fact of a product.

    Args:
        books: open for writing.
        sku_id: the product.
        field: one of `product_fields.FIELDS`.
        value: text; an amount in minor units of the product's currency, 0 or more; yes or no; the
            name of a supplier, case aside; None where it may be left out.
        was: what it was when that was asked; left out: whatever it is.
        by: whoever changes it.
        key: the same key changes it once.

    Returns:
        What it was and is, as kept: blanks put right, the supplier as its name is written.

    Raises:
        NotAllowed: the role does not change products.
        BadProductFact, BadCode: the value cannot be that.
        CodeTaken, BarcodeTaken: it is another product's.
        UnknownSupplier: naming the nearest.
        StillNeeded: there is stock of it, or somebody counts on it; it stays active.
        NoLongerPossible: it is not what it `was` any more.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        fact = FIELDS[field]
        sku = locks.product(books, sku_id, is_named_anew=fact.names)
        if was is not ANYTHING and fact.now(books, sku) != was:
            now = shown(fact.now(books, sku), sku.currency) or "nothing"
            raise NoLongerPossible(
                f"The {fact.words} of {sku.title} was changed since you were asked and is {now}."
            )
        return carry_out(books, sku, fact, fact.read(books, sku, value), by)

    arguments = {"sku": sku_id, "field": field, "value": value}
    return ProductChange(**once(books, key, "change_product", arguments, by=by, do=do))


def add(
    books: Session,
    facts: Mapping[str, Value],
    *,
    currency: str | None = None,
    by: Who,
    key: str,
) -> int:
    """Add a product with what is known of it.

    Args:
        books: open for writing.
        facts: field -> value, as `change` takes it; code and title at least.
        currency: of its amounts; None: the shop's.
        by: whoever adds it.
        key: the same key adds it once.

    Returns:
        The id of its SKU.

    Raises:
        NotAllowed: the role does not change products.
        BadProductFact, BadCode, CodeTaken, BarcodeTaken, UnknownSupplier: as `change`.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        given = {CODE: None, TITLE: None, **facts}
        read = {name: FIELDS[name].read(books, None, value) for name, value in given.items()}
        kept_in = currency or settings.value(books, "currency")
        sku = catalogue.add_sku(books, str(read[CODE]), str(read[TITLE]), currency=kept_in)
        books.flush()
        for name, value in read.items():
            if name not in {CODE, TITLE} and FIELDS[name].now(books, sku) != value:
                FIELDS[name].put(books, sku, value)
        books.flush()
        told = {FIELDS[name].key: value for name, value in read.items() if value is not None}
        history.record(books, by=by, what=ADDED, about=About("sku", sku.id), after=told)
        return {"sku": sku.id}

    return int(once(books, key, "add_product", dict(facts), by=by, do=do)["sku"])


def undo(books: Session, edit_id: int, *, by: Who, key: str) -> ProductChange:
    """Put a fact of a product back to what it was before a change.

    Raises:
        NotAllowed: the role does not change products.
        NoLongerPossible: it was changed again since, or there is no such change.
        CodeTaken, BarcodeTaken, StillNeeded: what it was cannot be any more.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        row = books.get(History, edit_id)
        fact = field_of(row) if row is not None else None
        if row is None or fact is None or row.about_id is None:
            raise NoLongerPossible("There is no such change of a product.")
        sku = locks.product(books, row.about_id, is_named_anew=fact.names)
        refuse_changed(books, row, sku, fact)
        was, is_now = (row.before or {})[fact.key], (row.after or {})[fact.key]
        done = carry_out(books, sku, fact, fact.read(books, sku, was), by)
        if fact.name == CODE:
            product_codes.forget_former(books, sku, str(is_now))
        return done

    arguments = {"edit": edit_id}
    return ProductChange(**once(books, key, "undo_product_change", arguments, by=by, do=do))


def codes_before(books: Session, codes: Collection[str]) -> dict[str, list[str]]:
    """The codes that products had before, also such as were taken back.

    Args:
        books: open books.
        codes: folded codes that products may have now.

    Returns:
        Of these the ones whose product had others -> those, folded, the last first.
    """
    changed = select(History.before, History.after, Sku.code_key).join(
        Sku, (History.about_kind == "sku") & (History.about_id == Sku.id)
    )
    wanted = changed.where(History.what == what_of(CODE)).order_by(History.id.desc())
    key, found = FIELDS[CODE].key, dict[str, list[str]]()
    for before, after, now in books.execute(wanted):
        had = (sku_key(str((told or {}).get(key, ""))) for told in (after, before))
        if now in codes:
            found.setdefault(now, []).extend(one for one in had if one not in {"", now})
    return found


def codes_now(books: Session, codes: Collection[str]) -> dict[str, str]:
    """Of folded codes those that products had before, and that are no product's now -> theirs."""
    other = aliased(Sku)
    taken = exists().where(other.code_key == SkuAlias.alias_key)
    wanted = (
        select(SkuAlias.alias_key, Sku.code_key)
        .join(Sku, Sku.id == SkuAlias.sku_id)
        .where(SkuAlias.alias_key.in_(codes), SkuAlias.channel_id.is_(None), ~taken)
    )
    found = {str(was): str(now) for was, now in books.execute(wanted)}
    return found | _taken_back(books, {*codes} - found.keys())


def _taken_back(books: Session, codes: Collection[str]) -> dict[str, str]:
    """Of folded codes those that products had once, and nobody has now -> theirs."""
    if not codes:
        return {}
    free = {*codes} - {*books.scalars(select(Sku.code_key).where(Sku.code_key.in_(codes)))}
    changed = select(History.after, Sku.code_key).join(
        Sku, (History.about_kind == "sku") & (History.about_id == Sku.id)
    )
    wanted = changed.where(History.what == what_of(CODE)).order_by(History.id)
    had = ((sku_key(str((told or {}).get(FIELDS[CODE].key, ""))), now)
           for told, now in books.execute(wanted))  # fmt: skip
    return {was: now for was, now in had if was in free}


def codes_of(books: Session, sku_ids: Collection[int]) -> dict[int, list[str]]:
    """SKU id -> the folded codes that it had, and the other words for it, where there are any."""
    found: dict[int, list[str]] = {}
    wanted = select(SkuAlias.sku_id, SkuAlias.alias_key)
    for sku_id, code in books.execute(
        wanted.where(SkuAlias.sku_id.in_(sku_ids), SkuAlias.channel_id.is_(None))
    ):
        found.setdefault(sku_id, []).append(code)
    return found


def what_of(field: str) -> str:
    """What the history calls a change of that field."""
    return f"{FIELDS[field].words}{SET}"


def field_of(row: History) -> Field | None:
    """Which fact of a product a row of the history changed; None: it is about something else."""
    if row.about_kind != "sku":
        return None
    return next((FIELDS[name] for name in FIELDS if what_of(name) == row.what), None)


def carry_out(
    books: Session,
    sku: Sku,
    fact: Field,
    after: Value,
    by: Who,
    *,
    before: Value | object = ANYTHING,
) -> dict[str, Any]:
    """Change a fact of a locked product to what its field reads; a `ProductChange` as kept.

    `before`: what it was, where it was taken away meanwhile; left out: what it is.
    """
    if before is ANYTHING:
        before = fact.now(books, sku)
    edit_id = None
    if after != before:
        fact.put(books, sku, after)
        books.flush()
        edit_id = history.record(
            books,
            by=by,
            what=what_of(fact.name),
            about=About("sku", sku.id),
            before={fact.key: before},
            after={fact.key: after},
        )
    return {
        "sku_id": sku.id, "field": fact.name, "before": before, "after": after, "edit_id": edit_id,
    }  # fmt: skip


def refuse_changed(books: Session, row: History, sku: Sku, fact: Field) -> None:
    """Refuse to put back what somebody changed since, even if it is the same again by now.

    Raises:
        NoLongerPossible: saying what it is now.
    """
    now = fact.now(books, sku)
    if now != (row.after or {})[fact.key] or history.again(books, row):
        told = shown(now, sku.currency)
        raise NoLongerPossible(
            f"The {fact.words} of {sku.title} was changed again since and is {told} now.",
            remedy="Nothing was taken back. Type what it should be in the ledger.",
        )
