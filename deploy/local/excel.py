"""The commands of `./thor excel`: workbooks, for quotes in and for profit and loss out."""

# ruff: noqa: PLC0415  a command loads only what it needs, so that each starts at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

excel = typer.Typer(no_args_is_help=True)


@excel.callback()
def excel_group() -> None:
    """Workbooks: quotes in, profit and loss out."""


@excel.command()
def template(
    path: Annotated[Path, typer.Argument(help="The workbook to write, such as quotes.xlsx.")],
    symbols: Annotated[str, typer.Option(help="Separated by commas: META,AAPL,/ES:XCME.")],
) -> None:
    """Write a workbook whose cells ask ThinkOrSwim for quotes, with instructions in it."""
    from deploy.local.template import write

    write(path, symbols)


@excel.command()
def pnl(
    path: Annotated[Path, typer.Argument(help="Your workbook; made where it is not there.")],
    key: Annotated[
        str, typer.Option(help="An API key of yours.", envvar="THOR_API_KEY", show_default=False)
    ],
    url: Annotated[str, typer.Option(help="Where Thor is.")] = "http://127.0.0.1:8000",
    account: Annotated[str | None, typer.Option(help="Its name or id; else the first.")] = None,
    every: Annotated[
        float | None, typer.Option(min=1, help="Again after so many seconds; else once.")
    ] = None,
) -> None:
    """Refresh profit and loss in a workbook of your own: four sheets and a chart, in place.

    Your own sheets, formulas and charts stay. Pictures, shapes, slicers and pivot tables do not:
    keep those in a workbook that points into this one."""
    import httpx

    from deploy.local.pnl import ANSWER_SECONDS_MAX, keep_current

    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, timeout=ANSWER_SECONDS_MAX) as api:
        keep_current(path, api, account, every)
