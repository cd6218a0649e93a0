"""`backroom staff`: who may ask and do what."""

from __future__ import annotations

import re

import click

from assistant.cli import configured, told
from assistant.opening import opened
from oms import money_words, settings, staff
from oms.values import money

MEMBER = re.compile(r"(?:T[A-Z0-9]+/)?[UW][A-Z0-9]*")
"""Of another workspace than the shop's own with its id before it."""
ALL, NONE, NOTHING = "all", "none", "0"


@click.group("staff")
def staff_command() -> None:
    """Who may ask and do what."""


def _member_id(_context: click.Context, _argument: click.Parameter, said: str) -> str:
    if not MEMBER.fullmatch(said):
        wanted = "a member id such as U0123ABCD: in Slack, open their profile, Copy member ID."
        raise click.BadParameter(f"“{said}” is not {wanted}")
    return said


def _not_blank(_context: click.Context, _argument: click.Parameter, said: str) -> str:
    if not said.strip():
        raise click.BadParameter("it is empty.")
    return said.strip()


@staff_command.command("add")
@click.argument("slack_id", callback=_member_id)
@click.argument("name", callback=_not_blank)
@click.argument("role")
@told
def add(slack_id: str, name: str, role: str) -> None:
    """Add somebody, or change their role: backroom staff add U0123 "Sam Reed" picker"""
    with opened(configured()).writing() as books:
        who = staff.add(books, name=name, slack_user_id=slack_id, role=role)
    click.echo(f"{who.name} is {role}.")


@staff_command.command("list")
@told
def everybody() -> None:
    """List everybody who has a role, and the places they are bound to."""
    with opened(configured()).reading() as books:
        for who in staff.everybody(books):
            bound = "" if who.places is None else f"  only at {', '.join(who.places.values())}"
            click.echo(f"{who.slack_user_id}  {who.name}  {who.role}{bound}")


@staff_command.command("places")
@click.argument("slack_id")
@click.argument("codes")
@told
def places(slack_id: str, codes: str) -> None:
    """Let somebody act at some places only: backroom staff places U0123 LEEDS,YORK (or all)"""
    wanted = None if codes == ALL else [code.strip() for code in codes.split(",")]
    with opened(configured()).writing() as books:
        who = staff.bind(books, slack_id, wanted)
    where = "everywhere" if who.places is None else f"only at {', '.join(who.places.values())}"
    click.echo(f"{who.name} may act {where}.")


@staff_command.command("limits")
@click.argument("role", type=click.Choice(staff.FOR_PEOPLE))
@told
def limits(role: str) -> None:
    """What a role may do, and up to how much money: backroom staff limits service"""
    with opened(configured()).reading() as books:
        currency = settings.value(books, "currency")
        for permission, minor in sorted(staff.limits(books, role).items()):
            click.echo(f"{permission:<20} {_words(minor, currency)}")


@staff_command.command("limit")
@click.argument("role", type=click.Choice(staff.FOR_PEOPLE))
@click.argument("permission")
@click.argument("amount")
@told
def limit(role: str, permission: str, amount: str) -> None:
    """Set a limit: backroom staff limit service approve_refunds 75.00 (or none, or 0)

    \b
    none   as much as they like
    0      always with a second person
    """
    with opened(configured()).writing() as books:
        currency = settings.value(books, "currency")
        minor = (
            None
            if amount == NONE
            else 0
            if amount == NOTHING
            else money_words.read(amount, currency)
        )
        before = staff.limit(books, role, permission, minor)
    click.echo(f"{role} {permission}: {_words(before, currency)} → {_words(minor, currency)}")


def _words(minor: int | None, currency: str) -> str:
    if minor is None:
        return "without limit"
    return f"up to {money(minor, currency)}" if minor else "with a second person"
