import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT, errorsFrom, errorsIn } from "@/features/ticket/draft";
import { deed, wishOf } from "@/features/ticket/wish";
import { ACCOUNT_ID } from "@/test/fixtures";

const market = { ...EMPTY_DRAFT, symbol: "aapl ", quantity: "10" };
const termsOf = (...given: Parameters<typeof wishOf>) => wishOf(...given).terms;
const limit = { ...market, type: "LIMIT" as const, limitPrice: "1,189.30" };

describe("what the ticket refuses by itself", () => {
  it("takes a complete order", () => {
    expect(errorsIn(market)).toEqual({});
    expect(errorsIn(limit)).toEqual({});
  });

  it.each(["", "0", "-1", "1e9", "12,50", "ten"])("quantity %j", (quantity) => {
    expect(errorsIn({ ...market, quantity })).toHaveProperty("quantity");
  });

  it("asks only for the prices of the order's type", () => {
    expect(errorsIn({ ...limit, limitPrice: "" })).toHaveProperty("limitPrice");
    expect(errorsIn({ ...limit, type: "MARKET", limitPrice: "" })).toEqual({});
    expect(Object.keys(errorsIn({ ...market, type: "STOP_LIMIT" }))).toEqual([
      "stopPrice",
      "limitPrice",
    ]);
  });

  it.each(["301", "-1", "1.5", "soon"])("a hold of %j seconds", (holdSeconds) => {
    expect(errorsIn({ ...market, holdSeconds })).toHaveProperty("holdSeconds");
  });
});

describe("the order it becomes", () => {
  it("carries exact decimals and only the prices its type has", () => {
    const terms = termsOf({ ...limit, stopPrice: "5" }, ACCOUNT_ID, "intent");
    expect(terms).toMatchObject({
      account_id: ACCOUNT_ID,
      client_order_id: "intent",
      symbol: "AAPL",
      quantity: "10",
      limit_price: "1189.30",
      stop_price: null,
    });
  });

  it("trails by an amount or in percent, never both", () => {
    const trailing = { ...market, type: "TRAILING_STOP" as const, trail: "2.5" };
    expect(termsOf(trailing, ACCOUNT_ID, "i")).toMatchObject({
      trail_amount: "2.5",
      trail_percent: null,
    });
    expect(termsOf({ ...trailing, trailBy: "percent" }, ACCOUNT_ID, "i")).toMatchObject({
      trail_amount: null,
      trail_percent: "2.5",
    });
  });
});

describe("a pair of exits", () => {
  const pair = {
    ...market,
    side: "SELL" as const,
    type: "OCO" as const,
    timeInForce: "GTC" as const,
  };

  it("needs a take profit and a stop loss", () => {
    expect(Object.keys(errorsIn(pair))).toEqual(["takeProfit", "stopLoss"]);
    expect(errorsIn({ ...pair, takeProfit: "200", stopLoss: "180" })).toEqual({});
  });

  it("is one request with both prices, and says what it does", () => {
    const draft = { ...pair, takeProfit: "1,200", stopLoss: "180", stopLossLimit: "179.5" };
    expect(wishOf(draft, ACCOUNT_ID, "intent")).toEqual({
      kind: "pair",
      terms: {
        account_id: ACCOUNT_ID,
        client_order_id: "intent",
        symbol: "AAPL",
        side: "SELL",
        quantity: "10",
        time_in_force: "GTC",
        extended_hours: false,
        take_profit: { limit_price: "1200" },
        stop_loss: { stop_price: "180", limit_price: "179.5" },
      },
    });
    expect(deed({ ...draft, symbol: "AAPL" })).toBe("Sell 10 AAPL at profit or stop");
  });
});

it("asks for extended hours only where an order trades in them", () => {
  const asks = { ...limit, extendedHours: "on" as const };
  expect(termsOf(asks, ACCOUNT_ID, "i").extended_hours).toBe(true);
  expect(termsOf({ ...asks, timeInForce: "IOC" }, ACCOUNT_ID, "i").extended_hours).toBe(false);
  expect(termsOf({ ...asks, type: "MARKET" }, ACCOUNT_ID, "i").extended_hours).toBe(false);
});

it("puts the server's reasons beside the fields they are about", () => {
  const fields = { limit_price: "Not on a tick.", trail_percent: "Too far.", nonsense: "x" };
  expect(errorsFrom(fields)).toEqual({ limitPrice: "Not on a tick.", trail: "Too far." });
});
