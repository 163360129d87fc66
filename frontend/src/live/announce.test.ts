import { describe, expect, it } from "vitest";
import type { Order } from "@/api/types";
import { announcements } from "@/live/announce";
import { anOrder } from "@/test/fixtures";

function told(before: Order | null, after: Order): string[] {
  const table = (order: Order | null) => (order ? { [order.order_id]: order } : {});
  return announcements(table(before), table(after)).map(({ text }) => text);
}

describe("news about orders", () => {
  it("tells a fill with its price", () => {
    const filled = anOrder({ status: "FILLED", filled_quantity: "10", average_price: "179.5" });
    expect(told(anOrder(), filled)).toEqual(["Filled: bought 10 AAPL at 179.50"]);
  });

  it("tells of an order that filled the moment it was sent", () => {
    const filled = anOrder({ status: "FILLED", filled_quantity: "10", average_price: "179.5" });
    expect(told(null, filled)).toHaveLength(1);
  });

  it("tells each part of a partial fill", () => {
    const part = anOrder({ version: 2, filled_quantity: "4", average_price: "180" });
    expect(told(anOrder(), part)).toEqual(["Partly filled: bought 4 of 10 AAPL at 180.00"]);
  });

  it("tells why an order was rejected", () => {
    const rejected = anOrder({ status: "REJECTED", reason: "Buying power is $5.00." });
    expect(told(null, rejected)).toEqual(["Rejected: buy 10 AAPL. Buying power is $5.00."]);
  });

  it("says nothing of a new pending order, an edit, or what was over before", () => {
    expect(told(null, anOrder())).toEqual([]);
    expect(told(anOrder(), anOrder({ version: 2, limit_price: "181.00" }))).toEqual([]);
    expect(told(anOrder({ status: "FILLED" }), anOrder({ status: "FILLED" }))).toEqual([]);
  });
});
