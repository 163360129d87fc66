import { expect, it } from "vitest";
import { csvOf } from "@/kernel/csv";

it("has a line for the columns and one for each row, figures as they came", () => {
  expect(
    csvOf(["symbol", "net_pnl", "mae"], [{ symbol: "META", net_pnl: "-6.80", mae: null }]),
  ).toBe("symbol,net_pnl,mae\r\nMETA,-6.80,\r\n");
});

it("quotes what needs it, and lets no spreadsheet run a note", () => {
  const notes = ['He said "wait",\nand I did', "=HYPERLINK(1)", "-1+2", "@SUM(A1)"];
  const csv = csvOf(
    ["note", "tags"],
    notes.map((note) => ({ note, tags: ["a", "b"] })),
  );
  expect(csv).toContain('"He said ""wait"",\nand I did",a; b\r\n');
  expect(csv).toContain("'=HYPERLINK(1),");
  expect(csv).toContain("'-1+2,");
  expect(csv).toContain("'@SUM(A1),");
});
