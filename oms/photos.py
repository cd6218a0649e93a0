"""Pictures of goods that came back: posted in Slack in the thread of a return, kept by reference.

The picture itself stays in Slack; what is kept is where it is, who posted it and when, and which
inspections it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, clock, history
from oms.actors import Who
from oms.history import About
from oms.inserts import NewRow
from oms.tables.returns import Inspection, InspectionPhoto, Photo, Return, ReturnLine

PHOTO = NewRow(Photo, "id")


@dataclass(frozen=True)
class Picture:
    """A file in Slack: its id there, its name, and the link that shows it."""

    file_id: str
    name: str
    permalink: str


def attach(books: Session, return_id: int, pictures: Sequence[Picture], *, by: Who) -> int:
    """Keep pictures with a return and the newest inspections of it; the same file only once.

    Returns:
        How many were new.

    Raises:
        NotAllowed: the role neither inspects nor accepts returns.
    """
    if not by.may(actors.RETURNS):
        actors.allow(by, actors.INSPECT)
    fresh = [photo for one in pictures if (photo := _keep(books, return_id, one, by)) is not None]
    if fresh:
        newest = _newest(books, return_id)
        _link(books, newest, fresh)
        after = {"photos": [one.name for one in pictures]}
        about = About("return", return_id)
        history.record(books, by=by, what="photos added", about=about, after=after)
        books.flush()
    return len(fresh)


def show(books: Session, return_id: int, inspection_ids: Sequence[int]) -> None:
    """Let the pictures that show no inspection yet show these: they were posted before it."""
    shown = select(InspectionPhoto.photo_id)
    waiting = select(Photo.id).where(Photo.return_id == return_id, Photo.id.not_in(shown))
    _link(books, inspection_ids, list(books.scalars(waiting.order_by(Photo.id))))


def any_of(books: Session, return_id: int) -> int:
    """How many pictures a return has."""
    wanted = select(func.count()).select_from(Photo).where(Photo.return_id == return_id)
    return books.scalars(wanted).one()


def of(books: Session, return_id: int) -> list[Photo]:
    """The pictures of a return, oldest first."""
    wanted = select(Photo).where(Photo.return_id == return_id).order_by(Photo.id)
    return list(books.scalars(wanted))


def talked_about(books: Session, channel: str, thread: str) -> Return | None:
    """The return that a Slack thread is about; None where it is about none."""
    wanted = select(Return).where(Return.slack_channel == channel, Return.slack_thread == thread)
    return books.scalars(wanted.order_by(Return.id.desc()).limit(1)).first()


def talk_in(books: Session, return_id: int, channel: str, thread: str) -> None:
    """Remember the thread in which a return is talked about; the first one stays."""
    found = books.get_one(Return, return_id)
    if found.slack_thread is None:
        found.slack_channel, found.slack_thread = channel, thread
        books.flush()


def _keep(books: Session, return_id: int, one: Picture, by: Who) -> int | None:
    return PHOTO.put(
        books,
        return_id=return_id,
        file_id=one.file_id,
        name=one.name,
        permalink=one.permalink,
        at=clock.now(),
        by_id=by.id,
    )


def _newest(books: Session, return_id: int) -> list[int]:
    """The inspections made at the newest time any was."""
    held = (
        select(Inspection.id, Inspection.at)
        .join(ReturnLine, ReturnLine.id == Inspection.return_line_id)
        .where(ReturnLine.return_id == return_id, Inspection.undone_at.is_(None))
        .order_by(Inspection.at.desc(), Inspection.id)
    )
    rows = books.execute(held).all()
    return [row.id for row in rows if row.at == rows[0].at]


def _link(books: Session, inspection_ids: Sequence[int], photo_ids: Sequence[int]) -> None:
    books.add_all(
        InspectionPhoto(inspection_id=inspection_id, photo_id=photo_id)
        for inspection_id in inspection_ids
        for photo_id in photo_ids
    )
    books.flush()
