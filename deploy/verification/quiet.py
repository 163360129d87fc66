"""The first chapters: what the stack is while nothing happens to it."""

from __future__ import annotations

import re
from decimal import Decimal

from openpyxl import Workbook

from deploy.local.places import SERVICES
from deploy.verification.scene import Scene
from deploy.verification.stack import eventually, expect
from tests.support.trader import Trader

DENIED = """python -c '
import asyncio, asyncpg, os
async def main():
    url = open(os.environ["THOR_POSTGRES_URL_FILE"]).read().replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    print(await connection.fetchval("SELECT count(*) FROM livedata.instruments"))
    await connection.fetch("SELECT * FROM gateway.users")
asyncio.run(main())'"""
WORKBOOK_SYMBOL = "THORX"
PUSHED_SYMBOL = "THORY"


def build(scene: Scene) -> None:
    """A clean copy comes up with one command, and nothing was prepared"""
    scene.stack.compose("config", "--quiet")
    scene.stack.up("--build")
    scene.stack.until_healthy()
    containers = scene.stack.containers()
    ended = [each for each in containers if each.state == "exited"]
    expect(all(each.exit_code == 0 for each in ended), f"a one-shot failed: {ended}")
    scene.saw(f"{len(containers) - len(ended)} containers healthy, {len(ended)} one-shots done")


def door(scene: Scene) -> None:
    """Only engineX is reachable: TLS, pages, compression, caching, the API"""
    published = {each.service for each in scene.stack.containers() if each.ports}
    expect(published == {"enginex"}, f"ports are published by {published}")
    scene.stack.inside("enginex", "nginx -t -q")
    with scene.visitor() as visitor:
        plain = visitor.get(f"{scene.stack.http}/app/home?x=1")
        expect(plain.status_code == 308, f"plain HTTP was answered {plain.status_code}")
        expect(plain.headers["location"] == f"{scene.stack.https}/app/home?x=1", "led elsewhere")
        page = visitor.get("/app/home")
        expect("<!doctype html" in page.text.lower(), "a screen's address is not the page")
        expect("content-security-policy" in page.headers, "the page has no policy")
        script = re.search(r"/assets/[^\"]+\.js", page.text)
        assert script is not None
        asset = visitor.get(script[0], headers={"accept-encoding": "gzip"})
        expect("immutable" in asset.headers["cache-control"], "hashed files are not kept")
        expect(asset.headers["content-encoding"] == "gzip", "scripts are not compressed")
        expect(visitor.get("/assets/none.js").status_code == 404, "a file that is not there is")
        mine = {"x-forwarded-for": "1.2.3.4", "x-request-id": "verify-1"}
        answer = visitor.get("/api/v1/auth/me", headers=mine)
        expect(answer.json()["code"] == "not_logged_in", "the API does not answer")
        expect(answer.headers["x-request-id"] == "verify-1", "the request's id was lost")
        refused = visitor.post("/api/v1/quotes", content=b" " * (17 << 20))
        expect(refused.json()["code"] == "too_large", f"17 MiB was answered {refused.text}")
    scene.saw(f"308 to HTTPS; page, {int(asset.headers['content-length']):,} bytes of script")


def confinement(scene: Scene) -> None:
    """No container can do more than it needs"""
    for name in (*SERVICES, "enginex", "postgres", "redis"):
        user = scene.stack.inside(name, "id -u").strip()
        expect(user != "0", f"{name} runs as root")
        scene.stack.inside(name, "grep -E '^[^ ]+ / [^ ]+ ro[, ]' /proc/mounts")
        powers = scene.stack.inside(name, "grep CapEff /proc/self/status").split()[-1]
        expect(int(powers, 16) == 0, f"{name} has capabilities {powers}")
    said = scene.stack.fails_inside("livedata", DENIED)
    expect("permission denied for schema gateway" in said, f"livedata may read: {said}")
    said = scene.stack.inside("redis", "redis-cli ping 2>&1 || true")
    expect("NOAUTH" in said, f"Redis answers anybody: {said}")
    scene.saw("no root, no capability, read-only; livedata may not read users; Redis: NOAUTH")


def trading(scene: Scene) -> None:
    """Register, trade, and watch profit and loss move through TLS"""
    scene.begin_to_trade()
    cash = scene.trader.account()["cash"]
    expect(cash == "100000.00", f"a new account has {cash}")
    scene.trade()


def workbook(scene: Scene) -> None:
    """A workbook on this machine and pushed quotes become the market"""
    folder = scene.stack.folder
    _save(scene, "101.50")
    (folder / ".env").write_text("THOR_SOURCES=excel,pushed,simulated\n")
    scene.stack.up(*scene.scaling)
    scene.stack.until_healthy()
    eventually(lambda: _is_at(scene.trader, WORKBOOK_SYMBOL, "101.50"), "the workbook's price")
    _save(scene, "102.25")
    eventually(lambda: _is_at(scene.trader, WORKBOOK_SYMBOL, "102.25"), "the price saved since")
    body = {"name": "bridge", "scopes": ["quotes:write"]}
    made = scene.trader.http.post("/api-keys", json=body)
    expect(made.status_code == 201, f"no key for a bridge: {made.text}")
    with scene.visitor() as bridge:
        bridge.headers["authorization"] = f"Bearer {made.json()['secret']}"
        row = {"symbol": PUSHED_SYMBOL, "last": 55.5, "bid": 55.25, "ask": 55.75}
        pushed = bridge.post("/api/v1/quotes", json={"quotes": [row]})
        expect(pushed.status_code == 200, f"a pushed quote was answered {pushed.text}")
    eventually(lambda: _is_at(scene.trader, PUSHED_SYMBOL, "55.5"), "the pushed price")
    scene.saw(f"{WORKBOOK_SYMBOL} 101.50, saved again 102.25; {PUSHED_SYMBOL} pushed at 55.5")


def _save(scene: Scene, last: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Symbol", "Last", "Bid", "Ask"])
    sheet.append([WORKBOOK_SYMBOL, float(last), float(last) - 0.05, float(last) + 0.05])
    draft = scene.stack.folder / "deploy" / "workbook" / "draft.xlsx"
    book.save(draft)
    draft.chmod(0o644)
    draft.replace(draft.with_name("quotes.xlsx"))


def _is_at(trader: Trader, symbol: str, price: str) -> bool:
    quote = trader.quote(symbol)
    return bool(quote and quote["last"] and Decimal(quote["last"]) == Decimal(price))
