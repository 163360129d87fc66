import { expect, it } from "vitest";
import { EVERYTHING, filterOf, idsLike } from "@/features/orders/filter";
import { anOrder } from "@/test/fixtures";

const NOW = Date.parse("2026-03-10T15:00:00Z");
const day = (number: number) => `2026-03-0${number}T15:00:00Z`;

it("asks for everything where nothing was chosen", () => {
  expect(filterOf(EVERYTHING, NOW)).toEqual({});
});

it("asks for what was chosen", () => {
  expect(filterOf({ symbol: " aapl ", status: "FILLED", days: "7" }, NOW)).toEqual({
    symbol: "AAPL",
    status: ["FILLED"],
    from: "2026-03-03T15:00:00.000Z",
  });
});

it("puts live and older orders together, newest first, and believes the live one", () => {
  const of = (order_id: string, submitted_at: string, status: "PENDING" | "FILLED") =>
    anOrder({ order_id, submitted_at, status });
  const live = { b: of("b", day(5), "PENDING"), d: of("d", day(2), "FILLED") };
  const older = new Map([
    ["a", of("a", day(6), "FILLED")],
    ["b", of("b", day(5), "FILLED")],
    ["c", of("c", day(4), "FILLED")],
  ]);
  expect(idsLike({}, live, older)).toEqual(["a", "b", "c", "d"]);
  expect(idsLike({ status: ["FILLED"] }, live, older)).toEqual(["a", "c", "d"]);
  expect(idsLike({ from: day(4) }, live, older)).toEqual(["a", "b", "c"]);
  expect(idsLike({ symbol: "META" }, live, older)).toEqual([]);
});
