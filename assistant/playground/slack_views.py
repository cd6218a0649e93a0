"""Modals of the local Slack: a stack of up to three a person, what stands in their fields, errors.

A field that nobody touched is sent along empty, or with what the app put into it. What a client of
Slack refuses by itself (a required field left empty, a number out of bounds) never reaches the app.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from assistant.playground import slack_blocks
from assistant.playground.slack_workspace import APP, BOT, Json, Refused, Workspace

TRIGGER_SECONDS = 3.0
DEEPEST = 3
MOST_OPTIONS = 100
REQUIRED, NO_NUMBER = "Please complete this required field.", "Enter a whole number."
CARRIES = {
    "plain_text_input": "value", "number_input": "value", "email_text_input": "value",
    "url_text_input": "value", "static_select": "selected_option",
    "external_select": "selected_option", "radio_buttons": "selected_option",
    "multi_static_select": "selected_options", "multi_external_select": "selected_options",
    "checkboxes": "selected_options", "datepicker": "selected_date", "timepicker": "selected_time",
    "datetimepicker": "selected_date_time", "users_select": "selected_user",
    "conversations_select": "selected_conversation", "channels_select": "selected_channel",
}  # fmt: skip
"""Element -> the key under which the state of a view carries what stands in it."""
STARTS = {
    "value": "initial_value", "selected_option": "initial_option",
    "selected_options": "initial_options", "selected_date": "initial_date",
    "selected_time": "initial_time", "selected_date_time": "initial_date_time",
    "selected_user": "initial_user", "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
}  # fmt: skip


class Views:
    """The modals that are open, by person; the one on top is the one that is seen."""

    def __init__(self, workspace: Workspace) -> None:
        self._space = workspace

    def open(self, given: Json, *, push: bool) -> Json:
        """Open a modal, or put one on top of those that are open.

        Raises:
            Refused: the trigger is old, used or none; the stack is full; the view is none.
        """
        user = self._triggered_by(str(given.get("trigger_id")))
        stack = self._space.stacks.setdefault(user, [])
        if push and not stack:
            raise Refused("invalid_arguments", response_metadata={"messages": ["no open view"]})
        if push and len(stack) >= DEEPEST:
            raise Refused("push_limit_reached")
        shown = self._checked(given.get("view") or {})
        if not push:
            self._forget(user)
        return {"view": self._put_on_top(user, shown)}

    def update(self, given: Json) -> Json:
        """Show something else in a modal that is open; what was typed into a field stays there.

        Raises:
            Refused: it is closed, was changed meanwhile, or the new view is none.
        """
        known = self._found(given)
        if given.get("hash") and given["hash"] != known["hash"]:
            raise Refused("hash_conflict")
        return {"view": self._change(known, self._checked(given.get("view") or {}, known))}

    def sent(self, view: Json, typed: Json) -> Json:
        """A modal as it is sent: with every field, those that nobody touched too."""
        values = {}
        for block in _inputs(view):
            element, block_id = block["element"], block["block_id"]
            action = str(element["action_id"])
            values[block_id] = {action: typed.get(block_id, {}).get(action) or _untouched(element)}
        view["state"] = {"values": values}
        return view

    def refused_by_client(self, view: Json) -> Json:
        """What Slack says below fields without asking the app; empty: the modal is sent."""
        found = {}
        for block in _inputs(view):
            element = block["element"]
            told = view["state"]["values"][block["block_id"]][element["action_id"]]
            stands = told.get(CARRIES.get(element["type"], "value"))
            if stands in (None, "", []):
                if not block.get("optional"):
                    found[block["block_id"]] = REQUIRED
            elif element["type"] == "number_input" and (wrong := _out_of_bounds(element, stands)):
                found[block["block_id"]] = wrong
        return found

    def answered(self, view: Json, answer: Json) -> Json:
        """Do with a modal what the app answered to it; gives what the person sees.

        Raises:
            Refused: Slack cannot do what was answered; the person sees that something went wrong.
        """
        action = answer.get("response_action")
        if action == "errors":
            own = {block["block_id"] for block in _inputs(view)}
            errors = answer.get("errors") or {}
            if not errors or not errors.keys() <= own:
                raise Refused("errors of no field of the view")
            return {"errors": errors}
        if action == "update":
            self._change(view, self._checked(answer.get("view") or {}, view))
            return {"updated": True}
        if action == "push":
            if len(self._space.stacks[view["user"]]) >= DEEPEST:
                raise Refused("push_limit_reached")
            self._put_on_top(view["user"], self._checked(answer.get("view") or {}))
            return {"pushed": True}
        if action not in {None, "clear"}:
            raise Refused(f"no response_action {action}")
        self.close(view, clear=action == "clear")
        return {"closed": True}

    def close(self, view: Json, *, clear: bool) -> list[Json]:
        """Take a modal off, with `clear` all of them; gives those that are closed."""
        stack = self._space.stacks.get(view["user"], [])
        gone = list(stack) if clear else [view["id"]]
        closed = [one for known in gone if (one := self._space.views.pop(known, None))]
        self._space.stacks[view["user"]] = [one for one in stack if one not in gone]
        left = self._space.stacks[view["user"]]
        below = self._space.views[left[-1]] if left else {}
        self._space.tell({"type": "view", "user": view["user"], "view": below})
        return closed

    def offered(self, answer: Json) -> list[Json]:
        """The options that an app answered with, as far as Slack shows them.

        Raises:
            Refused: there are too many, or one is none.
        """
        options = answer.get("options")
        if not isinstance(options, list) or len(options) > MOST_OPTIONS:
            raise Refused("invalid options")
        if wrong := slack_blocks.option_problems(options):
            raise Refused(wrong[0])
        return options

    def _triggered_by(self, trigger: str) -> str:
        if trigger not in self._space.triggers:
            raise Refused("invalid_trigger_id")
        user, made = self._space.triggers[trigger]
        if not user:
            raise Refused("exchanged_trigger_id")
        self._space.triggers[trigger] = ("", made)
        if time.time() - made > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        return user

    def _checked(self, view: Json, instead: Json | None = None) -> Json:
        found = slack_blocks.view_problems(view)
        if view.get("type") == "home":
            found.append("must be a modal [json-pointer:/view/type]")
        if found:
            raise Refused("invalid_arguments", response_metadata={"messages": found})
        named = view.get("external_id")
        others = (one for one in self._space.views.values() if one is not instead)
        if named and any(one.get("external_id") == named for one in others):
            raise Refused("duplicate_external_id")
        return view

    def _found(self, given: Json) -> Json:
        by_id = self._space.views.get(str(given.get("view_id")))
        external = given.get("external_id")
        named = (one for one in self._space.views.values() if one.get("external_id") == external)
        known = by_id or (next(named, None) if external else None)
        if known is None or known["type"] != "modal":
            raise Refused("not_found")
        return known

    def _put_on_top(self, user: str, shown: Json) -> Json:
        stack = self._space.stacks.setdefault(user, [])
        view_id = self._space.number("V")
        stack.append(view_id)
        placed = {"id": view_id, "user": user, "root_view_id": stack[0],
                  "previous_view_id": stack[-2] if len(stack) > 1 else None}  # fmt: skip
        return self._kept(placed, shown, {})

    def _change(self, known: Json, shown: Json) -> Json:
        """The same modal with other contents; a field that is still there keeps what was typed."""
        names = ("id", "user", "root_view_id", "previous_view_id")
        typed = known["state"]["values"]
        return self._kept({name: known[name] for name in names}, shown, typed)

    def _kept(self, placed: Json, shown: Json, typed: Json) -> Json:
        numbered = [_named(number, one) for number, one in enumerate(shown["blocks"])]
        made = {
            "team_id": self._space.team,
            "app_id": APP,
            "bot_id": BOT,
            "hash": self._space.number("h"),
        }
        view = {**shown, "blocks": numbered, **placed, **made, "state": {"values": {}}}
        self._space.views[view["id"]] = self.sent(view, typed)
        self._space.tell({"type": "view", "user": view["user"], "view": view})
        return view

    def _forget(self, user: str) -> None:
        for known in self._space.stacks.pop(user, []):
            self._space.views.pop(known, None)


def _named(number: int, block: Json) -> Json:
    """A block with the ids that Slack makes up where the app gave none."""
    made = {"block_id": f"b{number}", **block}
    if block["type"] == "input":
        made["element"] = {"action_id": f"a{number}", **block["element"]}
    return made


def _inputs(view: Json) -> Iterator[Json]:
    return (block for block in view["blocks"] if block["type"] == "input")


def _untouched(element: Json) -> Json:
    key = CARRIES.get(element["type"], "value")
    nothing: Any = [] if key.endswith("s") else None
    return {"type": element["type"], key: element.get(STARTS[key], nothing)}


def _out_of_bounds(element: Json, stands: str) -> str:
    try:
        number = float(stands)
    except ValueError:
        return NO_NUMBER
    if not element["is_decimal_allowed"] and not number.is_integer():
        return NO_NUMBER
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Enter {least} or more."
    return f"Enter {most} or less." if most is not None and number > float(most) else ""
