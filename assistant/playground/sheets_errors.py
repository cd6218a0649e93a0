"""What Google answers to a request that it does not take: code, status, words and details."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to"
    " remove protection if you need to edit."
)
PROJECT = "100000000001"


class BadRequest(Exception):
    """A refusal of the Sheets API, or of Drive where `reason` is told."""

    def __init__(
        self,
        message: str,
        code: int = 400,
        status: str = "INVALID_ARGUMENT",
        *,
        details: list[Json] | None = None,
        reason: Json | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        error: Json = {"code": code, "message": message}
        if reason is not None:
            # Drive says it in its older way: a list of errors, no status
            error["errors"] = [{"message": message, "domain": "global", **reason}]
        else:
            error["status"] = status
        if details:
            error["details"] = details
        self.body: Json = {"error": error}


def within(place: str, fault: BadRequest) -> BadRequest:
    """The same refusal, saying where in the request it lies."""
    error = fault.body["error"]
    return BadRequest(
        f"Invalid {place}: {fault}", fault.code, error.get("status", "INVALID_ARGUMENT"),
        details=error.get("details"),
    )  # fmt: skip


def invalid_value(field: str, kind: str, given: str) -> BadRequest:
    """A value of the wrong type, found before anything else of the request is looked at."""
    shown = f"Invalid value at '{field}' ({kind}), {given}"
    return BadRequest(shown, details=[_violation(field, shown)])


def unknown_name(name: str, field: str) -> BadRequest:
    """A field that the API does not have."""
    shown = (
        f"Invalid JSON payload received. Unknown name \"{name}\" at '{field}': Cannot find field."
    )
    return BadRequest(shown, details=[_violation(field, shown)])


def _violation(field: str, description: str) -> Json:
    return {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": field, "description": description}],
    }


def no_such_spreadsheet() -> BadRequest:
    """No spreadsheet has that id."""
    return BadRequest("Requested entity was not found.", 404, "NOT_FOUND")


def forbidden() -> BadRequest:
    """The spreadsheet is there, and not for this account."""
    return BadRequest("The caller does not have permission", 403, "PERMISSION_DENIED")


def no_such_file(file: str) -> BadRequest:
    """Drive has no such file, or not for this account: it does not say which."""
    return BadRequest(
        f"File not found: {file}.", 404,
        reason={"reason": "notFound", "location": "fileId", "locationType": "parameter"},
    )  # fmt: skip


def not_signed_in() -> BadRequest:
    """No token, or one that nobody was given."""
    return BadRequest(
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
        " cookie or other valid authentication credential. See"
        " https://developers.google.com/identity/sign-in/web/devconsole-project.",
        401, "UNAUTHENTICATED",
    )  # fmt: skip


def out_of_quota(kind: str, limit: int, *, per_user: bool) -> BadRequest:
    """Too many requests of a kind ("read" or "write") within a minute."""
    whole = " per user" if per_user else ""
    name = f"{kind.title()}RequestsPerMinutePer{'User' if per_user else 'Project'}"
    unit = "1/min/{project}/{user}" if per_user else "1/min/{project}"
    return BadRequest(
        f"Quota exceeded for quota metric '{kind.title()} requests' and limit '{kind.title()}"
        f" requests per minute{whole}' of service 'sheets.googleapis.com' for consumer"
        f" 'project_number:{PROJECT}'.",
        429, "RESOURCE_EXHAUSTED",
        details=[
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED",
             "domain": "googleapis.com",
             "metadata": {"service": "sheets.googleapis.com", "consumer": f"projects/{PROJECT}",
                          "quota_metric": f"sheets.googleapis.com/{kind}_requests",
                          "quota_limit": name, "quota_limit_value": str(limit),
                          "quota_location": "global", "quota_unit": unit}},
            {"@type": "type.googleapis.com/google.rpc.Help",
             "links": [{"description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quotas/help/request_increase"}]},
        ],
    )  # fmt: skip
