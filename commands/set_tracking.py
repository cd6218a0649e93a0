"""Put the chosen carrier's number on a parcel: reached by the buttons of add_tracking only."""

from __future__ import annotations

import re

from commands.kit import Asked, Done, Facts, Plain, Reply, Write, command
from oms import parcels, shipment_cards
from oms.actors import TRACK
from oms.errors import NoLongerPossible
from oms.parcels import Carriage
from oms.records import Shipment
from oms.tracking import is_carrier

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,58}")


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    carrier, number = str(stored["carrier"]), str(stored["number"])
    if not NUMBER.fullmatch(number) or not is_carrier(carrier):
        raise NoLongerPossible("This button is from an older version.")
    shipment = asked.books.get_one(Shipment, int(stored["shipment"]))
    carriage = Carriage(carrier, number)
    done = parcels.track(asked.books, shipment.id, carriage, by=asked.who, key=key)
    facts = {"shipment": shipment_cards.card(asked.books, shipment), "carrier": carrier,
             "number": number, "who": asked.who.name}  # fmt: skip
    return Done(facts, {"shipment": shipment.id, "parcel": done})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    parcels.untrack(asked.books, stored["parcel"], by=asked.who, key=key)
    shipment = asked.books.get_one(Shipment, stored["shipment"])
    return {"shipment": shipment_cards.card(asked.books, shipment), "who": asked.who.name}


@command(phrases=[], slots=[], may=TRACK, write=Write(_do, _undo), on_button=True)
def set_tracking(asked: Asked) -> Reply:
    """Put the number on the parcel as it was chosen."""
    return Reply({"who": asked.who.name})
