"""The roles, what each may do and up to how much; the people who have them and where."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors as may
from oms import clock
from oms.actors import LEDGER, SYSTEM, Who, as_who
from oms.errors import ShopError
from oms.tables.people import Actor, Role, RolePermission

Granted = Mapping[str, int | None]
"""Permission -> limit in minor units, None where there is none; 0: always with a second person."""

PICKER: Granted = dict.fromkeys(
    (may.READ, may.PICK, may.SHIP, may.TRACK, may.INSPECT, may.ADJUST, may.COUNT, may.TRANSFER,
     may.RECEIVE, may.NOTE)
) | {may.WRITE_OFF: 2_000}  # fmt: skip
SERVICE: Granted = dict.fromkeys(
    (may.READ, may.TAKE, may.EDIT, may.CANCEL, may.HOLD, may.PAY, may.NOTE, may.REROUTE,
     may.PRIORITISE, may.SHIP, may.TRACK, may.RETURNS, may.AUTHORISE, may.INSPECT, may.EXCHANGE,
     may.PROPOSE, may.PAY_OUT)
) | {may.REFUND: 5_000, may.GOODWILL: 0, may.PRICE: 0, may.MERGE: 0, may.REOPEN: 0}  # fmt: skip
BUYER: Granted = dict.fromkeys(
    (may.READ, may.NOTE, may.DROPSHIP, may.TRANSFER, may.RECEIVE, may.COUNT, may.CATALOGUE)
) | {may.BUY: 100_000}
OWNER: Granted = dict.fromkeys(may.ACTIONS)
MANAGER: Granted = {what: None for what in OWNER if what != may.MANAGE} | {
    may.REFUND: 50_000, may.GOODWILL: 5_000, may.PRICE: 5_000, may.WRITE_OFF: 20_000,
    may.BUY: 500_000,
}  # fmt: skip
INTEGRATION: Granted = dict.fromkeys((may.READ, may.TAKE, may.PAY, may.CANCEL, may.TRACK))

PROGRAM = "program"
ROLES: Mapping[str, tuple[str, Granted]] = {
    "viewer": ("Viewer", {may.READ: None}),
    "picker": ("Picker", PICKER),
    "service": ("Customer service", SERVICE),
    "buyer": ("Buyer", BUYER),
    "manager": ("Manager", MANAGER),
    "owner": ("Owner", OWNER),
    "integration": ("Integration", INTEGRATION),
    PROGRAM: ("The program itself", OWNER),
}
FOR_PEOPLE = tuple(role for role in ROLES if role != PROGRAM)


class UnknownRole(ShopError):
    """No role has that name."""

    code = "unknown_role"

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(
            f"There is no role “{role}”.", remedy=f"The roles are {', '.join(FOR_PEOPLE)}."
        )


def prepare(books: Session) -> None:
    """Make sure that the roles and the program's own actors exist; harmless twice.

    A limit that an owner has set stays; a permission that is new gets the limit given here.
    """
    rows = books.execute(select(RolePermission.role, RolePermission.permission))
    known = {(row.role, row.permission) for row in rows}
    for code, (name, granted) in ROLES.items():
        books.merge(Role(code=code, name=name))
        books.add_all(
            RolePermission(role=code, permission=permission, limit_minor=limit)
            for permission, limit in granted.items()
            if (code, permission) not in known
        )
    books.flush()
    for kind, name in (("system", SYSTEM), ("sheet", LEDGER)):
        wanted = select(Actor).where(Actor.kind == kind, Actor.name == name)
        if books.scalars(wanted).first() is None:
            books.add(_actor(kind, name, role=PROGRAM))
    books.flush()


def add(books: Session, *, name: str, slack_user_id: str, role: str) -> Who:
    """Add a member of staff, or change the role and name of one who is there.

    Raises:
        UnknownRole: there is no such role.
    """
    if role not in FOR_PEOPLE:
        raise UnknownRole(role)
    found = books.scalars(select(Actor).where(Actor.slack_user_id == slack_user_id)).first()
    if found is None:
        found = _actor("staff", name, role)
        found.slack_user_id = slack_user_id
        books.add(found)
    found.name, found.role, found.active = name, role, True
    books.flush()
    return as_who(books, found, "slack")


def everybody(books: Session) -> list[Who]:
    """All who have a role, by name, without the program."""
    found = books.scalars(select(Actor).where(Actor.kind == "staff").order_by(Actor.name))
    return [as_who(books, actor, "slack") for actor in found]


def _actor(kind: str, name: str, role: str) -> Actor:
    return Actor(kind=kind, name=name, role=role, active=True, created_at=clock.now())
