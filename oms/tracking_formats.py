"""What the tracking numbers of the carriers look like: shape, check digit, the part that is kept.

Source: UPU standard S10; the carriers' public descriptions of their labels; where there is none,
the shape that the published samples of a carrier share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from oms import tracking_checks as checks

AMAZON, CANADA_POST, DHL, DPD, EVRI = "Amazon", "Canada Post", "DHL", "DPD", "Evri"
FEDEX, LASERSHIP, OLD_DOMINION, ONTRAC = "FedEx", "LaserShip", "Old Dominion", "OnTrac"
PARCELFORCE, PUROLATOR, ROYAL_MAIL = "Parcelforce", "Purolator", "Royal Mail"
UPS, USPS, YODEL = "UPS", "USPS", "Yodel"
POST = "Postal service"
"""Whoever carries the post of the country that an S10 number names."""


@dataclass(frozen=True)
class Format:
    """One kind of number of one carrier.

    `shape` is matched with the whole number, without blanks, in capitals. Its group `number` is
    what the carrier goes by (default: all of it), its group `body` what the check character `check`
    is computed from. `distinct`: it has letters or a fixed beginning, so that other numbers of a
    shop (orders, telephones, barcodes) hardly ever look like it.
    """

    carrier: str
    service: str
    shape: re.Pattern[str]
    rule: Callable[[str], str] | None = None
    distinct: bool = False


def _format(
    carrier: str,
    service: str,
    shape: str,
    rule: Callable[[str], str] | None = None,
    *,
    distinct: bool = False,
) -> Format:
    return Format(carrier, service, re.compile(shape), rule, distinct)


# the direction for a parcel that USPS prints before the number: 420 and a ZIP of 5 or 9 digits
ZIP = r"(?:420\d{5}(?:\d{4})?)?"

FORMATS = (
    _format(
        UPS, "Parcel", r"1Z(?P<body>[A-Z0-9]{8}\d{7})(?P<check>\d)", checks.once_and_twice,
        distinct=True,
    ),
    _format(
        UPS, "Waybill", r"[AHJKTV](?P<body>\d{9})(?P<check>\d)", checks.once_and_twice,
        distinct=True,
    ),
    _format(
        POST, "S10", r"[A-Z]{2}(?P<body>\d{8})(?P<check>\d)(?P<country>[A-Z]{2})", checks.s10,
        distinct=True,
    ),
    _format(
        USPS, "IMpb",
        ZIP + r"(?P<number>(?P<body>9[2345](?=\d*[1-9])(?:\d{19}|\d{23}))(?P<check>\d))",
        checks.gs1, distinct=True,
    ),
    _format(
        USPS, "IMpb, older", ZIP + r"(?P<number>(?P<body>91\d{19})(?P<check>\d))", checks.gs1,
        distinct=True,
    ),
    _format(USPS, "IMpb without 91", r"(?P<body>7\d{18})(?P<check>\d)", checks.gs1_after_91),
    _format(USPS, "20 digits", r"(?P<body>[07]\d{18})(?P<check>\d)", checks.gs1),
    _format(
        FEDEX, "Express barcode",
        r"1[01]\d{20}(?P<number>(?P<body>\d{11})(?P<check>\d))", checks.three_one_seven,
    ),
    _format(
        FEDEX, "Ground barcode, 34 digits",
        r"96[23]2\d{18}(?P<number>(?P<body>\d{11})(?P<check>\d))", checks.three_one_seven,
        distinct=True,
    ),
    _format(
        FEDEX, "Express barcode, older",
        r"\d{16}(?P<number>(?P<body>\d{11})(?P<check>\d))\d{4}", checks.three_one_seven,
    ),
    _format(
        FEDEX, "Ground barcode", r"96\d{5}(?P<number>(?P<body>\d{14})(?P<check>\d))", checks.gs1,
        distinct=True,
    ),
    _format(FEDEX, "Express", r"(?P<body>\d{11})(?P<check>\d)", checks.three_one_seven),
    _format(FEDEX, "Ground", r"(?P<body>\d{14})(?P<check>\d)", checks.gs1),
    _format(FEDEX, "Ground, serial carton", r"(?P<body>00\d{15})(?P<check>\d)", checks.gs1),
    _format(
        DPD, "Barcode",
        r"(?P<body>[A-Z0-9]{7}(?P<number>\d{14})\d{6})(?P<check>[A-Z0-9])", checks.mod_37_36,
    ),
    _format(
        DPD, "Parcel with check character", r"(?P<number>(?P<body>\d{14}))(?P<check>[A-Z0-9])",
        checks.mod_37_36,
    ),
    _format(DPD, "Parcel", r"\d{14}"),
    _format(DHL, "Express", r"(?P<body>\d{9,10})(?P<check>\d)", checks.modulo_7),
    _format(DHL, "Express piece", r"JJD\d{10}", distinct=True),
    _format(DHL, "eCommerce", r"GM\d{16,18}", distinct=True),
    _format(DHL, "eCommerce, 14 digits", r"\d{14}"),
    _format(EVRI, "Parcel", r"[A-Z]\d{2}[A-Z0-9]{3}\d{10}", distinct=True),
    _format(EVRI, "Parcel, 16 digits", r"\d{16}"),
    _format(YODEL, "Parcel", r"JJ?D\d{16}", distinct=True),
    _format(PARCELFORCE, "Parcel", r"[A-Z]{2}\d{7}", distinct=True),
    _format(PARCELFORCE, "Parcel, with account", r"[A-Z]{4}\d{10}", distinct=True),
    _format(AMAZON, "Logistics", r"TB[ACM]\d{12}", distinct=True),
    _format(AMAZON, "International", r"C\d{10}", distinct=True),
    _format(CANADA_POST, "Parcel", r"(?P<body>\d{15})(?P<check>\d)", checks.gs1),
    _format("Canpar", "Parcel", r"[DLS]\d{21}", distinct=True),
    _format("GOFO", "United States", r"GFUS\d{14}", distinct=True),
    _format("Landmark Global", "Parcel", r"LTN\d{8}N\d", distinct=True),
    _format(LASERSHIP, "Parcel", r"L[AEHX][1-3]\d{7}", distinct=True),
    _format(LASERSHIP, "1LS7", r"1LS7\d{11}(?:\d-\d)?", distinct=True),
    _format(LASERSHIP, "1LSCX", r"1LSCX[A-Z0-9]{10}", distinct=True),
    _format(OLD_DOMINION, "Freight", r"(?P<body>[0-79]\d{9})(?P<check>\d)", checks.luhn),
    _format(OLD_DOMINION, "Guaranteed", r"(?P<body>8\d{9})(?P<check>\d)", checks.luhn),
    _format(
        ONTRAC, "Parcel", r"(?P<body>[CD]\d{13})(?P<check>\d)", checks.once_and_twice, distinct=True
    ),
    _format(PUROLATOR, "Parcel", r"(?P<body>\d{11})(?P<check>\d)", checks.luhn),
    _format(PUROLATOR, "Parcel, with letters", r"[A-Z]{3}\d{9}", distinct=True),
    _format("Spee-Dee", "Parcel", r"SP\d{18}", distinct=True),
    _format("YunExpress", "Parcel", r"YT\d{16}", distinct=True),
)  # fmt: skip

S10_CARRIERS = {"GB": ROYAL_MAIL, "US": USPS, "CA": CANADA_POST}
"""The post of a country, where a parcel of ours is followed under a name of its own."""

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS
    IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG
    MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG
    PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST
    SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK
    YE YT ZA ZM ZW
    """.split()  # noqa: SIM905  two letters a country read better so than 230 strings
)
"""Countries whose post numbers parcels by S10; the United Kingdom is GB there, never UK."""
