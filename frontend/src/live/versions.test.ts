import { describe, expect, it } from "vitest";
import type { ServerMessage } from "@/api/types";
import { admit, NOTHING_HELD, type Versions } from "@/live/versions";

const quotes = (prev: number, ver: number): ServerMessage => ({
  type: "quotes.delta",
  prev,
  ver,
  data: { quotes: [] },
});
const snapshot = (ver: number): ServerMessage => ({
  type: "quotes.snapshot",
  ver,
  data: { quotes: [] },
});
const held = (version: number): Versions => ({ ...NOTHING_HELD, quotes: version });

describe("gap detection", () => {
  it("takes a snapshot whatever was held, even one with a lower version", () => {
    expect(admit(held(90), snapshot(1))).toEqual({ verdict: "apply", versions: held(1) });
  });

  it("applies a delta that follows what is held", () => {
    expect(admit(held(4), quotes(4, 5))).toEqual({ verdict: "apply", versions: held(5) });
  });

  it.each([
    ["a missing one", 5, 6],
    ["a repeated one", 3, 4],
  ])("asks for a snapshot after %s and holds nothing until it comes", (_, prev, ver) => {
    expect(admit(held(4), quotes(prev, ver))).toEqual({
      verdict: "resync",
      channel: "quotes",
      versions: NOTHING_HELD,
    });
  });

  it("ignores deltas while a snapshot is awaited, and asks only once", () => {
    expect(admit(NOTHING_HELD, quotes(7, 8)).verdict).toBe("ignore");
  });

  it("counts fills with the orders", () => {
    const fill = { type: "fills.delta", account_id: "a", prev: 1, ver: 2 } as ServerMessage;
    expect(admit({ ...NOTHING_HELD, orders: 1 }, fill).versions.orders).toBe(2);
  });

  it("believes the server that says there is a gap", () => {
    const gap: ServerMessage = { type: "gap", ch: "orders", account_id: "a" };
    expect(admit({ ...NOTHING_HELD, orders: 9 }, gap)).toMatchObject({
      verdict: "resync",
      channel: "orders",
    });
  });
});
