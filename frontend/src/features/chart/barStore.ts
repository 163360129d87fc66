/** The bars of one open chart: history read page by page, and what grows at the end. */

import { olderBars } from "@/api/bars";
import type { Bar } from "@/api/types";
import { type Candle, candles, candleTime, type Interval } from "@/features/chart/candles";
import { followBars, joined, merged } from "@/live/bars";

export interface ChartSink {
  /** Draw all of these. */
  all: (candles: Candle[]) => void;
  /** Draw or redraw this candle, which is the last one or comes after it. */
  grow: (candle: Candle) => void;
  problem: (reason: string) => void;
}

const PAGE = 1_000;

export interface ChartBars {
  /** Reads a page of what lies before; once at a time, and no more where there is no more. */
  loadOlder: () => void;
  close: () => void;
}

/** Opens the bars of a symbol for one chart. */
export function openBars(symbol: string, interval: Interval, sink: ChartSink): ChartBars {
  let bars: readonly Bar[] = [];
  let isLoading = false;
  let isAtStart = false;
  let isClosed = false;

  function grow(came: readonly Bar[]): void {
    const first = came[0];
    const last = bars.at(-1);
    if (!first) return;
    bars = merged(bars, came);
    if (last && candleTime(first.time, interval) < candleTime(last.time, interval)) {
      // Something older changed: a chart can only grow at its end.
      sink.all(candles(bars, interval));
      return;
    }
    const start = candleTime(first.time, interval);
    for (const candle of candles(tailFrom(bars, start, interval), interval)) sink.grow(candle);
  }

  async function readOlder(): Promise<void> {
    const first = bars[0];
    if (!first || isLoading || isAtStart) return;
    isLoading = true;
    try {
      const older = await olderBars(symbol, interval.resolution, first.time, PAGE);
      if (isClosed) return;
      isAtStart = older.length === 0;
      // What came meanwhile is behind them; only the front grows here.
      bars = [...older.filter((bar) => bar.time < first.time), ...bars];
      if (!isAtStart) sink.all(candles(bars, interval));
    } catch {
      // History stays as it is; looking further back asks again.
    } finally {
      isLoading = false;
    }
  }

  const leave = followBars(symbol, interval.resolution, {
    all: (came) => {
      bars = joined(bars, came);
      isAtStart = false;
      sink.all(candles(bars, interval));
    },
    changed: grow,
    problem: sink.problem,
  });

  return {
    loadOlder: () => void readOlder(),
    close: () => {
      isClosed = true;
      leave();
    },
  };
}

/** The bars from the candle on that begins at `start`. */
function tailFrom(bars: readonly Bar[], start: number, interval: Interval): readonly Bar[] {
  let index = bars.length;
  while (index > 0) {
    const bar = bars[index - 1];
    if (!bar || candleTime(bar.time, interval) < start) break;
    index -= 1;
  }
  return bars.slice(index);
}
