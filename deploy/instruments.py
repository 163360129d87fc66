"""What an operator sees and says of instruments. `./thor instrument`; in a container of livedata:
`python -m deploy.instruments`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.enums import InstrumentClass

ANSWER_SECONDS_MAX = 30.0

Instrument = dict[str, Any]
Symbol = Annotated[str, typer.Argument(help="Such as AAPL, /ES:XCME or EUR/USD.")]


@dataclass(frozen=True, slots=True)
class Livedata:
    """Where market data is, and the key between the services."""

    url: str
    secret: str

    def find(self, query: str, *, unknown: bool) -> list[Instrument]:
        answer = self._ask("GET", params={"query": query, "unknown": unknown})
        found: list[Instrument] = answer["instruments"]
        return found

    def describe(self, symbol: str, said: dict[str, object]) -> Instrument:
        return self._ask("POST", json={"symbol": symbol, **said})

    def _ask(self, method: str, **content: Any) -> dict[str, Any]:  # noqa: ANN401  passed on
        try:
            answer = httpx.request(
                method,
                f"{self.url}/internal/instruments",
                headers=authorization(self.secret, SERVICE_USER),
                timeout=ANSWER_SECONDS_MAX,
                trust_env=False,
                **content,
            )
        except httpx.HTTPError as error:
            sys.exit(f"thor: Market data did not answer: {error}.")
        body: dict[str, Any] = answer.json()
        if answer.is_error:
            sys.exit(f"thor: {body['detail']}")
        return body


app = typer.Typer(
    help="What may be traded and in which steps.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("list")
def list_them(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Start of the symbol, or part of the name.")] = "",
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only those that nobody has described.")
    ] = False,
) -> None:
    """List instruments."""
    livedata: Livedata = context.obj
    found = livedata.find(query, unknown=unknown)
    Console().print(table(found) if found else "No instrument matches.")


@app.command()
def show(context: typer.Context, symbol: Symbol) -> None:
    """Show one instrument."""
    livedata: Livedata = context.obj
    wanted = symbol.strip().upper()
    found = [each for each in livedata.find(wanted, unknown=False) if each["symbol"] == wanted]
    if not found:
        sys.exit(f"thor: Nobody has named {wanted} yet. Describe it with `instrument set`.")
    say(found[0])


@app.command("set")
def describe(
    context: typer.Context,
    symbol: Symbol,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    instrument_class: Annotated[
        InstrumentClass | None, typer.Option("--class", case_sensitive=False, help="Its class.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Such as USD.")] = None,
    tick_size: Annotated[str | None, typer.Option(help="Step of prices, such as 0.25.")] = None,
    sub_dollar_tick_size: Annotated[
        str | None, typer.Option(help="Step of prices below one unit of currency.")
    ] = None,
    multiplier: Annotated[
        str | None, typer.Option(help="Units of currency a point of price is worth.")
    ] = None,
    fractionable: Annotated[
        bool | None, typer.Option(help="Parts of a unit may be traded.")
    ] = None,
    shortable: Annotated[bool | None, typer.Option(help="It may be sold short.")] = None,
    calendar: Annotated[str | None, typer.Option(help="Its sessions, such as XNYS.")] = None,
) -> None:
    """Describe one instrument; what is not named stays as it is."""
    options: dict[str, object | None] = {
        "name": name,
        "instrument_class": instrument_class,
        "currency": currency,
        "tick_size": tick_size,
        "sub_dollar_tick_size": sub_dollar_tick_size,
        "multiplier": multiplier,
        "fractionable": fractionable,
        "shortable": shortable,
        "calendar": calendar,
    }
    said = {field: value for field, value in options.items() if value is not None}
    if not said:
        sys.exit("thor: Say what of it: for example --tick-size 0.25.")
    livedata: Livedata = context.obj
    say(livedata.describe(symbol, said))


def say(instrument: Instrument) -> None:
    words = {True: "yes", False: "no", None: "none"}
    for field, value in instrument.items():
        shown = words[value] if value is None or isinstance(value, bool) else value
        print(f"{field.replace('_', ' '):22}{shown}")


def table(instruments: Sequence[Instrument]) -> Table:
    shown = Table()
    shown.add_column("symbol", no_wrap=True)
    shown.add_column("name")
    for column in ("class", "tick", "multiplier", "calendar"):
        shown.add_column(column, no_wrap=True)
    for each in instruments:
        name = each["name"] if each["known"] else f"{each['name']} (not described)"
        fields = ("instrument_class", "tick_size", "multiplier", "calendar")
        shown.add_row(each["symbol"], name, *(each[field] for field in fields))
    return shown


def main() -> None:
    secret = Path(os.environ["THOR_INTERNAL_SECRET_FILE"]).read_text().strip()
    app(obj=Livedata(f"http://127.0.0.1:{os.environ['THOR_PORT']}", secret))


if __name__ == "__main__":
    main()
