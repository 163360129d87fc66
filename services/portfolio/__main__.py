"""`python -m services.portfolio` runs the service; with `rebuild` it makes positions, round
trips and their history anew from the log, while the service runs or not."""

from __future__ import annotations

import argparse
import asyncio

import structlog

from services.portfolio.app import NAME, create_app, rebuild_all
from services.portfolio.settings import Settings
from shared.http.app import serve
from shared.telemetry import configure_logging


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.portfolio", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["serve", "rebuild"], default="serve")
    settings = Settings()
    if parser.parse_args().command == "serve":
        serve(NAME, create_app(settings), settings)
    else:
        configure_logging(NAME, settings.log_format, settings.log_level)
        asyncio.run(_rebuild(settings))


async def _rebuild(settings: Settings) -> None:
    log = structlog.get_logger()
    async for shard in rebuild_all(settings):
        log.info(
            "shard_rebuilt",
            shard=shard.shard,
            events=shard.events,
            different=shard.different,
            advice="restart the replicas" if shard.different else "nothing to do",
        )


if __name__ == "__main__":
    main()
