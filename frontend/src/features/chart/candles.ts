/** From bars as the server keeps them to candles as they are drawn. Numbers here are pixels to be. */

import type { CandlestickData, HistogramData, UTCTimestamp } from "lightweight-charts";
import type { Bar, Resolution } from "@/api/types";

export interface Interval {
  name: string;
  title: string;
  resolution: Resolution;
  /** How many bars of the resolution make one candle; of time, not of bars that exist. */
  seconds: number;
}

export const INTERVALS = [
  { name: "1s", title: "One second", resolution: "1s", seconds: 1 },
  { name: "1m", title: "One minute", resolution: "1m", seconds: 60 },
  { name: "5m", title: "Five minutes", resolution: "1m", seconds: 300 },
  { name: "15m", title: "Fifteen minutes", resolution: "1m", seconds: 900 },
  { name: "1h", title: "One hour", resolution: "1m", seconds: 3600 },
  { name: "1D", title: "One session", resolution: "1d", seconds: 86_400 },
] as const satisfies readonly Interval[];

export interface Candle extends CandlestickData<UTCTimestamp> {
  volume: number;
}

/** When the candle that holds this moment begins, in seconds since 1970. */
export function candleTime(time: string, { seconds }: Interval): UTCTimestamp {
  const moment = Math.floor(Date.parse(time) / 1000);
  return (moment - (moment % seconds)) as UTCTimestamp;
}

/** Candles of these bars, which come oldest first. */
export function candles(bars: readonly Bar[], interval: Interval): Candle[] {
  const found: Candle[] = [];
  for (const bar of bars) {
    const time = candleTime(bar.time, interval);
    const last = found.at(-1);
    if (last?.time === time) {
      last.high = Math.max(last.high, Number(bar.high));
      last.low = Math.min(last.low, Number(bar.low));
      last.close = Number(bar.close);
      last.volume += Number(bar.volume);
    } else {
      found.push({
        time,
        open: Number(bar.open),
        high: Number(bar.high),
        low: Number(bar.low),
        close: Number(bar.close),
        volume: Number(bar.volume),
      });
    }
  }
  return found;
}

export function volumeOf({ time, volume }: Candle): HistogramData<UTCTimestamp> {
  return { time, value: volume };
}
