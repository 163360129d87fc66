import { BaselineSeries, type UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { EquityCurve as Curve } from "@/api/types";
import { serverNow } from "@/live/clock";
import { liveStore } from "@/live/store";
import { openChart } from "@/ui/chart";

interface EquityCurveProps {
  curve: Curve;
  /** The line that parts gain from loss: what the account started with. */
  baseline: string;
}

/** A point a second at most: more is not to be seen. */
const POINT_MS = 1_000;

/** Equity over time, and live at its end. Drawn outside React. */
export function EquityCurve({ curve, baseline }: EquityCurveProps) {
  const element = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!element.current) return;
    const { chart, onColors, close } = openChart(element.current, "moments", false);
    const series = chart.addSeries(BaselineSeries, {
      baseValue: { type: "price", price: Number(baseline) },
      lineWidth: 2,
      priceLineVisible: false,
    });
    onColors(({ up, down }) =>
      series.applyOptions({
        topLineColor: up,
        topFillColor1: `${up}40`,
        topFillColor2: `${up}05`,
        bottomLineColor: down,
        bottomFillColor1: `${down}05`,
        bottomFillColor2: `${down}40`,
      }),
    );
    const points = pointsOf(curve);
    let last = Number(points.at(-1)?.time ?? 0);
    series.setData(points);
    chart.timeScale().fitContent();

    function extend(): void {
      const equity = liveStore.getState().account?.equity;
      const now = Math.floor(serverNow() / 1000);
      if (equity == null || now <= last) return;
      last = now;
      series.update({ time: now as UTCTimestamp, value: Number(equity) });
    }
    extend();
    const timer = setInterval(extend, POINT_MS);
    return () => {
      clearInterval(timer);
      close();
    };
  }, [curve, baseline]);

  return <figure ref={element} aria-label="Equity over time" className="absolute inset-0 m-0" />;
}

/** One point a second, the newest of it. */
function pointsOf({ points }: Curve): { time: UTCTimestamp; value: number }[] {
  const values = new Map(
    points.map(({ at, equity }) => [Math.floor(Date.parse(at) / 1000), Number(equity)]),
  );
  return [...values].map(([time, value]) => ({ time: time as UTCTimestamp, value }));
}
