import { describe, expect, it } from "vitest";
import { add, compare, multiply, readDecimal, roundTo, signOf, stepBy } from "@/kernel/decimal";

describe("reading what a person typed", () => {
  it.each([
    ["10", "10"],
    [" 1,234.50 ", "1234.50"],
    ["$1,000,000", "1000000"],
    ["007", "7"],
    [".5", "0.5"],
    ["5.", "5"],
    ["+3", "3"],
    ["\u22122.5", "-2.5"],
    ["12345678901234567.89", "12345678901234567.89"],
  ])("reads %j as %s", (typed, read) => {
    expect(readDecimal(typed)).toBe(read);
  });

  it.each(["", " ", ".", "12,50", "1,23,456", "1e9", "ten", "1.2.3", "--1", "0x10", "NaN"])(
    "refuses %j rather than guess",
    (typed) => {
      expect(readDecimal(typed)).toBeNull();
    },
  );
});

describe("arithmetic", () => {
  it("is exact where floats are not", () => {
    expect(add("0.1", "0.2")).toBe("0.3");
    expect(multiply("0.1", "3")).toBe("0.3");
    expect(multiply("12345678901234567.89", "100")).toBe("1234567890123456789");
  });

  it("compares by value and not by how it is written", () => {
    expect(compare("1.50", "1.5")).toBe(0);
    expect(compare("-2", "1")).toBeLessThan(0);
    expect(compare("10", "9.99")).toBeGreaterThan(0);
    expect(signOf("-0.00")).toBe(0);
  });

  it("rounds half away from zero, as the book does", () => {
    expect(roundTo("1.005", 2)).toBe("1.01");
    expect(roundTo("-1.005", 2)).toBe("-1.01");
    expect(roundTo("1.0049", 2)).toBe("1.00");
    expect(roundTo("7", 2)).toBe("7.00");
  });
});

describe("stepping on a grid", () => {
  it("moves by whole steps", () => {
    expect(stepBy("189.32", "0.01", 1)).toBe("189.33");
    expect(stepBy("189.32", "0.01", -10)).toBe("189.22");
    expect(stepBy("0.1", "0.1", 2)).toBe("0.3");
  });

  it("snaps a value off the grid to the next step in its direction", () => {
    expect(stepBy("10.03", "0.05", 1)).toBe("10.05");
    expect(stepBy("10.03", "0.05", -1)).toBe("10");
    expect(stepBy("-0.03", "0.05", 1)).toBe("0");
  });
});
