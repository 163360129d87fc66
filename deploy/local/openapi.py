"""Writes the OpenAPI document of the public API, from which the UI's types are generated.

It is put together from the code alone: no server runs, no setting is read, so that everybody
gets the same bytes. `--check` writes nothing and fails where the document is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson

from services.gateway.app import create_app as gateway
from services.gateway.handlers.document import merged
from services.gateway.settings import Settings as GatewaySettings
from services.livedata.app import create_app as livedata
from services.livedata.settings import Settings as LivedataSettings
from services.orders.app import create_app as orders
from services.orders.settings import Settings as OrdersSettings
from services.paper_engine.app import create_app as paper_engine
from services.paper_engine.settings import Settings as PaperEngineSettings
from services.portfolio.app import create_app as portfolio
from services.portfolio.settings import Settings as PortfolioSettings

DOCUMENT = Path(__file__).parents[2] / "frontend" / "openapi.json"
# The settings need a secret to be valid; nothing is signed with it.
_DEFAULTS = {"internal_secret": "nothing is ever signed with this one"}


def public_document() -> dict[str, Any]:
    """The whole public API. `model_validate` takes defaults and leaves the environment alone."""
    apps = {
        "gateway": gateway(GatewaySettings.model_validate(_DEFAULTS)),
        "livedata": livedata(LivedataSettings.model_validate(_DEFAULTS)),
        "orders": orders(OrdersSettings.model_validate(_DEFAULTS)),
        "paper_engine": paper_engine(PaperEngineSettings.model_validate(_DEFAULTS)),
        "portfolio": portfolio(PortfolioSettings.model_validate(_DEFAULTS)),
    }
    return merged({name: app.openapi() for name, app in apps.items()})


def main(arguments: list[str]) -> int:
    document = orjson.dumps(public_document(), option=orjson.OPT_INDENT_2) + b"\n"
    if "--check" not in arguments:
        DOCUMENT.write_bytes(document)
        return 0
    if not DOCUMENT.exists() or DOCUMENT.read_bytes() != document:
        sys.stderr.write(f"{DOCUMENT} is not what the services say; run ./thor openapi.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
