"""Choosing locations: equal to trying everything, fewest parcels, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, combinations_with_replacement, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oms.allocation import Candidate, Choice, Policy, choose

LEEDS, YORK, HULL, BATH = 1, 2, 3, 4
MUG, LAMP, POT = 11, 12, 13
SKUS = (MUG, LAMP, POT)


def place(location_id: int, *free: int, rank: int = 0, abroad: bool = False) -> Candidate:
    return Candidate(location_id, dict(zip(SKUS, free, strict=False)), rank, abroad)


# --- what a person would do by trying everything -------------------------------------------------


@cache
def most_of(held: tuple[int, ...], wanted: int) -> int:
    """The most units of one SKU that these places can give, by trying every way to give them."""
    ways = product(*(range(max(0, units) + 1) for units in held))
    return max(total for way in ways if (total := sum(way)) <= wanted)


def tried_all(
    demand: dict[int, int], places: list[Candidate], most: int, sending: frozenset[int]
) -> tuple[int, int, int, int, tuple[int, ...]] | None:
    """The least (−units, parcels, ranks, abroad, ids) over all sets in which nobody idles."""
    found = []
    for size in range(1, len(places) + 1):
        for chosen in combinations(places, size):
            ids = tuple(sorted(one.location_id for one in chosen))
            units = filled(demand, chosen)
            idle = any(filled(demand, [x for x in chosen if x is not one]) == units
                       for one in chosen)  # fmt: skip
            parcels = len(sending.union(ids))
            if idle or parcels > max(most, len(sending)):
                continue
            ranks = sum(one.rank for one in chosen)
            found.append((-units, parcels, ranks, sum(one.abroad for one in chosen), ids))
    return min(found, default=None)


def filled(demand: dict[int, int], chosen: tuple[Candidate, ...] | list[Candidate]) -> int:
    if not chosen:
        return 0
    return sum(
        most_of(tuple(one.free.get(sku, 0) for one in chosen), wanted)
        for sku, wanted in demand.items()
    )


def agree(demand: dict[int, int], places: list[Candidate], most: int) -> None:
    """The choice is lawful, and as good as trying everything."""
    choice = choose(demand, places, Policy(most))
    best = tried_all(demand, places, most, frozenset())
    check_lawful(choice, demand, places)
    if best is None:
        assert not choice.parts
        return
    chosen = choice.best[0]
    assert (-chosen.units, chosen.parcels, chosen.rank, chosen.abroad) == best[:4]
    assert chosen.location_ids == best[4] or chosen.cover_days is not None
    assert set(choice.parts) == set(chosen.location_ids)


def check_lawful(choice: Choice, demand: dict[int, int], places: list[Candidate]) -> None:
    free = {one.location_id: one.free for one in places}
    for location_id, part in choice.parts.items():
        assert all(0 < units <= free[location_id][sku] for sku, units in part.items())
    for sku, wanted in demand.items():
        sent = sum(part.get(sku, 0) for part in choice.parts.values())
        assert sent + choice.backordered.get(sku, 0) == wanted


def cases(
    locations: int, skus: int, most_free: int, most_wanted: int
) -> Iterator[tuple[dict[int, int], list[Candidate]]]:
    """Every demand (up to the order of the SKUs) met with every stock of so many units."""
    for wanted in combinations_with_replacement(range(1, most_wanted + 1), skus):
        demand = dict(zip(SKUS, wanted, strict=False))
        for stock in product(range(most_free + 1), repeat=locations * skus):
            yield demand, [
                # two of the four share a rank, and one of these is abroad
                place(at + 1, *stock[at * skus : (at + 1) * skus],
                      rank=(0, 1, 1, 2)[at], abroad=at == 1)
                for at in range(locations)
            ]  # fmt: skip


SIZES = [(locations, skus) for locations in range(1, 5) for skus in range(1, 4)]


@pytest.mark.parametrize(("locations", "skus"), SIZES)
def test_the_choice_is_as_good_as_trying_everything(locations: int, skus: int) -> None:
    most_free = 1 if locations * skus >= 8 else 2
    for number, (demand, places) in enumerate(cases(locations, skus, most_free, 2)):
        agree(demand, places, most=number % locations + 1)


@pytest.mark.soak
@pytest.mark.parametrize(("locations", "skus"), SIZES)
def test_the_choice_is_as_good_as_trying_everything_in_all_larger_cases(
    locations: int, skus: int
) -> None:
    largest = locations * skus > 9  # 531,441 ways to stock the shelves, once each
    most_free, most_wanted = (2, 2) if largest else (3 if locations * skus < 9 else 2, 3)
    for number, (demand, places) in enumerate(cases(locations, skus, most_free, most_wanted)):
        for most in [number % locations + 1] if largest else range(1, locations + 1):
            agree(demand, places, most=most)


# --- invariant I-23 and the rest of what is promised, in open country ----------------------------

PLACES = st.lists(
    st.builds(
        place,
        st.integers(1, 9),
        st.integers(-3, 12),
        st.integers(-3, 12),
        st.integers(-3, 12),
        rank=st.integers(0, 3),
        abroad=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.location_id,
)
DEMAND = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 20), min_size=1)


@given(DEMAND, PLACES)
def test_it_never_fills_less_than_the_best_single_place_nor_takes_a_parcel_too_many(
    demand: dict[int, int], places: list[Candidate]
) -> None:
    choice = choose(demand, places)

    check_lawful(choice, demand, places)
    sent = sum(sum(part.values()) for part in choice.parts.values())
    assert sent >= max((filled(demand, [one]) for one in places), default=0)
    fewer = combinations(places, max(0, len(choice.parts) - 1))
    assert not sent or all(filled(demand, some) < sent for some in fewer)


@given(DEMAND, PLACES, st.randoms(use_true_random=False))
def test_equal_questions_get_equal_answers_in_whatever_order_the_places_come(
    demand: dict[int, int], places: list[Candidate], chance: Random
) -> None:
    shuffled = list(places)
    chance.shuffle(shuffled)

    assert choose(demand, shuffled) == choose(demand, places)


@given(DEMAND, PLACES, st.integers(1, 3), st.sets(st.integers(1, 9), max_size=3))
@settings(max_examples=60)
def test_places_that_send_anyway_cost_no_parcel_and_the_limit_holds(
    demand: dict[int, int], places: list[Candidate], most: int, anyway: set[int]
) -> None:
    choice = choose(demand, places, Policy(most), sending=frozenset(anyway))

    check_lawful(choice, demand, places)
    assert len(anyway.union(choice.parts)) <= max(most, len(anyway))
    best = tried_all(demand, places, most, frozenset(anyway))
    if best is not None:
        sent = sum(sum(part.values()) for part in choice.parts.values())
        assert (-sent, len(anyway.union(choice.parts))) == best[:2]


@given(DEMAND, PLACES)
def test_all_or_nothing_is_all_or_nothing(demand: dict[int, int], places: list[Candidate]) -> None:
    choice = choose(demand, places, Policy(1, complete=True))

    if any(filled(demand, [one]) == sum(demand.values()) for one in places):
        assert not choice.backordered
        assert len(choice.parts) == 1
    else:
        assert not choice.parts
        assert dict(choice.backordered) == demand


# --- each step of the order of preference --------------------------------------------------------


def test_asking_ten_of_six_and_twenty_takes_ten_not_sixteen() -> None:
    # given two places, either of which has some and one of which has all; taking the lesser of
    # what is wanted and what each has would promise 16
    choice = choose({MUG: 10}, [place(LEEDS, 6, rank=0), place(YORK, 20, rank=1)])

    assert choice.parts == {YORK: {MUG: 10}}
    assert choice.backordered == {}


def test_one_parcel_beats_two() -> None:
    stock = [place(LEEDS, 6, 0), place(HULL, 0, 3), place(YORK, 6, 3, rank=9)]

    choice = choose({MUG: 6, LAMP: 3}, stock)

    assert choice.parts == {YORK: {MUG: 6, LAMP: 3}}
    assert choice.decided_by == "parcels"


def test_only_what_the_first_place_leaves_open_comes_from_the_second() -> None:
    choice = choose({MUG: 10}, [place(LEEDS, 6), place(YORK, 7, rank=1)])

    assert choice.parts == {YORK: {MUG: 7}, LEEDS: {MUG: 3}}
    assert choice.backordered == {}
    assert choice.decided_by == "units"


def test_two_lines_of_the_same_goods_are_one_demand() -> None:
    assert choose({MUG: 3 + 3}, [place(LEEDS, 4)]).backordered == {MUG: 2}


def test_of_equals_the_place_that_the_channel_prefers_sends() -> None:
    choice = choose({MUG: 1}, [place(LEEDS, 4, rank=2), place(YORK, 1, rank=1)])

    assert choice.parts == {YORK: {MUG: 1}}
    assert [one.location_ids for one in choice.best] == [(YORK,), (LEEDS,)]
    assert choice.decided_by == "rank"


def test_a_place_in_the_country_of_the_order_beats_one_abroad_of_the_same_rank() -> None:
    choice = choose({MUG: 1}, [place(LEEDS, 4, abroad=True), place(YORK, 1)])

    assert choice.parts == {YORK: {MUG: 1}}
    assert choice.decided_by == "country"


def test_of_equals_the_place_where_the_rest_lasts_longer_sends() -> None:
    # given Leeds sells its mugs four times as fast
    def sold() -> dict[tuple[int, int], int]:
        return {(LEEDS, MUG): 28, (YORK, MUG): 7}

    choice = choose({MUG: 2}, [place(LEEDS, 9), place(YORK, 9)], sold=sold)

    assert choice.parts == {YORK: {MUG: 2}}
    assert [one.cover_days for one in choice.best] == [28, 7]
    assert choice.decided_by == "cover"


def test_what_was_sold_is_not_asked_where_nothing_depends_on_it() -> None:
    def never() -> dict[tuple[int, int], int]:
        raise AssertionError("asked")

    choice = choose({MUG: 2}, [place(LEEDS, 9), place(YORK, 9, rank=1)], sold=never)

    assert choice.parts == {LEEDS: {MUG: 2}}


def test_where_all_is_equal_the_place_that_was_there_first_sends() -> None:
    choice = choose({MUG: 2}, [place(YORK, 9), place(LEEDS, 9)])

    assert choice.parts == {LEEDS: {MUG: 2}}
    assert choice.decided_by == "id"


def test_the_three_best_sets_are_kept_and_none_with_idlers() -> None:
    stock = [place(LEEDS, 2, 0), place(YORK, 2, 1, rank=1), place(HULL, 0, 1, rank=2)]

    choice = choose({MUG: 2, LAMP: 1}, stock)

    assert [one.location_ids for one in choice.best] == [(YORK,), (LEEDS, HULL), (LEEDS,)]
    assert choice.best[1].parts == {LEEDS: {MUG: 2}, HULL: {LAMP: 1}}


def test_with_nothing_free_everything_waits() -> None:
    choice = choose({MUG: 2}, [place(LEEDS, -4), place(YORK, 0)])

    assert choice == Choice({}, {MUG: 2}, (), "none")


def test_an_order_that_ships_complete_keeps_what_it_could_have_had_in_its_reason() -> None:
    choice = choose({MUG: 4, LAMP: 1}, [place(LEEDS, 4, 0)], Policy(1, complete=True))

    assert choice.parts == {}
    assert choice.decided_by == "complete"
    assert choice.best[0].units == 4


def test_of_more_than_ten_places_the_ten_preferred_are_looked_at() -> None:
    crowd = [place(at, 1, rank=at) for at in range(1, 12)]

    choice = choose({MUG: 11}, crowd)

    assert len(choice.parts) == 10
    assert 11 not in choice.parts
