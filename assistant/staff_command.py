"""`backroom staff`: who may ask and do what."""

from __future__ import annotations

import click

from assistant.cli import configured, told
from assistant.opening import opened
from oms import staff


@click.group("staff")
def staff_command() -> None:
    """Who may ask and do what."""


@staff_command.command("add")
@click.argument("slack_id")
@click.argument("name")
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
    """List everybody who has a role."""
    with opened(configured()).reading() as books:
        for who in staff.everybody(books):
            click.echo(f"{who.slack_user_id}  {who.name}  {who.role}")
