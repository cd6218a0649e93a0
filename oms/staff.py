"""The roles, what each may do and up to how much; the people who have them and where."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors as may
from oms import catalogue, clock, history
from oms.actors import LEDGER, SYSTEM, Who, allow, as_who, system
from oms.errors import ShopError, Stranger, UnknownLocation
from oms.history import About
from oms.tables.people import Actor, Role, RolePermission

Granted = Mapping[str, int | None]
"""Permission -> limit in minor units, None where there is none; 0: always with a second person."""

PICKER: Granted = dict.fromkeys(
    (may.READ, may.PICK, may.SHIP, may.TRACK, may.INSPECT, may.ADJUST, may.COUNT, may.TRANSFER,
     may.RECEIVE, may.NOTE)
) | {may.WRITE_OFF: 5_000}  # fmt: skip
SERVICE: Granted = dict.fromkeys(
    (may.READ, may.TAKE, may.EDIT, may.CANCEL, may.HOLD, may.PAY, may.NOTE, may.REROUTE,
     may.PRIORITISE, may.SHIP, may.TRACK, may.RETURNS, may.AUTHORISE, may.INSPECT, may.EXCHANGE,
     may.PROPOSE, may.PAY_OUT)
) | {
    may.REFUND: 5_000, may.WRITE_OFF: 5_000, may.GOODWILL: 0, may.PRICE: 0, may.MERGE: 0,
    may.REOPEN: 0,
}  # fmt: skip
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


class UnknownPermission(ShopError):
    """A role has no such permission."""

    code = "unknown_permission"

    def __init__(self, role: str, permission: str, known: tuple[str, ...]) -> None:
        self.role, self.permission = role, permission
        super().__init__(
            f"The role {role} has no permission “{permission}”.",
            remedy=f"It has {', '.join(known)}.",
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


def add(books: Session, *, name: str, slack_user_id: str, role: str, by: Who | None = None) -> Who:
    """Add a member of staff, or change the role and name of one who is there.

    Raises:
        UnknownRole: there is no such role.
        NotAllowed: `by` does not manage staff; None is whoever sits at the command line.
    """
    by = _boss(books, by)
    if role not in FOR_PEOPLE:
        raise UnknownRole(role)
    found = books.scalars(select(Actor).where(Actor.slack_user_id == slack_user_id)).first()
    before = {"name": found.name, "role": found.role} if found else None
    if found is None:
        found = _actor("staff", name, role)
        found.slack_user_id = slack_user_id
        books.add(found)
    found.name, found.role, found.active = name, role, True
    books.flush()
    after = {"name": name, "role": role}
    history.record(
        books, by=by, what="role given", about=About("actor", found.id), before=before, after=after
    )
    return as_who(books, found, "slack")


def bind(
    books: Session, slack_user_id: str, codes: list[str] | None, *, by: Who | None = None
) -> Who:
    """Let somebody act at these locations only, or (None) at all again.

    Raises:
        Stranger: nobody has that Slack id.
        UnknownLocation: a code is no physical location's.
        NotAllowed: `by` does not manage staff.
    """
    by = _boss(books, by)
    found = books.scalars(select(Actor).where(Actor.slack_user_id == slack_user_id)).first()
    if found is None:
        raise Stranger
    wanted = None if codes is None else [_code(books, code) for code in codes]
    history.record(
        books,
        by=by,
        what="places given",
        about=About("actor", found.id),
        before={"locations": found.locations},
        after={"locations": wanted},
    )
    found.locations = wanted
    books.flush()
    return as_who(books, found, "slack")


def limit(
    books: Session, role: str, permission: str, minor: int | None, *, by: Who | None = None
) -> int | None:
    """Set how much a role may do of something alone; gives what it was.

    Args:
        books: open for writing.
        role: one of `FOR_PEOPLE`.
        permission: one that the role has.
        minor: minor units of the shop's currency; 0: always with a second person; None: no limit.
        by: who sets it; None is whoever sits at the command line.

    Raises:
        UnknownRole, UnknownPermission: there is no such role, or it has no such permission.
        NotAllowed: `by` does not manage staff.
    """
    by = _boss(books, by)
    if role not in FOR_PEOPLE:
        raise UnknownRole(role)
    row = books.get(RolePermission, (role, permission))
    if row is None:
        raise UnknownPermission(role, permission, tuple(ROLES[role][1]))
    before, row.limit_minor = row.limit_minor, minor
    history.record(
        books,
        by=by,
        what="limit set",
        about=About("role", None),
        before={"role": role, "permission": permission, "limit_minor": before},
        after={"role": role, "permission": permission, "limit_minor": minor},
    )
    books.flush()
    return before


def limits(books: Session, role: str) -> dict[str, int | None]:
    """What a role may do, and up to how much."""
    wanted = select(RolePermission).where(RolePermission.role == role)
    return {row.permission: row.limit_minor for row in books.scalars(wanted)}


def everybody(books: Session) -> list[Who]:
    """All who have a role, by name, without the program."""
    found = books.scalars(select(Actor).where(Actor.kind == "staff").order_by(Actor.name))
    return [as_who(books, actor, "slack") for actor in found]


def _boss(books: Session, by: Who | None) -> Who:
    """Whoever changes staff; at the command line that is the program in somebody's hands."""
    by = by or system(books, "cli")
    allow(by, may.MANAGE)
    return by


def _code(books: Session, said: str) -> str:
    places = catalogue.locations(books)
    for place in places:
        if said.casefold() in {place.code.casefold(), place.name.casefold()}:
            return place.code
    raise UnknownLocation(said, tuple(place.name for place in places))


def _actor(kind: str, name: str, role: str) -> Actor:
    return Actor(kind=kind, name=name, role=role, active=True, created_at=clock.now())
