from __future__ import annotations

import httpx
from websockets.asyncio.client import connect as connect_websocket

from services.gateway.app import create_app
from services.gateway.settings import Settings
from shared.contracts.portfolio import PortfolioData
from shared.contracts.websocket import Feed, Hello, OrdersSnapshot, PortfolioSnapshot
from tests.integration.gateway.conftest import PASSWORD, SECRET
from tests.support.edge import (
    Socket,
    StubServices,
    StubUpstreams,
    serving,
)
from tests.support.gateway import figures


async def test_everything_but_live_updates_works_and_the_screen_is_told(
    database_url: str,
) -> None:
    services = StubServices(portfolio=PortfolioData(account=figures(), positions=[], closed=[]))
    settings = Settings.model_validate(
        {
            "postgres_url": database_url,
            "redis_url": "redis://127.0.0.1:9/0",
            "internal_secret": SECRET,
        }
    )
    app = create_app(settings, upstreams=StubUpstreams(services.apps(SECRET)))
    async with (
        serving(app) as address,
        httpx.AsyncClient(base_url=f"http://{address}") as http,
    ):
        registered = await http.post(
            "/api/v1/auth/register", json={"email": "me@example.com", "password": PASSWORD}
        )
        account_id = registered.json()["accounts"][0]["account_id"]
        assert (await http.get("/readyz")).json()["status"] == "ready"
        assert (await http.post("/api/v1/orders", json={})).status_code == 201

        cookie = {"cookie": f"thor_session={http.cookies['thor_session']}"}
        async with connect_websocket(
            f"ws://{address}/api/v1/ws", additional_headers=cookie
        ) as connection:
            socket = Socket(connection)
            sources = (await socket.next(Hello)).feed.sources
            if not sources:
                sources = (await socket.next(Feed)).sources
            assert [source.state for source in sources] == ["down"]
            await socket.send(op="sub", ch="orders", account_id=account_id)
            await socket.next(OrdersSnapshot)
            await socket.send(op="sub", ch="portfolio", account_id=account_id)
            await socket.next(PortfolioSnapshot)
