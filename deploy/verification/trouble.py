"""The chapters in which things happen, while a crowd goes on trading."""

from __future__ import annotations

import json
import time
from functools import partial

from deploy.local.places import SERVICES
from deploy.migrate import Schema
from deploy.verification.scene import DOUBLED, Scene
from deploy.verification.stack import STARTED, eventually, expect

MIGRATION = '''"""A table that nobody needs."""

from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("CREATE TABLE orders.verified (at timestamptz NOT NULL DEFAULT now())")
    op.execute("INSERT INTO orders.verified DEFAULT VALUES")
'''


def scaling(scene: Scene) -> None:
    """Two of each service share the work"""
    scene.let_the_crowd_in()
    scene.scaling = [word for name, n in DOUBLED.items() for word in ("--scale", f"{name}={n}")]
    scene.stack.up(*scene.scaling)
    scene.stack.until_healthy(DOUBLED)
    eventually(lambda: len(_gateways(scene)) == 2, "engineX uses both gateways")
    eventually(partial(_are_shared, scene), "the shards of every group are shared by two")
    _why(scene)
    scene.trade()
    scene.saw(f"engineX goes round {', '.join(sorted(_gateways(scene)))}; shards shared by two")


def _are_shared(scene: Scene) -> bool:
    """Whether two replicas own the shards of each group, as `bus.lease` says."""
    rows = scene.stack.sql(
        "SELECT grp, count(DISTINCT owner) FROM bus.lease WHERE owner IS NOT NULL GROUP BY grp"
    )
    shares = {group: int(owners) for group, owners in rows}
    groups = ("relay", "orders:reports.v1", "paper_engine", "portfolio:fills.v1")
    return all(shares.get(group) == 2 for group in groups)


def _why(scene: Scene) -> None:
    """Of two engines one knows why an order waits; whoever asks is told, each time."""
    for symbol in ("AAPL", "META", "MSFT", "SPY"):  # in different shards
        order = scene.trader.submit(symbol, "BUY", "1", type="LIMIT", limit_price="1.00")
        why = f"/orders/{order.json()['order_id']}/why"
        eventually(partial(_is_told, scene, why), f"why an order for {symbol} waits")
        for _ in range(3):
            answer = scene.trader.http.get(why)
            expect(answer.is_success, f"why {symbol} waits was answered {answer.text}")


def _is_told(scene: Scene, why: str) -> bool:
    return scene.trader.http.get(why).is_success


def killing(scene: Scene) -> None:
    """One container of each kind is killed, and comes back by itself"""
    for name in (*SERVICES, "enginex", "redis", "postgres"):
        began = scene.stack.inside(name, STARTED)
        scene.stack.kill(name)

        def is_back(name: str = name, began: str = began) -> bool:
            try:
                return scene.stack.inside(name, STARTED) != began
            except Exception:
                return False

        eventually(is_back, f"{name} is started again")
    scene.stack.until_healthy(DOUBLED)
    scene.trade()
    scene.saw(f"{len(SERVICES) + 3} containers killed and back; {_waits(scene)}")


def stopping(scene: Scene) -> None:
    """An orderly stop ends within its 30 seconds"""
    took: dict[str, float] = {}
    for name in ("enginex", "gateway", "livedata", "paper_engine", "portfolio", "orders"):
        began = time.monotonic()
        scene.stack.compose("stop", "--timeout", "30", name)
        took[name] = time.monotonic() - began
    codes = {e.service: e.exit_code for e in scene.stack.containers() if e.service in took}
    # The services end themselves with the signal they were sent, once everything is done.
    expect(set(codes.values()) <= {0, 143}, f"not everybody ended by itself: {codes}")
    for name in SERVICES:
        ends = scene.stack.logs(name, lines=5).count("Application shutdown complete")
        expect(ends == DOUBLED.get(name, 1), f"{name} did not end what it had begun")
    expect(max(took.values()) < 30, f"it took {took}")
    scene.stack.compose("start")
    scene.stack.until_healthy(DOUBLED)
    scene.trade()
    scene.saw(", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items()))
    _waits(scene)  # nobody could be answered while everything stood still


def stores(scene: Scene) -> None:
    """PostgreSQL and Redis restart under load"""
    scene.stack.compose("restart", "--timeout", "30", "postgres", "redis")
    scene.stack.until_healthy(DOUBLED)
    scene.trade()
    scene.saw(_waits(scene))


def upgrade(scene: Scene) -> None:
    """A change of the code and of the schema goes in with the same command"""
    folder = scene.stack.folder
    before = scene.stack.ids()
    with (folder / "services" / "orders" / "app.py").open("a") as code:
        code.write("# changed\n")
    migrations = Schema("orders", folder / "services" / "orders" / "migrations")
    text = MIGRATION.format(head=migrations.head)
    (migrations.scripts / "versions" / "9999_verified.py").write_text(text)
    scene.stack.up("--build", *scene.scaling)
    scene.stack.until_healthy(DOUBLED)
    after = scene.stack.ids()
    for name in SERVICES:
        expect(not before[name] & after[name], f"{name} still runs the old code")
    for name in ("enginex", "postgres", "redis"):
        expect(before[name] == after[name], f"{name} was made anew for no reason")
    rows = scene.stack.sql("SELECT count(*) FROM orders.verified")
    expect(rows == [["1"]], "the migration did not run once")
    scene.trade()
    scene.saw(f"services replaced, stores and engineX untouched, migrated; {_waits(scene)}")


def reckoning(scene: Scene) -> None:
    """Nothing that was acknowledged is lost or there twice, and the book is sound"""
    crowd = scene.crowd
    crowd.stop()
    expect(crowd.failure is None, crowd.failure or "")
    account = crowd.trader.account_id
    rows = scene.stack.sql(
        f"SELECT client_order_id, order_id FROM orders.orders WHERE account_id = '{account}'"  # noqa: S608  an id from our API
    )
    booked = dict(rows)
    lost = crowd.acknowledged.items() - booked.items()
    expect(not lost, f"acknowledged and not in the book: {sorted(lost)[:5]}")
    # The one that was on its way when the crowd was stopped may be in the book already.
    expect(len(booked) <= len(crowd.acknowledged) + 1, f"{len(booked)} orders are in the book")
    eventually(lambda: _valued_as_booked(scene, account), "the portfolio says what the book says")
    said = scene.stack.inside("orders", "python -m deploy.audit").strip()
    scene.saw(f"{len(crowd.acknowledged)} orders acknowledged, all in the book once. {said}")


def _valued_as_booked(scene: Scene, account: str) -> bool:
    cash = scene.crowd.trader.account()["cash"]
    figures = scene.crowd.trader.portfolio()["account"]
    return bool(figures["account_id"] == account and figures["cash"] == cash)


def _gateways(scene: Scene) -> set[str]:
    """The addresses to which engineX has lately forwarded."""
    lines = scene.stack.logs("enginex", lines=60).splitlines()
    entries = [json.loads(line[line.index("{") :]) for line in lines if '"gateway"' in line]
    return {entry["gateway"] for entry in entries if entry["gateway"].count(":") == 1}


def _waits(scene: Scene) -> str:
    seconds, scene.crowd.longest_wait_seconds = scene.crowd.longest_wait_seconds, 0.0
    return f"longest wait for an answer to an order: {seconds:.1f} s"
