import { describe, expect, it } from "vitest";
import { type Batch, emptyBatch } from "@/live/conflate";
import { NOTHING_KNOWN, reduce } from "@/live/state";
import { anAccount, anOrder, aPosition, aQuote, aRoundTrip } from "@/test/fixtures";

function batch(fill: (batch: Batch) => void): Batch {
  const made = emptyBatch();
  fill(made);
  return made;
}

const quotes = (...list: ReturnType<typeof aQuote>[]) =>
  batch(({ quotes: { entries } }) => {
    for (const quote of list) entries.set(quote.symbol, quote);
  });

const orders = (replace: boolean, ...list: ReturnType<typeof anOrder>[]) =>
  batch((made) => {
    made.orders = { replace, entries: new Map(list.map((order) => [order.order_id, order])) };
  });

describe("what does not change keeps its identity", () => {
  const start = reduce(NOTHING_KNOWN, quotes(aQuote(), aQuote({ symbol: "META" })));

  it("a tick touches its own quote and nothing else", () => {
    const next = reduce(start, quotes(aQuote({ last: "190.00" })));
    expect(next.quotes.AAPL).not.toBe(start.quotes.AAPL);
    expect(next.quotes.META).toBe(start.quotes.META);
    expect(next.quotedSymbols).toBe(start.quotedSymbols);
    expect(next.orders).toBe(start.orders);
    expect(next.positions).toBe(start.positions);
  });

  it("a batch that says nothing new is no change at all", () => {
    expect(reduce(start, quotes(aQuote()))).toBe(start);
    expect(reduce(start, emptyBatch())).toBe(start);
  });

  it("a snapshot that repeats what is known changes nothing", () => {
    const known = reduce(start, orders(true, anOrder()));
    expect(reduce(known, orders(true, { ...anOrder() }))).toBe(known);
  });
});

describe("orders", () => {
  it("are listed newest first", () => {
    const early = anOrder({ order_id: "early", submitted_at: "2026-03-02T15:00:00Z" });
    const late = anOrder({ order_id: "late", submitted_at: "2026-03-02T15:00:01.5Z" });
    expect(reduce(NOTHING_KNOWN, orders(true, early, late)).orderIds).toEqual(["late", "early"]);
  });

  it("never go back to an older version, whichever way it comes", () => {
    const filled = anOrder({ version: 3, status: "FILLED" });
    const known = reduce(NOTHING_KNOWN, orders(true, filled));
    expect(reduce(known, orders(false, anOrder({ version: 2 })))).toBe(known);
    expect(reduce(known, orders(true, anOrder({ version: 2 })))).toBe(known);
  });

  it("that a snapshot leaves out are gone", () => {
    const known = reduce(NOTHING_KNOWN, orders(true, anOrder()));
    expect(reduce(known, orders(true)).orderIds).toEqual([]);
  });
});

describe("the portfolio", () => {
  const held = reduce(
    NOTHING_KNOWN,
    batch((made) => {
      made.account = anAccount();
      made.positions.replace = true;
      made.positions.entries.set("META", aPosition({ symbol: "META" }));
      made.positions.entries.set("AAPL", aPosition());
    }),
  );

  it("lists positions by symbol", () => {
    expect(held.heldSymbols).toEqual(["AAPL", "META"]);
    expect(held.ready.portfolio).toBe(true);
  });

  it("drops a position that is gone and keeps the other as it is", () => {
    const next = reduce(
      held,
      batch((made) => made.positions.gone.add("META")),
    );
    expect(next.heldSymbols).toEqual(["AAPL"]);
    expect(next.positions.AAPL).toBe(held.positions.AAPL);
  });

  it("puts a round trip that just ended on top, once", () => {
    const old = aRoundTrip({ round_trip_id: "old" });
    const fresh = aRoundTrip({ round_trip_id: "fresh" });
    const one = reduce(
      held,
      batch((made) => made.closed.entries.push(old)),
    );
    const two = reduce(
      one,
      batch((made) => made.closed.entries.push(fresh, old)),
    );
    expect(two.closed.map((trip) => trip.round_trip_id)).toEqual(["fresh", "old"]);
  });

  it("keeps the account's identity while its figures stay", () => {
    const next = reduce(
      held,
      batch((made) => {
        made.account = anAccount();
      }),
    );
    expect(next).toBe(held);
  });
});
