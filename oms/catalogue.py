"""SKUs, titles, barcodes and places; finding one from a few words.

Finding is typo tolerant but refuses rather than guesses: every word said must be in the title or
code, exactly or nearly, and where two products fit equally well both are named.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence as Ordered
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from heapq import nsmallest
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy import Pool, bindparam, func, select
from sqlalchemy.orm import Session

from oms import clock, questions, sequences, shop_words
from oms.errors import ShopError, UnknownLocation, UnknownSku
from oms.tables.catalogue import (
    VIRTUAL_KINDS,
    Channel,
    Location,
    Sku,
    SkuAlias,
)
from oms.tables.settings import Sequence
from oms.title_words import words
from oms.values import decimal_of, sku_key

NEAR_NAME = 80  # similarity of 100 from which a word counts as a misspelling of a place
NEAR_TITLE = 60
CANDIDATES = 5
PLACES = (
    select(Location)
    .where(Location.active, Location.is_physical)
    .order_by(Location.rank, Location.id)
)
STAMP = select(
    select(func.count(Sku.id)).scalar_subquery(),
    select(func.max(Sku.id)).scalar_subquery(),
    select(Sequence.next).where(Sequence.kind == "catalogue").scalar_subquery(),
)
"""Another whenever the catalogue changed."""
OF_KIND = select(Location.id).where(Location.kind == bindparam("kind"))


@dataclass(frozen=True)
class Found:
    """A SKU that fits what was said; score 100 is exactly what was said."""

    sku_id: int
    code: str
    title: str
    score: float


class NoPrice(ShopError):
    """A product has no price in a currency, so an order of it comes to nothing."""

    code = "no_price"

    def __init__(self, title: str, currency: str) -> None:
        self.title, self.currency = title, currency
        super().__init__(
            f"{title} has no price in {currency}.",
            remedy="Give it a price, or take something that has one.",
        )


class AmbiguousSku(ShopError):
    """Several products fit the words equally well."""

    code = "ambiguous_sku"

    def __init__(self, said: str, candidates: tuple[Found, ...], total: int) -> None:
        self.said, self.candidates, self.total = said, candidates, total
        names = ", ".join(f"{one.title} ({one.code})" for one in candidates)
        more = f" and {total - len(candidates)} more" if total > len(candidates) else ""
        super().__init__(
            f"“{said}” fits {total} products: {names}{more}.", remedy="Say which, or give its SKU."
        )


class _Index:
    """The words of all active SKUs, held in memory, rebuilt when the catalogue changes."""

    def __init__(self, rows: Ordered[tuple[int, str, str, str]]) -> None:
        self.of_id = {row[0]: Found(row[0], row[1], row[3], 100.0) for row in rows}
        self.of_code = {row[2]: row[0] for row in rows}
        self.words: dict[str, set[int]] = defaultdict(set)
        self.word_count: dict[int, int] = {}
        for sku_id, code, _, title in rows:
            own = set(words(title)) | set(words(code))
            self.word_count[sku_id] = len(set(words(title)))
            for word in own:
                self.words[word].add(sku_id)
        self.vocabulary = list(self.words)

    def near(self, word: str) -> dict[int, float]:
        """SKUs that have the word, or nearly: id -> similarity of 100."""
        if word in self.words:
            return dict.fromkeys(self.words[word], 100.0)
        slips = _slips_allowed(word)
        close = process.extract(
            word, self.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=8
        )
        best: dict[int, float] = {}
        for known, slips, _ in close:
            if slips and len(word) < 4 and sorted(known) != sorted(word):
                continue  # of three letters only two swapped: "red" is not "bed"
            for sku_id in self.words[known]:
                best[sku_id] = max(best.get(sku_id, 0.0), 100.0 - 10.0 * slips)
        return best


_indexes: WeakKeyDictionary[Pool, tuple[object, _Index]] = WeakKeyDictionary()
_building = threading.Lock()
_virtual: WeakKeyDictionary[Pool, dict[str, int]] = WeakKeyDictionary()


def find(books: Session, said: str, limit: int = CANDIDATES) -> list[Found]:
    """SKUs in which every word said occurs, exactly or nearly, the best first; may be empty."""
    index = _index(books)
    exact = _exactly(books, index, said)
    if exact is not None:
        return [exact]
    asked = list(dict.fromkeys(words(said)))
    if not asked:
        return []
    matches = [index.near(word) for word in asked]
    common = set(matches[0]).intersection(*matches[1:])
    scored = [_scored(index, sku_id, matches) for sku_id in common]
    return sorted(scored, key=lambda one: (-one.score, one.title, one.code))[:limit]


def misspelt(books: Session, said: str) -> list[str]:
    """The words of a name that no SKU has, so that `find` takes others for them."""
    index = _index(books)
    if _exactly(books, index, said) is not None:
        return []
    return [word for word in words(said) if word not in index.words]


def beginning(books: Session, typed: str, limit: int) -> list[Found]:
    """SKUs of which a word begins with each word typed so far, by title; of nothing typed any."""
    index = _index(books)
    sets: list[set[int]] = [
        set().union(*(ids for word, ids in index.words.items() if word.startswith(begun)))
        for begun in words(typed)
    ]
    fits: Iterable[int] = set.intersection(*sets) if sets else index.of_id
    found = (index.of_id[sku_id] for sku_id in fits)
    return nsmallest(limit, found, key=lambda one: (one.title, one.code))


def holding(books: Session, said: str) -> list[Found]:
    """SKUs whose title and code have every word said to the letter; empty when none has."""
    index = _index(books)
    asked = set(words(said))
    ids = set.intersection(*(index.words.get(word, set()) for word in asked)) if asked else set()
    return [index.of_id[sku_id] for sku_id in sorted(ids)]


def sku(books: Session, said: str) -> Sku:
    """The one SKU that was meant: by code, a word of the shop, alias, barcode or its title.

    Raises:
        AmbiguousSku: several fit equally well.
        UnknownSku: none does; with the nearest titles.
    """
    fitting = find(books, said, limit=1000)
    if not fitting:
        raise UnknownSku(said, nearest(books, said))
    best = [one for one in fitting if one.score >= fitting[0].score - 0.01]
    if len(best) > 1:
        raise AmbiguousSku(said, tuple(fitting[:CANDIDATES]), len(fitting))
    return books.get_one(Sku, best[0].sku_id)


def among(books: Session, said: str, sku_ids: AbstractSet[int]) -> Sku | None:
    """The one of some SKUs that the words fit; None: they fit none of them.

    Raises:
        AmbiguousSku: they fit several of them.
    """
    fitting = [one for one in find(books, said, limit=1000) if one.sku_id in sku_ids]
    if len(fitting) > 1:
        raise AmbiguousSku(said, tuple(fitting[:CANDIDATES]), len(fitting))
    return books.get_one(Sku, fitting[0].sku_id) if fitting else None


def exactly(books: Session, code: str) -> Sku:
    """The SKU that has exactly that code, case aside, or had it.

    Raises:
        UnknownSku: there is none.
    """
    found = by_code(books, code)
    if found is None:
        raise UnknownSku(code)
    return found


def by_code(books: Session, code: str) -> Sku | None:
    """The SKU that has exactly that code, case aside, or else the one that had it."""
    key = sku_key(code)
    former = select(SkuAlias.sku_id).where(SkuAlias.alias_key == key, SkuAlias.channel_id.is_(None))
    wanted = select(Sku).where((Sku.code_key == key) | Sku.id.in_(former))
    return books.scalars(wanted.order_by(Sku.code_key != key, Sku.id)).first()


def nearest(books: Session, said: str, limit: int = 3) -> tuple[str, ...]:
    """Titles and codes that resemble what was said, the nearest first; empty when none does."""
    index = _index(books)
    titles = {found.sku_id: f"{found.title} ({found.code})" for found in index.of_id.values()}
    close = process.extract(
        said.lower(),
        titles,
        scorer=fuzz.WRatio,
        processor=str.lower,
        score_cutoff=NEAR_TITLE,
        limit=limit,
    )
    return tuple(title for title, _, _ in close)


def location(books: Session, said: str) -> Location:
    """The physical location with that code or name, small misspellings forgiven.

    Raises:
        UnknownLocation: naming those there are.
    """
    known = locations(books)
    asked = said.strip().lower()
    for place in known:
        if asked in {place.code.lower(), place.name.lower()}:
            return place
    nickname = shop_words.called(books, said, "place")
    for place in known:
        if nickname is not None and place.id == nickname.location_id:
            return place
    names = {place.id: place.name.lower() for place in known}
    close = process.extract(asked, names, scorer=fuzz.ratio, score_cutoff=NEAR_NAME, limit=2)
    if len(close) == 1 or (len(close) == 2 and close[0][1] > close[1][1]):
        return next(place for place in known if place.id == close[0][2])
    raise UnknownLocation(said, tuple(place.name for place in known))


def locations(books: Session) -> list[Location]:
    """The active physical locations, in the shop's order of preference."""
    return list(books.scalars(PLACES))


def virtual(books: Session, kind: str) -> int:
    """The id of the one virtual place of a kind, such as customer; there is no other, ever."""
    known = _virtual.setdefault(books.get_bind().engine.pool, {})
    if kind not in known:
        known[kind] = questions.ask(books, OF_KIND, {"kind": kind}).scalar_one()
    return known[kind]


def prepare(books: Session) -> None:
    """Make sure that the seven virtual places exist; harmless twice."""
    # those of a transaction that failed may have been seen
    _virtual.pop(books.get_bind().engine.pool, None)
    there = set(books.scalars(select(Location.kind).where(Location.kind.in_(VIRTUAL_KINDS))))
    books.add_all(
        Location(code=kind.upper(), name=kind, kind=kind, fulfils=False, accepts_returns=False)
        for kind in VIRTUAL_KINDS
        if kind not in there
    )
    books.flush()


def channel(books: Session, code: str) -> Channel:
    """The channel with that code.

    Raises:
        UnknownChannel: naming those there are.
    """
    found = books.scalars(select(Channel).where(Channel.code == code)).first()
    if found is None:
        raise UnknownChannel(code, tuple(books.scalars(select(Channel.code))))
    return found


def channel_called(books: Session, said: str) -> Channel:
    """The channel with that code or name, or of which the shop says so.

    Raises:
        UnknownChannel: naming those there are.
    """
    nickname = shop_words.called(books, said, "channel")
    for one in books.scalars(select(Channel).order_by(Channel.id)):
        if said.lower() in {one.code.lower(), one.name.lower()}:
            return one
        if nickname is not None and one.id == nickname.channel_id:
            return one
    return channel(books, said)


class UnknownChannel(ShopError):
    """No channel has that code."""

    code = "unknown_channel"

    def __init__(self, said: str, known: tuple[str, ...]) -> None:
        self.said, self.known = said, known
        super().__init__(
            f"There is no channel “{said}”.", remedy=f"The shop has {', '.join(known) or 'none'}."
        )


def add_sku(books: Session, code: str, title: str, **facts: object) -> Sku:
    """Add a SKU; `facts` are further columns of `Sku`. The caller has made sure that it is new."""
    new = Sku(code=code, code_key=sku_key(code), title=title, created_at=clock.now(), **facts)
    books.add(new)
    changed(books)
    return new


def price(sku: Sku, currency: str) -> Decimal:
    """What one unit of a SKU costs today, in that currency.

    Raises:
        NoPrice: it has no price, or one in another currency; there is no rate between the two.
    """
    if sku.price_minor is None or sku.currency != currency:
        raise NoPrice(sku.title, currency)
    return decimal_of(sku.price_minor, currency)


def changed(books: Session) -> None:
    """Say that titles, codes or aliases changed, so that finding looks at them afresh."""
    sequences.take(books, "catalogue")


def _exactly(books: Session, index: _Index, said: str) -> Found | None:
    key = sku_key(said)
    if key in index.of_code:
        return index.of_id[index.of_code[key]]
    nickname = shop_words.called(books, said, "product")
    if nickname is not None and nickname.sku_id in index.of_id:
        return index.of_id[nickname.sku_id]
    alias = books.scalars(select(SkuAlias.sku_id).where(SkuAlias.alias_key == key)).first()
    if alias is None and key.isdigit() and len(key) >= 8:
        alias = books.scalars(select(Sku.id).where(Sku.barcode == key)).first()
    return index.of_id.get(alias) if alias is not None else None


def _scored(index: _Index, sku_id: int, matches: list[dict[int, float]]) -> Found:
    found = index.of_id[sku_id]
    likeness = sum(match[sku_id] for match in matches) / len(matches)
    # all words of the title said is as good as it gets; a longer title is less surely meant
    whole = 1.0 if index.word_count[sku_id] <= len(matches) else 0.9
    return Found(sku_id, found.code, found.title, round(likeness * whole, 1))


def _index(books: Session) -> _Index:
    # reading and writing books have engines of their own over one pool
    pool = books.get_bind().engine.pool
    stamp = questions.ask(books, STAMP).one()
    with _building:
        known = _indexes.get(pool)
        if known is None or known[0] != tuple(stamp):
            rows = books.execute(
                select(Sku.id, Sku.code, Sku.code_key, Sku.title).where(Sku.active)
            ).all()
            known = (tuple(stamp), _Index([(row[0], row[1], row[2], row[3]) for row in rows]))
            _indexes[pool] = known
        return known[1]


def _slips_allowed(word: str) -> int:
    """How many letters may be wrong, missing or swapped; none in a word with digits."""
    if any(letter.isdigit() for letter in word) or len(word) < 3:
        return 0
    return 2 if len(word) >= 8 else 1
