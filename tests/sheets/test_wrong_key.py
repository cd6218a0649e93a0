"""A key that Google does not take."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assistant.playground.google_sheets import LocalSheets
from sheets.connection import LedgerRefused
from sheets.google import GoogleLedger


def test_a_key_of_another_account_is_refused_in_words(local_sheets: LocalSheets) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    key = {**local_sheets.service_account_info(), "private_key": pem}

    with pytest.raises(LedgerRefused) as refused:
        GoogleLedger(key, local_sheets.create("Ledger"), local_sheets.base_url).version()

    assert refused.value.message == (
        "Google refuses the spreadsheet: invalid_grant: Invalid JWT Signature."
    )
