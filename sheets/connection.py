"""The way to Google: signed in, at a pace that it allows, tried again while trouble passes.

The only file that imports gspread.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import gspread
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import RequestException, Response

from oms.errors import ShopError
from sheets.pace import Pace

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
GOOGLE_SHEETS = "https://sheets.googleapis.com/"
GOOGLE_DRIVE = "https://www.googleapis.com/drive/"
TIMEOUTS = (5.0, 60.0)
TRIES, LONGEST_WAIT = 5, 20.0
PASSING = {408, 429, 500, 502, 503, 504}
FORBIDDEN, NOT_FOUND = 403, 404
BAD_KEY = (
    "Make a new key for the service account, put its file where GOOGLE_SERVICE_ACCOUNT_FILE says,"
    " and see that this machine's clock is right."
)


class LedgerUnreachable(ShopError):
    """The spreadsheet does not answer; the rest goes on without it."""

    code = "ledger_unreachable"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The spreadsheet is out of reach: {why}.",
            remedy="Everything else works on; it is tried again by itself.",
        )


class LedgerRefused(ShopError):
    """Google does not let us read or write the spreadsheet."""

    code = "ledger_refused"

    def __init__(self, why: str, status: int = 0, remedy: str = "") -> None:
        self.status, self.why = status, why.rstrip(".")
        super().__init__(
            f"Google refuses the spreadsheet: {self.why}.",
            remedy=remedy
            or "Check BACKROOM_LEDGER_ID, and share the spreadsheet with the service"
            " account as an editor.",
        )


class Connection:
    """Signed in to Google, or to a local server of the same speech, at a pace that it allows."""

    def __init__(
        self,
        key: Mapping[str, Any],
        url: str = GOOGLE_SHEETS,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """With the key of a service account; `url` is where Sheets is served."""
        credentials = Credentials.from_service_account_info(dict(key), scopes=SCOPES)  # type: ignore[no-untyped-call]
        self._http = _client(credentials, url)
        self._pace, self._pause = Pace(pause=pause), pause
        self._email = str(credentials.service_account_email)

    def call(self, kind: str, method: str, url: str, **given: Any) -> Response:
        """One call, tried again while the trouble is passing; every call here is harmless twice.

        Args:
            kind: read, write or drive, each of which Google counts by itself.
            method: of HTTP.
            url: at Google.
            given: `params` and `json`, as requests takes them.

        Raises:
            LedgerRefused: Google says no, and would again.
            LedgerUnreachable: the trouble did not pass.
        """
        for attempt in range(TRIES):
            self._pace.wait(kind)
            try:
                return self._http.request(method, url, **given)
            except APIError as fault:
                status = fault.response.status_code
                if status not in PASSING:
                    message = str(fault.error.get("message", ""))
                    remedy = self._remedy(kind, status, message)
                    raise LedgerRefused(f"{status} {message}", status, remedy) from fault
                self._wait(attempt, f"Google answers {status}", fault.response)
            except (RequestException, TransportError) as fault:
                self._wait(attempt, type(fault).__name__, None)
            except RefreshError as fault:
                if not fault.retryable:
                    raise LedgerRefused(str(fault), remedy=BAD_KEY) from fault
                self._wait(attempt, "Google does not sign us in", None)
            except GoogleAuthError as fault:
                raise LedgerRefused(str(fault), remedy=BAD_KEY) from fault
        raise LedgerUnreachable("it did not answer")

    def once(self, method: str, url: str, **given: Any) -> Response:
        """One call at no pace and whatever comes of it, for who asks what Google does then.

        Raises:
            LedgerUnreachable: there is no answer.
        """
        try:
            return self._http.request(method, url, **given)
        except APIError as fault:
            return fault.response
        except (RequestException, GoogleAuthError) as fault:
            raise LedgerUnreachable(type(fault).__name__) from fault

    def _wait(self, attempt: int, why: str, response: Response | None) -> None:
        if attempt == TRIES - 1:
            raise LedgerUnreachable(why)
        told = response.headers.get("Retry-After") if response is not None else None
        longest = min(LONGEST_WAIT, 0.25 * 2**attempt)
        self._pause(float(told) if told else random.uniform(0, longest))  # noqa: S311  jitter

    def _remedy(self, kind: str, status: int, message: str) -> str:
        """What to do about a refusal; "" where Google's words have to do."""
        if "has not been used" in message or "is disabled" in message:
            return ("Enable the Google Sheets API and the Google Drive API in the Google project"
                    " of the key, and try again in a few minutes.")  # fmt: skip
        if status == NOT_FOUND and kind != "drive":
            return ("Check BACKROOM_LEDGER_ID: it is what stands between /d/ and /edit in the"
                    " address of the spreadsheet.")  # fmt: skip
        if status == NOT_FOUND:
            return f"Check BACKROOM_LEDGER_ID, and share the spreadsheet with {self._email}."
        if status == FORBIDDEN and kind == "write":
            return f"Share the spreadsheet with {self._email} as an editor, not as a viewer."
        if status == FORBIDDEN:
            return f"Share the spreadsheet with {self._email} as an editor."
        return ""


def _client(credentials: Credentials, url: str) -> HTTPClient:
    class Client(HTTPClient):
        """gspread's client with time limits, at the address that was configured."""

        def request(self, method: str, endpoint: str, *given: Any, **named: Any) -> Response:
            if url != GOOGLE_SHEETS:
                endpoint = endpoint.replace(GOOGLE_SHEETS, url).replace(
                    GOOGLE_DRIVE, f"{url}drive/"
                )
            answer: Response = super().request(method, endpoint, *given, **named)
            return answer

    made = gspread.Client(auth=credentials, http_client=Client).http_client
    made.set_timeout(TIMEOUTS)
    return made
