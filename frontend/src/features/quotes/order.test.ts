import { expect, it } from "vitest";
import { movedBy, movedTo, toggled } from "@/features/quotes/order";

const LIST = ["META", "AAPL", "AMD"];

it("adds a symbol at the end and takes it out again", () => {
  expect(toggled(LIST, "KO")).toEqual(["META", "AAPL", "AMD", "KO"]);
  expect(toggled(LIST, "AAPL")).toEqual(["META", "AMD"]);
});

it.each([
  ["AMD", "META", ["AMD", "META", "AAPL"]],
  ["META", "AMD", ["AAPL", "AMD", "META"]],
  ["META", "META", LIST],
  ["KO", "META", LIST],
])("puts %s where %s is", (symbol, target, expected) => {
  expect(movedTo(LIST, symbol, target)).toEqual(expected);
});

it("moves by one, and stays at the ends", () => {
  expect(movedBy(LIST, "AAPL", -1)).toEqual(["AAPL", "META", "AMD"]);
  expect(movedBy(LIST, "AAPL", 1)).toEqual(["META", "AMD", "AAPL"]);
  expect(movedBy(LIST, "META", -1)).toEqual(LIST);
  expect(movedBy(LIST, "AMD", 1)).toEqual(LIST);
});
