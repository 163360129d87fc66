import { expect, it } from "vitest";
import { EVERYTHING, filterOf, isEverything } from "@/features/journal/filter";

const NOW = Date.parse("2026-03-08T12:00:00Z");

it("asks for nothing in particular where nothing is chosen", () => {
  expect(filterOf(EVERYTHING, NOW)).toEqual({});
  expect(isEverything(EVERYTHING)).toBe(true);
});

it("asks for what was chosen, as the server takes it", () => {
  const choice = {
    symbol: " aapl ",
    side: "long",
    verdict: "did_not_work",
    tag: "gap",
    days: "7",
  } as const;
  expect(filterOf(choice, NOW)).toEqual({
    symbol: "AAPL",
    side: "long",
    verdict: "did_not_work",
    tag: "gap",
    from: "2026-03-01T12:00:00.000Z",
  });
  expect(isEverything(choice)).toBe(false);
});
