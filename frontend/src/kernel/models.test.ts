import { expect, it } from "vitest";
import { feeWords, fillWords, readFee, readFill, writeFee, writeFill } from "@/kernel/models";

it.each(["quote", "touch", "strict", "quote+slippage:0.05"])("reads and writes %s", (spec) => {
  expect(writeFill(readFill(spec))).toBe(spec);
});

it.each(["none", "per_share:0.005", "flat:1.00", "percent:0.1"])("reads and writes %s", (spec) => {
  expect(writeFee(readFee(spec))).toBe(spec);
});

it("puts a model into words", () => {
  expect(fillWords("quote+slippage:0.05")).toBe("Quote, 0.05% slippage");
  expect(["none", "per_share:0.005", "flat:1.00", "percent:0.1"].map(feeWords)).toEqual([
    "None",
    "$0.005 a share",
    "$1.00 an order",
    "0.1% of the fill",
  ]);
});
