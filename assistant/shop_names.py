"""The names of the shop's things, taken from the books for the understanding of what staff say."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from itertools import chain
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, bindparam, func, select
from sqlalchemy.orm import Session

from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Named, Names, Product
from oms import catalogue, order_marks, shop_words
from oms.tables.catalogue import Channel, Location, Sku, SkuAlias, Supplier
from oms.tables.orders import Order
from oms.tables.people import Customer
from oms.tables.returns import Return
from oms.tracking import CARRIERS

MOST_CUSTOMERS = 20_000
"""Where there are more, a customer is not known by name alone."""
NUMBER = re.compile(r"[\w-]*\d[\w-]*")
LETTERED = re.compile(r"\b([A-Za-z]{1,8})[ -]?#?(\d{3,9})\b")
MOST_NUMBERS = 12
ARTICLE = re.compile(r"^(?:the|our|a|an) ")
STAMP = select(
    select(func.count(Customer.id)).scalar_subquery(),
    select(func.count(Supplier.id)).scalar_subquery(),
    select(func.count(Channel.id)).scalar_subquery(),
    select(func.count(Location.id)).where(Location.active).scalar_subquery(),
)
"""Another whenever somebody or some place is new; the catalogue has a stamp of its own."""
NUMBERED = (
    select(Order.number, Order.their_number, Customer.name)
    .outerjoin(Customer, Customer.id == Order.customer_id)
    .where(
        Order.number.in_(bindparam("numbers", expanding=True))
        | Order.their_number.in_(bindparam("numbers", expanding=True))
    )
)
RETURNS = select(Return.number).where(Return.number.in_(bindparam("numbers", expanding=True)))
_known: WeakKeyDictionary[Pool, tuple[object, Known]] = WeakKeyDictionary()
_building = threading.Lock()


def known(books: Session, said: str) -> Known:
    """The shop's names, and of its orders and returns those whose numbers are said."""
    pool = books.get_bind().engine.pool
    stamp = (
        *books.execute(catalogue.STAMP).one(),
        *books.execute(STAMP).one(),
        shop_words.known(books),
    )
    with _building:
        kept = _known.get(pool)
        if kept is None or kept[0] != stamp:
            kept = (stamp, Known(_names(books)))
            _known[pool] = kept
    orders = _orders(books, said, kept[1].names.order_marks)
    return kept[1].with_documents(orders, _returns(books, said))


def _orders(books: Session, said: str, letters: Collection[str]) -> dict[str, KnownOrder]:
    """The orders whose numbers are said; `letters` are those that channels' numbers begin with."""
    numbers = NUMBER.findall(said)[:MOST_NUMBERS]
    found = _numbered(books, numbers)
    # “web 1043” is one number, whatever our own 1043 is
    pairs = [f"{mark}{digits}" for mark, digits in LETTERED.findall(said)[:MOST_NUMBERS]
             if mark.lower() in letters]  # fmt: skip
    others = (one for one in numbers if one.upper() not in found and order_marks.is_likely(one))
    unknown = [*pairs, *others]
    marks = order_marks.marks(books) if unknown else {}
    meant = {one.upper(): order_marks.meant(marks, one) for one in unknown}
    theirs = _numbered(books, [*chain.from_iterable(meant.values())])
    for one, names in meant.items():
        found[one] = {order for name in names for order in theirs.get(name.upper(), ())}
    # of several, the core asks which
    return {one: orders.pop() for one, orders in found.items() if len(orders) == 1}


def _numbered(books: Session, numbers: Sequence[str]) -> dict[str, set[KnownOrder]]:
    found: dict[str, set[KnownOrder]] = {}
    for ours, theirs, whose in books.execute(NUMBERED, {"numbers": numbers}) if numbers else ():
        for name in {ours, theirs} & {*numbers}:
            found.setdefault(name.upper(), set()).add(KnownOrder(ours, whose=whose or ""))
    return found


def _returns(books: Session, said: str) -> dict[str, str]:
    digits = re.findall(r"\br-?(\d{1,9})\b", said, re.IGNORECASE)
    numbers = [f"R-{one}" for one in digits[:MOST_NUMBERS]]
    return dict.fromkeys(books.scalars(RETURNS, {"numbers": numbers}) if numbers else (), "")


def _order_lengths(books: Session) -> frozenset[int]:
    """How long our numbers were at first, are now, and may be between; and channels' digits."""
    ends = [books.scalars(select(Order.number).order_by(by).limit(1)).first()
            for by in (Order.id.asc(), Order.id.desc())]  # fmt: skip
    lengths = [len(number) for number in ends if number is not None and number.isdigit()]
    theirs = frozenset().union(*order_marks.marks(books).values())
    return theirs | frozenset(range(min(lengths), max(lengths) + 1) if lengths else ())


def _names(books: Session) -> Names:
    aliases: dict[int, list[str]] = {}
    every = select(SkuAlias.sku_id, SkuAlias.alias_key).where(SkuAlias.channel_id.is_(None))
    for sku_id, alias in books.execute(every):
        aliases.setdefault(sku_id, []).append(alias)
    nicknames = _nicknames(books)
    skus = books.execute(select(Sku.id, Sku.code, Sku.title).where(Sku.active).order_by(Sku.id))
    customers = select(Customer.name).where(Customer.erased_at.is_(None)).limit(MOST_CUSTOMERS + 1)
    people = list(dict.fromkeys(books.scalars(customers)))
    return Names(
        order_lengths=_order_lengths(books),
        order_marks=frozenset(map(order_marks.bare, order_marks.marks(books))),
        products=tuple(
            Product(
                code, title, (*aliases.get(sku_id, ()), *nicknames.get(("product", sku_id), ()))
            )
            for sku_id, code, title in skus
        ),
        places=tuple(
            Named(place.code, (place.name, place.code, *nicknames.get(("place", place.id), ())))
            for place in catalogue.locations(books)
        ),
        channels=tuple(
            Named(code, (name, code, *nicknames.get(("channel", channel_id), ())))
            for channel_id, code, name in books.execute(
                select(Channel.id, Channel.code, Channel.name)
            )
        ),
        customers=tuple(Named(name, (name,)) for name in people if len(people) <= MOST_CUSTOMERS),
        suppliers=tuple(Named(name, (name,)) for name in books.scalars(select(Supplier.name))),
        carriers=tuple(Named(name, (name,)) for name in CARRIERS),
    )


def _nicknames(books: Session) -> dict[tuple[str, int | None], tuple[str, ...]]:
    """Kind and id of a thing -> what the shop calls it, with and without an article."""
    found: dict[tuple[str, int | None], tuple[str, ...]] = {}
    for one in shop_words.known(books):
        thing = one.kind, one.sku_id or one.location_id or one.channel_id
        found[thing] = (*found.get(thing, ()), one.said, ARTICLE.sub("", one.said))
    return found
