import { expect, it } from "vitest";
import { candles, INTERVALS } from "@/features/chart/candles";
import { aBar } from "@/test/fixtures";

const byName = (name: string) => {
  const found = INTERVALS.find((each) => each.name === name);
  if (!found) throw new Error(name);
  return found;
};

it("draws a bar of the resolution as one candle", () => {
  const [candle] = candles([aBar()], byName("1m"));
  expect(candle).toEqual({
    time: Date.parse("2026-03-02T15:00:00Z") / 1000,
    open: 189,
    high: 190,
    low: 188,
    close: 189.5,
    volume: 100,
  });
});

it("gathers the minutes of a longer candle by the clock, whichever of them exist", () => {
  const bars = [
    aBar({ time: "2026-03-02T15:00:00Z", open: "10", high: "12", low: "9", close: "11" }),
    aBar({ time: "2026-03-02T15:03:00Z", open: "11", high: "15", low: "11", close: "14" }),
    aBar({ time: "2026-03-02T15:05:00Z", open: "14", high: "14", low: "13", close: "13" }),
  ];
  const [first, second] = candles(bars, byName("5m"));
  expect(first).toMatchObject({ open: 10, high: 15, low: 9, close: 14, volume: 200 });
  expect(second).toMatchObject({ open: 14, close: 13, volume: 100 });
});
