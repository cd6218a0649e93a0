"""The way to Google: signed in, at a pace that it allows, tried again while trouble passes.

The only file that imports gspread.
"""

from __future__ import annotations

import email.utils
import json
import random
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import gspread
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import RequestException, Response

from oms import clock
from oms.errors import ShopError
from sheets.pace import BURST, LOCALLY, PER_MINUTE, Pace

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
GOOGLE_SHEETS = "https://sheets.googleapis.com/"
GOOGLE_DRIVE = "https://www.googleapis.com/drive/"
TIMEOUTS = (5.0, 60.0)
TRIES, LONGEST_WAIT = 5, 20.0
DEADLINE = 90.0
"""Seconds after which a call is not tried again: the next pass asks again anyway."""
PASSING = {408, 429, 500, 502, 503, 504}
BAD_REQUEST, FORBIDDEN, NOT_FOUND = 400, 403, 404
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

    is_sure = False
    """The first and only try was refused, so that nothing of the call can be done any more."""

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
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """With the key of a service account.

        Args:
            key: as Google hands it out.
            url: where Sheets is served.
            pause: waits so many seconds.
            now: seconds since any moment.
        """
        credentials = _credentials(json.dumps(dict(key), sort_keys=True)).with_scopes(SCOPES)
        self._http = _client(credentials, url)
        per_minute, burst = (PER_MINUTE, BURST) if url == GOOGLE_SHEETS else (LOCALLY, LOCALLY)
        self._pace = Pace(per_minute, burst, pause=pause, now=now)
        self._pause, self._now = pause, now
        self._email = str(credentials.service_account_email)

    def call(self, kind: str, method: str, url: str, **given: Any) -> Response:
        """One call, tried again while the trouble is passing.

        Whoever changes something has to see through a refusal of the second try, where the first
        was done and only its answer was lost.

        Args:
            kind: read, write or drive, each of which Google counts by itself.
            method: of HTTP.
            url: at Google.
            given: `params` and `json`, as requests takes them.

        Raises:
            LedgerRefused: Google says no, and would again.
            LedgerUnreachable: the trouble did not pass.
        """
        given["params"] = {**given.get("params", {}), "prettyPrint": "false"}
        until = self._now() + DEADLINE
        for attempt in range(TRIES):
            self._pace.wait(kind)
            try:
                return self._http.request(method, url, **given)
            except APIError as fault:
                status = fault.response.status_code
                if status not in PASSING:
                    message = str(fault.error.get("message", ""))
                    remedy = self._remedy(kind, status, message)
                    refused = LedgerRefused(f"{status} {message}", status, remedy)
                    refused.is_sure = attempt == 0
                    raise refused from fault
                self._wait(attempt, until, f"Google answers {status}", fault.response)
            except (RequestException, TransportError) as fault:
                self._wait(attempt, until, type(fault).__name__)
            except RefreshError as fault:
                if not fault.retryable:
                    raise LedgerRefused(_said(fault), remedy=BAD_KEY) from fault
                self._wait(attempt, until, "Google does not sign us in")
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

    def _wait(self, attempt: int, until: float, why: str, response: Response | None = None) -> None:
        """Wait before the next try, as long as Google says where it does.

        Raises:
            LedgerUnreachable: this was the last try, or the next would come too late.
        """
        told = _told(response.headers.get("Retry-After", "")) if response is not None else None
        longest = min(LONGEST_WAIT, 0.25 * 2**attempt)
        seconds = random.uniform(0, longest) if told is None else told  # noqa: S311  jitter
        if attempt == TRIES - 1 or self._now() + seconds > until:
            raise LedgerUnreachable(why)
        self._pause(seconds)

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
        if status == FORBIDDEN:
            viewer = ", not as a viewer" if kind == "write" else ""
            return f"Share the spreadsheet with {self._email} as an editor{viewer}."
        if status == BAD_REQUEST:
            return ("It is tried again with the next change; should it be refused again,"
                    " `backroom ledger check` tells more.")  # fmt: skip
        return ""


def _said(fault: GoogleAuthError) -> str:
    """Why we are not signed in, without the answer that Google's client adds to it."""
    return str(fault.args[0]) if fault.args else str(fault)


def _told(retry_after: str) -> float | None:
    """Seconds to wait, told as such or as a date; None: neither."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - clock.now()).total_seconds())


@lru_cache(maxsize=4)
def _credentials(key: str) -> Credentials:
    """What signs with a key: to take one in takes 40 ms, and a program signs in more than once."""
    return Credentials.from_service_account_info(json.loads(key))  # type: ignore[no-untyped-call, no-any-return]


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
