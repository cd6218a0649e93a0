"""Finding products and places from what people type: forgiving, but never a guess."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import catalogue
from oms.catalogue import AmbiguousSku, UnknownChannel
from oms.errors import UnknownLocation, UnknownSku
from oms.tables.catalogue import Location, Sku, SkuAlias


@pytest.mark.parametrize(
    "said",
    ["MUG-BLU", "mug-blu", " Mug-Blu ", "blue mug", "blue mugs", "Blue  MUGS", "mug blue",
     "bleu mug", "blue mgu", "5012345678900"],
)  # fmt: skip
def test_a_product_is_found_by_code_title_barcode_or_a_near_spelling(
    sqlite_books: Session, said: str
) -> None:
    assert catalogue.sku(sqlite_books, said).code == "MUG-BLU"


def test_an_alias_names_its_product(sqlite_books: Session) -> None:
    lamp = sqlite_books.scalars(select(Sku).where(Sku.code == "LAMP-1")).one()
    sqlite_books.add(SkuAlias(sku_id=lamp.id, alias_key="DESK LIGHT"))

    assert catalogue.sku(sqlite_books, "desk light").code == "LAMP-1"


def test_words_that_fit_two_products_name_both_and_choose_neither(sqlite_books: Session) -> None:
    with pytest.raises(AmbiguousSku) as refusal:
        catalogue.sku(sqlite_books, "mug")

    assert {found.code for found in refusal.value.candidates} == {"MUG-BLU", "MUG-RED"}


def test_a_word_that_fits_nothing_is_refused_with_the_nearest(sqlite_books: Session) -> None:
    with pytest.raises(UnknownSku) as refusal:
        catalogue.sku(sqlite_books, "green mug")

    assert any("mug" in near for near in refusal.value.nearest)


@pytest.mark.parametrize("said", ["", "the", "%", "'; DROP TABLE skus; --", "x" * 5000])
def test_nonsense_is_refused_and_harms_nothing(sqlite_books: Session, said: str) -> None:
    with pytest.raises(UnknownSku):
        catalogue.sku(sqlite_books, said)


def test_a_product_added_later_is_found_at_once(sqlite_books: Session) -> None:
    assert catalogue.find(sqlite_books, "green vase") == []

    catalogue.add_sku(sqlite_books, "VASE-GRN", "Green vase")
    sqlite_books.flush()

    assert [found.code for found in catalogue.find(sqlite_books, "green vases")] == ["VASE-GRN"]


@pytest.mark.parametrize("said", ["Leeds", "leeds", "LEEDS", "leds", " Leeeds "])
def test_a_place_is_found_by_name_or_near_it(sqlite_books: Session, said: str) -> None:
    assert catalogue.location(sqlite_books, said).code == "LEEDS"


def test_an_unknown_place_is_refused_with_those_there_are(sqlite_books: Session) -> None:
    with pytest.raises(UnknownLocation, match="Leeds, York, Hull"):
        catalogue.location(sqlite_books, "Paris")


def test_a_closed_place_is_not_offered(sqlite_books: Session) -> None:
    hull = sqlite_books.scalars(select(Location).where(Location.code == "HULL")).one()
    hull.active = False

    assert [place.code for place in catalogue.locations(sqlite_books)] == ["LEEDS", "YORK"]


def test_an_unknown_channel_is_refused_with_those_there_are(sqlite_books: Session) -> None:
    with pytest.raises(UnknownChannel, match="website"):
        catalogue.channel(sqlite_books, "amazon")
