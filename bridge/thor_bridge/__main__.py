"""`thor-bridge key` makes the key, `thor-bridge run` pushes quotes until it is stopped."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
import time
from collections.abc import Sequence

from thor_bridge.bridge import Bridge
from thor_bridge.excel import NoExcel, open_sheet
from thor_bridge.keys import NoKey, find_key, keep, make_key
from thor_bridge.link import Link, Refused

USUAL_SHEET = "LiveData"


def main(arguments: Sequence[str] | None = None) -> None:
    wishes = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        if wishes.command == "key":
            password = getpass.getpass(f"Password of {wishes.email}: ")
            path = keep(make_key(wishes.url.rstrip("/"), wishes.email, password))
            logging.info("The key is kept in %s.", path)
        else:
            _run(Link(wishes.url, find_key()), wishes)
    except (NoExcel, NoKey, Refused) as error:
        sys.exit(f"thor-bridge: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(link: Link, wishes: argparse.Namespace) -> None:
    bridge = Bridge(open_sheet(wishes.workbook, wishes.sheet, wishes.range), link, time.monotonic)
    try:
        while True:
            time.sleep(bridge.step())
    finally:
        link.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("thor-bridge", description="Quotes from Excel to Thor.")
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key", help="Make the API key, once.")
    run = commands.add_parser("run", help="Push the quotes of an open workbook.")
    for command in (key, run):
        command.add_argument("--url", required=True, help="Thor's address, as in a browser.")
    key.add_argument("--email", required=True, help="The first user of this Thor.")
    run.add_argument("--workbook", required=True, help="Its name as Excel shows it.")
    run.add_argument("--sheet", default=USUAL_SHEET, help=f"Else {USUAL_SHEET}.")
    run.add_argument("--range", help="Header row included, such as A1:N13; else all that is used.")
    return parser


if __name__ == "__main__":
    main()
