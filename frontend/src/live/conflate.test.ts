import { describe, expect, it } from "vitest";
import type { ServerMessage } from "@/api/types";
import { emptyBatch, gather } from "@/live/conflate";
import { ACCOUNT_ID, anAccount, anOrder, aPosition, aQuote } from "@/test/fixtures";

const counted = { account_id: ACCOUNT_ID, prev: 1, ver: 2 };

function gathered(...messages: ServerMessage[]) {
  const batch = emptyBatch();
  const urgency = messages.map((message) => gather(batch, message));
  return { batch, urgency };
}

const quote = (last: string): ServerMessage => ({
  type: "quotes.delta",
  prev: 1,
  ver: 2,
  data: { quotes: [aQuote({ last })] },
});

const portfolio = (changes: { held?: string; gone?: string }): ServerMessage => ({
  type: "portfolio.delta",
  ...counted,
  newest_quote_at: null,
  data: {
    account: anAccount(),
    positions: changes.held ? [aPosition({ symbol: changes.held })] : [],
    gone: changes.gone ? [changes.gone] : [],
    closed: [],
  },
});

const order = (version: number): ServerMessage => ({
  type: "orders.delta",
  ...counted,
  data: { event: "order.replaced.v1", order: anOrder({ version }) },
});

describe("between two flushes", () => {
  it("ten thousand ticks of one symbol are one quote, the newest", () => {
    const ticks = Array.from({ length: 10_000 }, (_, index) => quote(`${index}.00`));
    const { batch } = gathered(...ticks);
    expect(batch.quotes.entries.size).toBe(1);
    expect(batch.quotes.entries.get("AAPL")?.last).toBe("9999.00");
  });

  it("quotes may wait for the timer, orders may not", () => {
    expect(gathered(quote("1"), order(1)).urgency).toEqual(["later", "now"]);
  });

  it("the order with the highest version stays", () => {
    const { batch } = gathered(order(3), order(2));
    expect([...batch.orders.entries.values()].map(({ version }) => version)).toEqual([3]);
  });

  it("a position that comes back is not gone, and one that goes is not held", () => {
    const back = gathered(portfolio({ gone: "AAPL" }), portfolio({ held: "AAPL" })).batch;
    expect([...back.positions.gone]).toEqual([]);
    const left = gathered(portfolio({ held: "AAPL" }), portfolio({ gone: "AAPL" })).batch;
    expect([...left.positions.entries.keys()]).toEqual([]);
    expect([...left.positions.gone]).toEqual(["AAPL"]);
  });
});
