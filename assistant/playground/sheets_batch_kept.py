"""Requests about what is kept beside the cells: names, protection, filters, colour rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assistant.playground.sheets_area import LIKE_A_CELL, area_of, grid_range, without_zero
from assistant.playground.sheets_batch_moves import reorder
from assistant.playground.sheets_colors import settled
from assistant.playground.sheets_errors import PROTECTED, BadRequest, Json
from assistant.playground.sheets_fields import change_mask, changed
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import EVERYBODY, Work, owner

NAME = re.compile(r"^[A-Za-z_]\w{0,249}$")
EVERYTHING: Json = {"*": {}}


def _add_named(work: Work, body: Json) -> Json:
    told = body["namedRange"]
    document, name = work.document, str(told.get("name") or "")
    _refuse_name(work, name)
    tab, _ = document.area(told["range"])
    made = {"namedRangeId": str(told.get("namedRangeId") or document.new_id()), "name": name,
            "range": without_zero({**told["range"], "sheetId": tab.id})}  # fmt: skip
    document.named = [*document.named, made]
    return {"addNamedRange": {"namedRange": made}}


def _refuse_name(work: Work, name: str, but: str = "") -> None:
    if not NAME.match(name) or LIKE_A_CELL.match(name) or name.upper() in {"TRUE", "FALSE"}:
        raise BadRequest(f"Invalid named range name: {name}")
    for one in work.document.named:
        if one["name"].lower() == name.lower() and one["namedRangeId"] != but:
            raise BadRequest(
                f"Cannot add named range with name {name}, a named range with that name already"
                " exists."
            )


def _update_named(work: Work, body: Json) -> None:
    told, wanted = body["namedRange"], change_mask(body.get("fields"))
    one = _the(work.document.named, "namedRangeId", told.get("namedRangeId"), "named range")
    after = changed(one, told, wanted)
    _refuse_name(work, after.get("name", ""), but=one["namedRangeId"])
    tab, _ = work.document.area(after["range"])
    after["range"] = without_zero({**after["range"], "sheetId": tab.id})
    work.document.named = [after if held is one else held for held in work.document.named]


def _delete_named(work: Work, body: Json) -> None:
    one = _the(work.document.named, "namedRangeId", body.get("namedRangeId"), "named range")
    work.document.named = [held for held in work.document.named if held is not one]


def _the(held: list[Json], key: str, wanted: Any, kind: str) -> Json:
    for one in held:
        if str(one[key]) == str(wanted):
            return one
    raise BadRequest(f"No {kind} with id: {wanted}")


def _add_protected(work: Work, body: Json) -> Json:
    told = changed({}, body["protectedRange"], EVERYTHING)
    _refuse_editors(told)
    tab = _home(work, told)
    made = {"protectedRangeId": int(told.pop("protectedRangeId", 0) or work.document.new_id()),
            **_protection(work, told)}  # fmt: skip
    tab.protected = [*tab.protected, made]
    return {"addProtectedRange": {"protectedRange": protection_for(work.by, made)}}


def _home(work: Work, told: Json) -> Tab:
    for hole in told.get("unprotectedRanges", []):
        work.document.area(hole)
    if "range" in told:
        return work.document.area(told["range"])[0]
    named = _the(work.document.named, "namedRangeId", told.get("namedRangeId"), "named range")
    return work.tab(named["range"])


def _refuse_editors(told: Json) -> None:
    if told.get("warningOnly") and told.get("editors"):
        raise BadRequest("ProtectedRange is warningOnly. Editors cannot be set on it.")


def _protection(work: Work, told: Json) -> Json:
    made = {key: held for key, held in told.items()
            if held not in ("", [], False) and key != "requestingUserCanEdit"}  # fmt: skip
    if "range" in made:
        made["range"] = without_zero(made["range"])
    if not told.get("warningOnly"):
        editors = told.get("editors") or {}
        # whoever protects a range can edit it, and so can the owner
        users = [*editors.get("users", []), work.by, owner(work.document)]
        unique = dict.fromkeys(one for one in users if one and one != EVERYBODY)
        made["editors"] = {key: held for key, held in editors.items() if held} | {
            "users": list(unique)
        }
    return made


def protection_for(by: str, held: Json) -> Json:
    """A protected range as one account sees it: who else may edit, only those who may."""
    if held.get("warningOnly") or by == EVERYBODY or by in held["editors"].get("users", []):
        return {**held, "requestingUserCanEdit": True}
    return {key: one for key, one in held.items() if key != "editors"}


def _protected(work: Work, wanted: Any) -> tuple[Tab, Json]:
    for tab in work.document.tabs:
        for one in tab.protected:
            if one["protectedRangeId"] == int(wanted or 0):
                if not protection_for(work.by, one).get("requestingUserCanEdit"):
                    raise BadRequest(PROTECTED)
                return tab, one
    raise BadRequest(f"No protected range with id: {wanted}")


def _update_protected(work: Work, body: Json) -> None:
    told = body["protectedRange"]
    tab, one = _protected(work, told.get("protectedRangeId"))
    after = changed(one, told, change_mask(body.get("fields")))
    if after.get("warningOnly") and not one.get("warningOnly"):
        after.pop("editors", None)
    _refuse_editors(after)
    home = _home(work, after)
    after = {**_protection(work, after), "protectedRangeId": one["protectedRangeId"]}
    tab.protected = [held for held in tab.protected if held is not one]
    home.protected = [*home.protected, after]


def _delete_protected(work: Work, body: Json) -> None:
    tab, one = _protected(work, body.get("protectedRangeId"))
    tab.protected = [held for held in tab.protected if held is not one]


def _set_filter(work: Work, body: Json) -> None:
    told = changed({}, body["filter"], EVERYTHING)
    tab, area = work.document.area(told.get("range") or {})
    if specs := told.get("sortSpecs"):
        work.refuse_protected(tab, area)
        bottom = min(area.bottom, tab.used()[0])
        reorder(
            tab, type(area)(area.top + 1, max(area.top + 1, bottom), area.left, area.right), specs
        )
    tab.filters = [{**told, "range": grid_range(tab, area)}]


def _clear_filter(work: Work, body: Json) -> None:
    work.tab(body).filters = []


def _add_view(work: Work, body: Json) -> Json:
    told = changed({}, body["filter"], EVERYTHING)
    tab, area = work.document.area(told.get("range") or {})
    number = sum(len(one.views) for one in work.document.tabs) + 1
    made = {"filterViewId": work.document.new_id(), "title": f"Filter {number}", **told,
            "range": grid_range(tab, area)}  # fmt: skip
    tab.views = [*tab.views, made]
    return {"addFilterView": {"filter": made}}


def _view(work: Work, wanted: Any) -> tuple[Tab, Json]:
    for tab in work.document.tabs:
        for one in tab.views:
            if one["filterViewId"] == int(wanted or 0):
                return tab, one
    raise BadRequest(f"No filter view with id: {wanted}")


def _update_view(work: Work, body: Json) -> None:
    tab, one = _view(work, body["filter"].get("filterViewId"))
    after = changed(one, body["filter"], change_mask(body.get("fields")))
    area_of(after["range"], tab)
    tab.views = [after if held is one else held for held in tab.views]


def _delete_view(work: Work, body: Json) -> None:
    tab, one = _view(work, body.get("filterId"))
    tab.views = [held for held in tab.views if held is not one]


def _duplicate_view(work: Work, body: Json) -> Json:
    tab, one = _view(work, body.get("filterId"))
    made = {**one, "filterViewId": work.document.new_id(), "title": f"Copy of {one['title']}"}
    tab.views = [*tab.views, made]
    return {"duplicateFilterView": {"filter": made}}


def _add_rule(work: Work, body: Json) -> None:
    tab, rule = _new_rule(work, body)
    rules, at = list(tab.conditional), body.get("index")
    rules.insert(len(rules) if at is None else _index(tab, at, len(rules)), rule)
    tab.conditional = rules


def _new_rule(work: Work, body: Json) -> tuple[Tab, Json]:
    rule = settled(changed({}, body["rule"], EVERYTHING))
    if not rule.get("ranges"):
        raise BadRequest("No ranges specified for the conditional format rule.")
    if not {"booleanRule", "gradientRule"} & set(rule):
        raise BadRequest("Either a booleanRule or a gradientRule must be specified.")
    tab, _ = work.document.area(rule["ranges"][0])
    for grid in rule["ranges"]:
        if work.document.area(grid)[0] is not tab:
            raise BadRequest("All ranges of a rule must be on the same sheet.")
    rule["ranges"] = [without_zero(grid) for grid in rule["ranges"]]
    return tab, rule


def _index(tab: Tab, told: Any, last: int) -> int:
    """The place of a rule among those of a tab, which is `last` at most."""
    index = int(told or 0)
    if not 0 <= index <= last:
        raise BadRequest(f"No conditional format on sheet: {tab.id} at index: {index}")
    return index


def _rule(work: Work, body: Json) -> tuple[Tab, int]:
    tab = work.tab(body)
    return tab, _index(tab, body.get("index"), len(tab.conditional) - 1)


def _update_rule(work: Work, body: Json) -> Json:
    tab, index = _rule(work, body)
    rules, old = list(tab.conditional), tab.conditional[index]
    if "newIndex" in body:
        new, to = old, _index(tab, body["newIndex"], len(rules) - 1)
        rules.insert(to, rules.pop(index))
    else:
        new, to = _new_rule(work, body)[1], index
        rules[index] = new
    tab.conditional = rules
    return {"updateConditionalFormatRule": {"newRule": new, "newIndex": to, "oldRule": old,
                                            "oldIndex": index}}  # fmt: skip


def _delete_rule(work: Work, body: Json) -> Json:
    tab, index = _rule(work, body)
    gone = tab.conditional[index]
    tab.conditional = [one for at, one in enumerate(tab.conditional) if at != index]
    return {"deleteConditionalFormatRule": {"rule": gone}}


def _add_banding(work: Work, body: Json) -> Json:
    told = settled(changed({}, body["bandedRange"], EVERYTHING))
    tab, _ = work.document.area(told["range"])
    made = {"bandedRangeId": int(told.get("bandedRangeId") or work.document.new_id()), **told,
            "range": without_zero(told["range"])}  # fmt: skip
    tab.bandings = [*tab.bandings, made]
    return {"addBanding": {"bandedRange": made}}


def _banding(work: Work, wanted: Any) -> tuple[Tab, Json]:
    for tab in work.document.tabs:
        for one in tab.bandings:
            if one["bandedRangeId"] == int(wanted or 0):
                return tab, one
    raise BadRequest(f"No banding with id: {wanted}")


def _update_banding(work: Work, body: Json) -> None:
    tab, one = _banding(work, body["bandedRange"].get("bandedRangeId"))
    after = settled(changed(one, body["bandedRange"], change_mask(body.get("fields"))))
    area_of(after["range"], tab)
    tab.bandings = [after if held is one else held for held in tab.bandings]


def _delete_banding(work: Work, body: Json) -> None:
    tab, one = _banding(work, body.get("bandedRangeId"))
    tab.bandings = [held for held in tab.bandings if held is not one]


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "addNamedRange": _add_named,
    "updateNamedRange": _update_named,
    "deleteNamedRange": _delete_named,
    "addProtectedRange": _add_protected,
    "updateProtectedRange": _update_protected,
    "deleteProtectedRange": _delete_protected,
    "setBasicFilter": _set_filter,
    "clearBasicFilter": _clear_filter,
    "addFilterView": _add_view,
    "updateFilterView": _update_view,
    "deleteFilterView": _delete_view,
    "duplicateFilterView": _duplicate_view,
    "addConditionalFormatRule": _add_rule,
    "updateConditionalFormatRule": _update_rule,
    "deleteConditionalFormatRule": _delete_rule,
    "addBanding": _add_banding,
    "updateBanding": _update_banding,
    "deleteBanding": _delete_banding,
}
