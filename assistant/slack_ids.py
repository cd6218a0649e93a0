"""Whose Slack an id is of: the ids of people and channels are unique within a workspace only.

Those of the shop's own workspace stay as they are; those of another carry its id before them, as
“T02DEPOT/U0123ABCD”. So somebody there is nobody of the shop until they are added as such.
"""

from __future__ import annotations

from typing import Any

from oms.looks import PART

STRANGE = "?"
"""Stands for the workspace of somebody whom Slack does not say it of."""
HELD = {
    "": ("user_id", "channel_id"),
    "event": ("user", "channel"),
    "user": ("id",),
    "channel": ("id",),
    "container": ("channel_id",),
}
"""Part of a request -> the ids in it; the part without a name is the request itself."""
PEOPLE = frozenset({("", "user_id"), ("event", "user"), ("user", "id")})
SAYS_WHOSE = {"user": ("team_id",), "event": ("user_team", "source_team", "team")}
"""Part of a request -> what says of which workspace the person in it is, the surest first."""
ORGANISATION = "E"
"""Begins the id of an Enterprise organisation, which holds several workspaces."""


def full(team: str | None, bare: str, home: str) -> str:
    """The id as it is used here.

    Args:
        team: the workspace that it is of; None: Slack does not say.
        bare: as Slack has it; one that is full already stays as it is.
        home: the shop's own workspace.
    """
    if team == home or bare.startswith(f"{team}{PART}"):
        return bare
    return f"{team or STRANGE}{PART}{bare}"


def parts(said: str, home: str) -> tuple[str, str]:
    """The workspace of an id, and the id as Slack has it."""
    team, part, bare = said.partition(PART)
    return (team, bare) if part else (home, said)


def _fill_in_looked_at(body: dict[str, Any], team: str | None, home: str) -> None:
    """Write the ids of what somebody looks at in full; each says itself whose it is."""
    part: Any = body.get("event")
    for name in ("context", "entities"):
        part = part.get(name) if isinstance(part, dict) else None
    for one in part if isinstance(part, list) else ():
        if isinstance(one, dict) and isinstance(one.get("value"), str):
            said = one.get("team_id")
            one["value"] = full(said if isinstance(said, str) else team, one["value"], home)


def actor(body: dict[str, Any], told: str | None, organisation: str | None) -> str | None:
    """The workspace of the person who did something; None: Slack does not say.

    Bolt takes whoever presses, and whoever speaks in what it is not told is shared, for one of the
    workspace in which it is done.

    Args:
        body: of the request.
        told: what Bolt makes of it.
        organisation: that of the workspace in which it was done, where it is of one.
    """
    for part, names in SAYS_WHOSE.items():
        held = body.get(part)
        for said in (held.get(name) for name in names) if isinstance(held, dict) else ():
            if not isinstance(said, str):
                continue
            if not said.startswith(ORGANISATION):
                return said
            return told if said == organisation else None
    return told


def fill_in(body: dict[str, Any], team: str | None, actor: str | None, home: str) -> None:
    """Write the ids of a request in full, in place.

    Args:
        body: of the request.
        team: the workspace that it was sent from.
        actor: that of the person who did something there, which may be another one.
        home: the shop's own workspace.
    """
    for name, ids in HELD.items():
        part = body if not name else body.get(name)
        if not isinstance(part, dict):
            continue
        for one in ids:
            if isinstance(part.get(one), str):
                of = actor if (name, one) in PEOPLE else team
                part[one] = full(of, part[one], home)
    _fill_in_looked_at(body, team, home)
