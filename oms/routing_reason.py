"""Why an order is sent from where it is, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from oms.allocation import Choice, Weighed


def sentence(choice: Choice, names: Mapping[int, str]) -> str:
    """Why the first set of locations came before the second.

    Args:
        choice: what was chosen, with the best sets.
        names: location id -> its name.
    """
    if not choice.best:
        return "No place has any of it free."
    first = choice.best[0]
    if choice.decided_by == "complete":
        wanted = sum(choice.backordered.values())
        return (
            f"It ships complete, and no place has everything: {_named(first, names)} has"
            f" {first.units} of {wanted} units."
        )
    if choice.decided_by == "only":
        return f"{_named(first, names)}: no other place has any of it free."
    return _compared(choice.decided_by, first, choice.best[1], names)


def _compared(decided_by: str, first: Weighed, second: Weighed, names: Mapping[int, str]) -> str:
    one, other = _named(first, names), _named(second, names)
    return {
        "units": f"{one} can send {first.units} units, {other} only {second.units}.",
        "parcels": f"{one} sends as much in {_parcels(first)} as {other} in {_parcels(second)}.",
        "rank": f"{one} comes before {other} in the channel's order of places.",
        "country": f"{one} is nearer by a border than {other}.",
        "cover": (
            f"{one} and {other} could send the same; in {one} the rest lasts longer"
            f" ({first.cover_days} days against {second.cover_days})."
        ),
        "id": f"{one} and {other} are equal in everything; {one} was there first.",
    }[decided_by]


def _named(one: Weighed, names: Mapping[int, str]) -> str:
    *most, last = [names[location_id] for location_id in one.location_ids]
    return f"{', '.join(most)} and {last}" if most else last


def _parcels(one: Weighed) -> str:
    return "1 parcel" if one.parcels == 1 else f"{one.parcels} parcels"
