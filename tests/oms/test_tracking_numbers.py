"""Whose tracking number it may be: candidates with reasons, against published samples."""

from __future__ import annotations

import csv
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import config
from oms.tracking_numbers import Candidate, Reason, candidates

# format of the samples -> carrier and service as we name them
OURS = {
    "Amazon Logistics": ("Amazon", "Logistics"),
    "Amazon International": ("Amazon", "International"),
    "Canada Post (16)": ("Canada Post", "Parcel"),
    "Canpar (22)": ("Canpar", "Parcel"),
    "DHL Express": ("DHL", "Express"),
    "DHL Express (Piece ID)": ("DHL", "Express piece"),
    "DHL E-Commerce": ("DHL", "eCommerce"),
    "DHL E-Commerce (14)": ("DHL", "eCommerce, 14 digits"),
    "DPD (28)": ("DPD", "Barcode"),
    "DPD (14)": ("DPD", "Parcel with check character"),
    "FedEx Express (12)": ("FedEx", "Express"),
    "FedEx Express (34)": ("FedEx", "Express barcode"),
    "FedEx ASTRA (32)": ("FedEx", "Express barcode, older"),
    "FedEx Ground": ("FedEx", "Ground"),
    "FedEx Ground (SSCC-18)": ("FedEx", "Ground, serial carton"),
    "FedEx Ground 96 (22)": ("FedEx", "Ground barcode"),
    "FedEx Ground GSN": ("FedEx", "Ground barcode, 34 digits"),
    "GOFO Express (US)": ("GOFO", "United States"),
    "Landmark Global LTN": ("Landmark Global", "Parcel"),
    "LaserShip LX": ("LaserShip", "Parcel"),
    "LaserShip 1LS7 (15)": ("LaserShip", "1LS7"),
    "LaserShip 1LS7 (18)": ("LaserShip", "1LS7"),
    "LaserShip 1LSCX (15)": ("LaserShip", "1LSCX"),
    "Old Dominion": ("Old Dominion", "Freight"),
    "Old Dominion Guaranteed Shipment": ("Old Dominion", "Guaranteed"),
    "OnTrac": ("OnTrac", "Parcel"),
    "OnTrac D": ("OnTrac", "Parcel"),
    "Purolator (12)": ("Purolator", "Parcel"),
    "Purolator (alpha + 9)": ("Purolator", "Parcel, with letters"),
    "S10": ("", ""),
    "Spee-Dee (20)": ("Spee-Dee", "Parcel"),
    "UPS": ("UPS", "Parcel"),
    "UPS Waybill": ("UPS", "Waybill"),
    "USPS 20": ("USPS", "20 digits"),
    "USPS IMpb N": ("USPS", "IMpb"),
    "USPS IMpb C": ("USPS", "IMpb"),
    "USPS Legacy": ("USPS", ""),
    "Yodel": ("Yodel", "Parcel"),
    "YunExpress": ("YunExpress", "Parcel"),
}
LEGACY = ("IMpb, older", "IMpb without 91")


@cache
def samples() -> tuple[dict[str, str], ...]:
    """The published samples, valid and invalid, read where they lie."""
    path = config.from_environment().data / "tracking_numbers" / "tracking_numbers.csv"
    if not path.is_file():
        pytest.fail(
            f"The sample tracking numbers are not at {path}. "
            "Set BACKROOM_DATA to the folder that holds tracking_numbers/."
        )
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def of_its_format(sample: dict[str, str]) -> list[Candidate]:
    """The credible candidates for a sample that name the carrier and format it was published as."""
    carrier, service = OURS[sample["format"]]
    services = {
        "USPS Legacy": LEGACY,
        "S10": ("S10 GB", "S10 US"),
    }.get(sample["format"], (service,))
    return [
        found
        for found in candidates(sample["number"])
        if found.credible and found.carrier.startswith(carrier) and found.service in services
    ]


def test_every_valid_sample_of_every_format_is_recognised() -> None:
    valid = [sample for sample in samples() if sample["expected"] == "valid"]

    missed = [sample["number"] for sample in valid if not of_its_format(sample)]

    assert len(valid) > 100
    assert missed == []


def test_no_invalid_sample_passes_for_the_format_it_was_made_to_break() -> None:
    invalid = [sample for sample in samples() if sample["expected"] == "invalid"]

    passed = [sample["number"] for sample in invalid if of_its_format(sample)]

    assert len(invalid) > 40
    assert passed == []


def test_each_number_of_a_shape_of_its_own_names_its_carrier_first() -> None:
    wrong = [
        sample["number"]
        for sample in samples()
        if sample["expected"] == "valid" and of_its_format(sample)
        if Reason.OWN_SHAPE in of_its_format(sample)[0].reasons
        if candidates(sample["number"])[0] != of_its_format(sample)[0]
    ]

    assert wrong == []


def test_a_wrong_check_digit_is_said_with_the_right_one_and_not_taken_for_unknown() -> None:
    (found,) = candidates("1Z5R89390357567129")

    assert (found.carrier, found.credible, found.wanted) == ("UPS", False, "7")
    assert Reason.CHECK_WRONG in found.reasons


@pytest.mark.parametrize(
    "number", ["1Z5R89390357567127", "RB123456785GB", "9400111201080805483016"]
)
def test_each_single_wrong_digit_at_the_end_is_noticed(number: str) -> None:
    cut = number[:-3] if number.endswith("GB") else number[:-1]
    rest = number[len(cut) + 1 :]

    for digit in set("0123456789") - {number[len(cut)]}:
        assert not any(found.credible for found in candidates(cut + digit + rest))


def test_the_carrier_of_the_shipment_comes_first() -> None:
    fourteen = "15501234567890"

    assert candidates(fourteen)[0].carrier == "DPD"
    assert candidates(fourteen, carrier="dhl")[0].carrier == "DHL"
    assert candidates(fourteen, carrier="dhl")[0].reasons[0] == Reason.SHIPMENTS_CARRIER


def test_a_wrong_check_digit_stays_last_even_for_the_carrier_of_the_shipment() -> None:
    found = candidates("477179081230", carrier="Purolator")

    assert [one.carrier for one in found] == ["FedEx", "Purolator"]
    assert not found[1].credible


@pytest.mark.parametrize(
    "said",
    ["Royal Mail says RB 1234 5678 5GB, thanks", "tracking: rb-123456785-gb", "RB123456785GB"],
)
def test_a_number_is_found_in_a_sentence_however_it_is_spaced(said: str) -> None:
    assert [(one.carrier, one.number) for one in candidates(said)] == [
        ("Royal Mail", "RB123456785GB")
    ]


@pytest.mark.parametrize("country", ["UK", "QQ", "XX"])
def test_an_s10_number_must_end_in_a_country_that_has_a_post(country: str) -> None:
    assert candidates(f"RB123456785{country}") == ()


def test_what_only_the_barcode_adds_is_not_part_of_the_number() -> None:
    (found,) = candidates("420 78745 9400111206206406260787")

    assert found.number == "9400111206206406260787"


@pytest.mark.parametrize("said", ["", "where is my parcel", "5012345678900", "114-3941689-8772232"])
def test_words_barcodes_and_amazon_order_numbers_are_nobodys_parcel(said: str) -> None:
    assert not any(found.credible for found in candidates(said))


@given(st.text(max_size=80), st.sampled_from([None, "DPD", "Royal Mail"]))
@example("1Z" * 200, None)
@example("٣" * 12, None)
@example("1 2 3 4 5 6 7 8 9 0 " * 15, "DPD")
def test_any_text_gives_an_answer_and_always_the_same(text: str, carrier: str | None) -> None:
    found = candidates(text, carrier=carrier)

    assert found == candidates(text, carrier=carrier)
    assert len({(one.carrier, one.service) for one in found}) == len(found)
    credible = [one.credible for one in found]
    assert credible == sorted(credible, reverse=True)
