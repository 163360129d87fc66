import { expect, it } from "vitest";
import { composition, deviation } from "@/features/equity/shares";

it("splits the account into what is held, reserved and free", () => {
  const parts = composition({ cash: "75000", reserved: "25000", positions_value: "25000" });
  expect(parts.map(({ name, share }) => [name, share])).toEqual([
    ["Positions", 0.25],
    ["Reserved", 0.25],
    ["Free cash", 0.5],
  ]);
});

it("counts a short position by its size", () => {
  const [positions] = composition({ cash: "150", reserved: "0", positions_value: "-50" });
  expect(positions?.share).toBe(0.25);
});

it("draws an empty account without dividing by zero", () => {
  const parts = composition({ cash: "0", reserved: "0", positions_value: "0" });
  expect(parts.every(({ share }) => share === 0)).toBe(true);
});

it.each([
  ["100000", 0, 0.01],
  ["100500", 0.5, 0.01],
  ["98000", -1, 0.02],
  ["160000", 0.6, 1],
])("puts equity of %s at %d of a scale of %d", (equity, at, span) => {
  const found = deviation(equity, "100000");
  expect(found.at).toBeCloseTo(at, 5);
  expect(found.span).toBe(span);
});
