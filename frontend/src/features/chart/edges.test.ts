import { expect, it } from "vitest";
import { edgesOf } from "@/features/chart/edges";
import type { OrderLine } from "@/features/chart/orderLines";

const line = (title: string, price: string) => ({ title, price }) as OrderLine;

it("tells the orders above and below what is shown, the nearest to it first", () => {
  const outside: string[] = [];
  const sight = ({ price }: OrderLine, inSight: boolean) => inSight || outside.push(price);
  const lines = [
    line("SELL 10 LMT", "130"),
    line("SELL 5 LMT", "120"),
    line("BUY 1 LMT", "105"),
    line("BUY 2 LMT", "80"),
    line("SELL 10 STP", "90"),
    line("SELL 10 STP", "90"),
  ];
  // 100 to 110 on 100 pixels, the higher the price the less.
  const at = (price: number) => (110 - price) * 10;
  expect(edgesOf({ all: () => lines, sight }, at, 100)).toEqual({
    above: ["SELL 5 LMT 120.00", "SELL 10 LMT 130.00"],
    below: ["SELL 10 STP 90.00", "BUY 2 LMT 80.00"],
  });
  expect(outside).toEqual(["80", "90", "90", "120", "130"]);
});

it("tells nothing while the chart has no scale", () => {
  const lines = { all: () => [line("BUY 1 LMT", "105")], sight: () => undefined };
  expect(edgesOf(lines, () => null, 100)).toEqual({ above: [], below: [] });
});
