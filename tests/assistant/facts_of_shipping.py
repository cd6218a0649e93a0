"""What the templates about picking, shipments and parcels are given, with any word in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from oms.order_card import OrderCard
from oms.picking import Ready
from oms.resends import Resent
from oms.shipment_cards import ShipmentCard
from oms.shipment_states import WORDS, State
from oms.slips import FigureFile, PackingSlip, PickList, ReturnSlip
from oms.tracking_numbers import Candidate, Reason
from tests.assistant.facts_of_money import refund_card

Facts = Callable[[str], dict[str, Any]]
TOKEN = "t" * 16
ENDS = (State.DELIVERED, State.LOST, State.RETURNED_TO_SENDER, State.DAMAGED_IN_POST)


def of_shipping(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template.

    Args:
        filled: a value of a type in which every text is the word.
        card: an order whose words are all the word.
    """

    def cards(word: str) -> list[ShipmentCard]:
        made: ShipmentCard = filled(ShipmentCard, word)
        boxes = tuple(dataclasses.replace(one, url="https://t.example/1") for one in made.boxes)
        return [dataclasses.replace(made, state=State.SHIPPED, boxes=boxes)] * 12

    def shipments(word: str) -> dict[str, Any]:
        outcome = ENDS[len(word) % len(ENDS)]
        return {
            "shipments": cards(word), "shipment": cards(word)[0], "order": word, "order_id": 1,
            "orders": (word,) * 30, "outcome": outcome, "words": WORDS[outcome], "carrier": word,
            "number": word, "location": word, "who": word, "token": TOKEN,
        }  # fmt: skip

    def found(word: str) -> dict[str, Any]:
        refund = refund_card(filled, word, "proposed" if len(word) % 2 else "sent")
        return shipments(word) | {"resent": [filled(Resent, word)] * 9, "refunds": [refund] * 9}

    def rounds(word: str) -> dict[str, Any]:
        ready = [filled(Ready, word)] * 30
        return {
            "rounds": [{"location": word, "orders": ready, "more": 3}] * 3, "orders": (word,) * 30,
            "left_out": [word] * 30, "lists": [filled(PickList, word)] * 3, "who": word,
            "token": TOKEN,
        }  # fmt: skip

    def tracking(word: str) -> dict[str, Any]:
        short = word[:60]  # numbers and carriers are checked before they stand on a button
        found = Candidate(short, short, short, tuple(Reason), wanted="7")
        return shipments(word) | {
            "plain": short, "named": "DPD", "found": [found] * 3, "others": [short] * 8,
        }  # fmt: skip

    return {
        "replies/pick_list": lambda word: {
            "location": word, "location_id": 1, "list": filled(PickList, word),
            "waiting": [filled(Ready, word)] * 30, "begun": 2,
        },
        "replies/start_picking": rounds,
        "replies/start_picking_done": rounds,
        "replies/start_picking_undone": rounds,
        "replies/stop_picking": shipments,
        "replies/stop_picking_done": shipments,
        "replies/pack_order_done": shipments,
        "replies/pack_order_undone": shipments,
        "replies/packing_slip": shipments,
        "replies/undo_shipment": shipments,
        "replies/undo_shipment_done": lambda word: shipments(word) | {"order": card(word)},
        "replies/carrier_collected": lambda word: shipments(word) | {"shipments": 3},
        "replies/carrier_collected_done": lambda word: shipments(word) | {"shipments": 1},
        "replies/add_tracking": tracking,
        "replies/set_tracking_done": shipments,
        "replies/set_tracking_undone": shipments,
        "replies/track_parcels": shipments,
        "replies/parcel_outcome": shipments,
        "replies/parcel_outcome_done": shipments,
        "replies/parcel_outcome_undone": shipments,
        "replies/parcel_found": found,
        "replies/parcel_found_done": found,
        "replies/parcel_found_undone": found,
        "replies/return_slip": lambda word: {"slip": filled(ReturnSlip, word)},
        "notices/to_pick": lambda word: {
            "location": word, "location_id": 1, "orders": 40, "units": 99, "waiting": 41,
            "new": [{"number": word, "customer": word, "units": 2, "late": True}] * 15,
        },
        "replies/reship_order": lambda word: found(word) | {"of": word},
        "replies/reship_order_done": lambda word: {
            "of": word, "orders": [card(word)] * 7, "who": word, "token": "",
        },
        "papers/pick_list": lambda word: {"slip": filled(PickList, word)},
        "papers/packing_slip": lambda word: {"slip": filled(PackingSlip, word)},
        "papers/figure": lambda word: {"slip": filled(FigureFile, word)},
        "replies/export_figure": lambda word: {"slip": filled(FigureFile, word), "means": word},
        "papers/return_slip": lambda word: {"slip": filled(ReturnSlip, word)},
    }  # fmt: skip
