"""The commands of `./thor`. Each is thin: what it does lives in a file of its own, which is
loaded only when it is asked for."""

# ruff: noqa: PLC0415  a command loads only what it needs, so that each starts at once

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.local.excel import excel
from deploy.local.places import LauncherError

app = typer.Typer(
    name="thor",
    help="Thor, a self-hosted paper-trading platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Data = Annotated[
    Path | None,
    typer.Option(help="Folder of the data.", envvar="THOR_DATA", show_default=".thor"),
]


@app.command()
def up(
    excel: Annotated[
        Path | None, typer.Option(help="Workbook with quotes, watched for changes.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Its sheet; else the first that fits.")] = None,
    cells: Annotated[
        str | None, typer.Option("--range", help="Its cells, such as A1:N13; else the whole sheet.")
    ] = None,
    pushed: Annotated[
        bool, typer.Option("--pushed", help="Quotes are pushed by a program such as the bridge.")
    ] = False,
    sources: Annotated[
        str | None,
        typer.Option(
            help="All sources by name, the foremost first, such as alpaca,simulated.",
            envvar="THOR_SOURCES",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port of the UI and the API; 0 for any.", show_default="8000 or next"),
    ] = None,
    data: Data = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the simulated market.")] = None,
    replay: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|SESSION",
            help="Play a recording: a session, or a file (jsonl.gz, csv, parquet).",
        ),
    ] = None,
    speed: Annotated[
        str, typer.Option(metavar="N|max", help="How many times as fast as it was.")
    ] = "1",
    postgres_url: Annotated[
        str | None,
        typer.Option(help="A PostgreSQL to use instead of our own.", envvar="THOR_POSTGRES_URL"),
    ] = None,
    redis_url: Annotated[
        str | None,
        typer.Option(help="A Redis or Valkey to use instead of our own.", envvar="THOR_REDIS_URL"),
    ] = None,
    stale_after: Annotated[
        float | None, typer.Option(help="Seconds after which a quote is stale.")
    ] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the UI in a browser.")
    ] = None,
) -> None:
    """Start everything and print one address. Ctrl-C stops it; the data is kept."""
    from deploy.local.up import up as start
    from deploy.local.wishes import Wishes

    wishes = Wishes(
        excel=excel,
        sheet=sheet,
        cells=cells,
        pushed=pushed,
        sources=sources,
        port=port,
        data=data,
        seed=seed,
        replay=replay,
        speed=speed,
        postgres_url=postgres_url,
        redis_url=redis_url,
        stale_after=stale_after,
        open_browser=open_browser,
    )
    raise typer.Exit(start(wishes))


@app.command()
def recordings(data: Data = None) -> None:
    """List the sessions that were recorded, for `up --replay`."""
    from deploy.local.replay import list_recordings

    list_recordings(data)


@app.command()
def audit(data: Data = None) -> None:
    """Prove that the book is sound: cash, reservations, holdings, log."""
    from deploy.local.audit import audit as ask

    raise typer.Exit(ask(data))


@app.command()
def rebuild(data: Data = None) -> None:
    """Make positions and journal from the log again; tags, notes and equity stay."""
    from deploy.local.rebuild import rebuild as make

    make(data)


@app.command()
def receipt(
    execution_id: Annotated[UUID | None, typer.Argument(help="The execution to check.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every execution.")] = False,
    data: Data = None,
) -> None:
    """Work a recorded fill out again from its recorded quote; fails where a figure differs."""
    from deploy.local.receipt import every_receipt
    from deploy.local.receipt import receipt as one

    if (execution_id is None) is not every:
        raise LauncherError("Name an execution, or say --all.")
    raise typer.Exit(every_receipt(data) if execution_id is None else one(data, execution_id))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def instrument(context: typer.Context, data: Data = None) -> None:
    """What may be traded and in which steps: list, show, set SYMBOL --tick-size 0.25."""
    from deploy.instruments import Livedata
    from deploy.instruments import app as commands
    from deploy.local.places import DataFolder

    folder = DataFolder.at(data)
    running = folder.running() if folder.path.exists() and folder.is_claimed() else None
    if running is None and context.args and not {"-h", "--help"} & set(context.args):
        raise LauncherError("Thor does not run. Start it with ./thor up, then ask again.")
    port = running.ports["livedata"] if running else 0
    obj = Livedata(f"http://127.0.0.1:{port}", folder.secret()) if running else None
    commands(context.args, obj=obj, prog_name="thor instrument")


app.add_typer(excel, name="excel", help="Workbooks: quotes in, profit and loss out.")


Symbol = Annotated[str, typer.Argument(help="Symbol of the instrument, such as AAPL.")]
ActionId = Annotated[
    str | None,
    typer.Option(
        "--id",
        help="UUID of the action. Without one, the same command on one day is the same action.",
    ),
]


@app.command()
def split(
    symbol: Symbol,
    ratio: Annotated[str, typer.Option(help="New units for old ones, such as 4:1 or 1:10.")],
    price: Annotated[
        str | None,
        typer.Option(help="Price of a new unit, to pay for fractions that cannot be held."),
    ] = None,
    action: ActionId = None,
    data: Data = None,
) -> None:
    """Splits a symbol in every account of the running product, exactly and once."""
    from deploy.local.actions import split as post

    post(data, symbol, ratio, price, action)


@app.command()
def dividend(
    symbol: Symbol,
    amount: Annotated[str, typer.Option(help="Cash for each unit, such as 0.24.")],
    action: ActionId = None,
    data: Data = None,
) -> None:
    """Pays a cash dividend in every account of the running product, exactly and once."""
    from deploy.local.actions import dividend as post

    post(data, symbol, amount, action)


@app.command()
def check() -> None:
    """Format, lint, types, import contracts and generated files; starts nothing."""
    from deploy.local.checks import check as run

    raise typer.Exit(run())


@app.command("test", context_settings={"ignore_unknown_options": True})
def run_tests(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Run only pytest, with these arguments.")
    ] = None,
    fast: Annotated[bool, typer.Option(help="Only what starts no server and no browser.")] = False,
) -> None:
    """Every check and every test, as CI runs them."""
    from deploy.local.test import run_everything, run_pytest

    raise typer.Exit(run_pytest(arguments) if arguments else run_everything(fast=fast))


@app.command()
def openapi() -> None:
    """Write the API's description and the types of the UI anew."""
    from deploy.local import ui
    from deploy.local.openapi import main as write

    write([])
    asyncio.run(ui.write_api_types())


@app.command("settings")
def write_settings() -> None:
    """Write the table of all settings and the example of an .env anew."""
    from deploy.local.settings import main as write

    write([])


@app.command()
def migrate(
    postgres_url: Annotated[
        str, typer.Option(help="The database.", envvar="THOR_POSTGRES_URL", show_default=False)
    ],
) -> None:
    """Bring a database to the newest schema."""
    from deploy.migrate import migrate as upgrade

    asyncio.run(upgrade(postgres_url))


@app.command()
def verify(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave a stack that failed as it is.")
    ] = False,
) -> None:
    """Prove the container stack: build, trade, scale, kill, upgrade, audit. Needs Docker."""
    from deploy.verification.story import verify as tell

    raise typer.Exit(tell(keep=keep))


@app.command()
def screenshots() -> None:
    """Take every screen in both themes into docs/images, and write docs/screens.md."""
    from deploy.screenshots.__main__ import main as take

    raise typer.Exit(take())


def main() -> None:
    try:
        app(prog_name="thor")
    except LauncherError as error:
        sys.exit(f"thor: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
