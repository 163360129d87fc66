import { BaselineSeries, type UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { EquityCurve as Curve } from "@/api/types";
import { money } from "@/kernel/format";
import { preferencesStore } from "@/kernel/preferences";
import { privately } from "@/kernel/privacy";
import { serverNow } from "@/live/clock";
import { liveStore } from "@/live/store";
import { openChart } from "@/ui/chart";

interface EquityCurveProps {
  curve: Curve;
  /** The line that parts gain from loss: what the account started with. */
  baseline: string;
}

/** A look a second: more is not to be seen. */
const LOOK_MS = 1_000;
/**
 * A point is as wide as any other. Once the history is a line, the living end is one point a
 * minute as the history is, else the last minutes would push the day aside.
 */
const LINE_POINTS_MIN = 10;
const MINUTE = 60;

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
    const label = () =>
      chart.applyOptions({
        localization: { priceFormatter: (value: number) => privately(money(String(value))) },
      });
    label();
    const relabel = preferencesStore.subscribe(label);
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
    const step = points.length < LINE_POINTS_MIN ? 1 : MINUTE;
    let last = Number(points.at(-1)?.time ?? 0);
    series.setData(points);
    chart.timeScale().fitContent();

    function extend(): void {
      const equity = liveStore.getState().account?.equity;
      const now = Math.floor(serverNow() / 1000 / step) * step;
      if (equity == null) return;
      last = Math.max(last, now);
      series.update({ time: last as UTCTimestamp, value: Number(equity) });
    }
    extend();
    const timer = setInterval(extend, LOOK_MS);
    return () => {
      clearInterval(timer);
      relabel();
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
