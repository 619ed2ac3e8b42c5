"""The commands `halifax deck schema` and `halifax pack schema`: the shapes of what people write, for their editors."""

from __future__ import annotations

import json

import click

from game.library import json_schema

__all__ = ["deck", "pack"]


@click.group()
def deck() -> None:
    """About the files of a deck."""


@click.group()
def pack() -> None:
    """About the files of a statute pack."""


@deck.command("schema")
def deck_schema() -> None:
    """Print the JSON Schema of a deck's files."""
    _print("deck")


@pack.command("schema")
@click.option("--amendment", is_flag=True, help="Of a file under amendments/ instead of pack.yaml.")
def pack_schema(amendment: bool) -> None:
    """Print the JSON Schema of a pack.yaml."""
    _print("amendment" if amendment else "pack")


def _print(what: str) -> None:
    click.echo(json.dumps(json_schema(what), indent=1, ensure_ascii=False))
