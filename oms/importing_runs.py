"""The runs of imports, and what follows once a file is in: one row of history for each run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, history
from oms.actors import Who
from oms.bulk import Bulk
from oms.history import About
from oms.importing_plan import StockPolicy
from oms.tables.catalogue import Channel
from oms.tables.settings import ImportRun
from oms.tables.stock import Movement


@dataclass(frozen=True)
class Run:
    """A run of an import, begun."""

    id: int
    channel_id: int
    by: Who
    resumed: bool
    """The same file was begun before and never finished."""


@dataclass(frozen=True)
class Source:
    """What is imported: which kind of file, its name, its profile, into which channel."""

    kind: str
    file_name: str
    profile: str
    channel: str


def begin(books: Session, source: Source, *, currency: str) -> Run:
    """Remember that an import began; makes the channel when the shop has none of that code."""
    by = actors.system(books, source="import")
    channel = books.scalars(select(Channel).where(Channel.code == source.channel)).first()
    if channel is None:
        name = source.channel.replace("_", " ").capitalize()
        channel = Channel(code=source.channel, name=name, kind="csv", currency=currency)
        books.add(channel)
    unfinished = select(ImportRun).where(
        ImportRun.kind == source.kind,
        ImportRun.channel == source.channel,
        ImportRun.file_name == source.file_name,
        ImportRun.profile == source.profile,
        ImportRun.finished_at.is_(None),
    )
    run = books.scalars(unfinished.order_by(ImportRun.id)).first()
    resumed = run is not None
    if run is None:
        run = ImportRun(kind=source.kind, channel=source.channel, file_name=source.file_name,
                        profile=source.profile, started_at=clock.now())  # fmt: skip
        books.add(run)
    books.flush()
    return Run(run.id, channel.id, by, resumed)


def end(books: Session, run: Run, counts: dict[str, int], *, changed: bool) -> None:
    """Remember what came of it; a run that changed nothing leaves nothing."""
    row = books.get_one(ImportRun, run.id)
    if not changed and not run.resumed:
        books.delete(row)
        return
    row.finished_at, row.counts = clock.now(), counts
    after = {"file": row.file_name, "profile": row.profile, **counts}
    history.record(books, by=run.by, what="imported", about=About("import", run.id), after=after)


def settle_stock(books: Session, policy: StockPolicy, *, by: Who) -> None:
    """After past lines moved stock: book what must have been there, or say what is below zero."""
    if policy is StockPolicy.OPENING:
        _book_opening(books, by=by)
    if policy is not StockPolicy.HISTORY:
        books.execute(text(BELOW_ZERO), {"now": Bulk(books).time(clock.now())})


def _book_opening(books: Session, *, by: Who) -> None:
    """One movement for each level whose running balance fell below zero, from before them all."""
    first = books.scalars(select(func.min(Movement.occurred_at))).one()
    if first is None:
        return
    bulk = Bulk(books)
    opening = catalogue.virtual(books, "opening")
    facts = {
        "at": bulk.time(first - dt.timedelta(days=1)),
        "now": bulk.time(clock.now()),
        "by": by.id,
        "opening": opening,
    }
    booked = books.execute(text(OPENING), facts).all()
    for source in (False, True):
        bulk.run(
            "INSERT INTO levels (sku_id, location_id, bucket, units) VALUES (?, ?, 'sellable', ?)"
            " ON CONFLICT (sku_id, location_id, bucket)"
            " DO UPDATE SET units = levels.units + excluded.units",
            [
                (sku, opening if source else place, -units if source else units)
                for sku, place, units in booked
            ],
        )


OPENING = """
    INSERT INTO movements (sku_id, units, from_location_id, from_bucket, to_location_id, to_bucket,
                           reason, occurred_at, recorded_at, by_id, is_fact)
    SELECT sku_id, -MIN(balance), :opening, 'sellable', location_id, 'sellable',
           'opening', :at, :now, :by, TRUE
    FROM (
        SELECT sku_id, location_id, SUM(units) OVER (
            PARTITION BY sku_id, location_id ORDER BY occurred_at, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance
        FROM (
            SELECT id, sku_id, to_location_id AS location_id, units, occurred_at FROM movements
            WHERE to_bucket = 'sellable'
            UNION ALL
            SELECT id, sku_id, from_location_id, -units, occurred_at FROM movements
            WHERE from_bucket = 'sellable'
        ) flows
        WHERE location_id IN (SELECT id FROM locations WHERE kind IN ('warehouse', 'store', '3pl'))
    ) running
    GROUP BY sku_id, location_id HAVING MIN(balance) < 0
    ORDER BY sku_id, location_id
    RETURNING sku_id, to_location_id, units"""
BELOW_ZERO = """
    INSERT INTO exception_cases (kind, subject, detail, state, opened_at)
    SELECT 'negative', s.code || ' at ' || l.name,
           l.name || ' has ' || lv.units || ' ' || s.code || ' after the import. Count it.',
           'open', :now
    FROM levels lv JOIN skus s ON s.id = lv.sku_id JOIN locations l ON l.id = lv.location_id
    WHERE lv.units < 0 AND l.kind IN ('warehouse', 'store', '3pl')
      AND NOT EXISTS (SELECT 1 FROM exception_cases e WHERE e.kind = 'negative'
                      AND e.state = 'open' AND e.subject = s.code || ' at ' || l.name)"""
