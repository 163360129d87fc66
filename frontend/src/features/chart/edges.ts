/** Orders whose price is outside of what the chart shows: told at its edges, or fitted into it. */

import type { AutoscaleInfo, IChartApi, ISeriesApi } from "lightweight-charts";
import type { OrderLines } from "@/features/chart/orderLines";
import { price as priceText } from "@/kernel/format";

export interface Edges {
  /** Orders above what is shown, such as "SELL 10 LMT 255.89"; the nearest first. */
  above: readonly string[];
  below: readonly string[];
}

export const NO_EDGES: Edges = { above: [], below: [] };

/** The chart does not tell when its scale moves: so it is looked at. */
const LOOK_MS = 500;

export interface EdgeWatch {
  /** Whether the scale reaches as far as the orders do. */
  fit: (on: boolean) => void;
  close: () => void;
}

export function watchEdges(
  chart: IChartApi,
  series: ISeriesApi<"Candlestick">,
  lines: OrderLines,
  onChange: (edges: Edges) => void,
): EdgeWatch {
  let fitted = false;
  let told = "";

  function look(): void {
    const height = chart.panes()[0]?.getHeight() ?? 0;
    const edges = edgesOf(lines, (value) => series.priceToCoordinate(value), height);
    const now = JSON.stringify(edges);
    if (now === told) return;
    told = now;
    onChange(edges);
  }

  function scaled(original: () => AutoscaleInfo | null): AutoscaleInfo | null {
    const info = original();
    if (!fitted || !info?.priceRange) return info;
    const prices = lines.all().map(({ price }) => Number(price));
    const { minValue, maxValue } = info.priceRange;
    return {
      ...info,
      priceRange: {
        minValue: Math.min(minValue, ...prices),
        maxValue: Math.max(maxValue, ...prices),
      },
    };
  }

  series.applyOptions({ autoscaleInfoProvider: scaled });
  const timer = setInterval(look, LOOK_MS);
  return {
    fit: (on) => {
      fitted = on;
      series.priceScale().applyOptions({ autoScale: true });
      look();
    },
    close: () => clearInterval(timer),
  };
}

/** `at` gives the height of a price, from the top of a pane that is `height` pixels high. */
export function edgesOf(
  lines: Pick<OrderLines, "all" | "sight">,
  at: (price: number) => number | null,
  height: number,
): Edges {
  const above: string[] = [];
  const below: string[] = [];
  for (const line of lines.all().sort((a, b) => Number(a.price) - Number(b.price))) {
    const y = at(Number(line.price)) ?? 0;
    const text = `${line.title} ${priceText(line.price)}`;
    lines.sight(line, y >= 0 && y <= height);
    if (y < 0) above.push(text);
    if (y > height) below.unshift(text);
  }
  return { above: [...new Set(above)], below: [...new Set(below)] };
}
