/**
 * A chart in Thor's colors and in the exchange's time. It is heavy: import it only from what is
 * loaded when it is needed.
 */

import {
  ColorType,
  CrosshairMode,
  createChart,
  type IChartApi,
  TickMarkType,
  type Time,
} from "lightweight-charts";
import { clockTime, dayOf, minuteTime } from "@/kernel/time";

/** The tokens as the chart can read them: it knows no `var()`. */
export interface Colors {
  panel: string;
  line: string;
  text: string;
  dim: string;
  edge: string;
  gold: string;
  up: string;
  down: string;
}

const DATE = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short", day: "2-digit" });
const NAMES = ["panel", "line", "text", "dim", "edge", "gold", "up", "down"] as const;

function colors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--color-${name}`).trim()]);
  return Object.fromEntries(entries) as unknown as Colors;
}

export interface OpenChart {
  chart: IChartApi;
  /** Hands the colors over now and whenever theme or palette change. */
  onColors: (paint: (colors: Colors) => void) => void;
  close: () => void;
}

/** What one point stands for: a moment, or a session, whose time is midnight UTC of its date. */
export type Span = "moments" | "days";

/** Opens a chart that fills the element; one of those on a screen carries its maker's mark. */
export function openChart(element: HTMLElement, span: Span, branded: boolean): OpenChart {
  const painters: ((colors: Colors) => void)[] = [];
  const chart = createChart(element, {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    localization: {
      timeFormatter: (time: Time) =>
        span === "days" ? dateLabel(Number(time)) : fullLabel(Number(time)),
    },
    // A label that does not fit whole is left out rather than cut off.
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      tickMarkFormatter: (time: Time, kind: TickMarkType) =>
        span === "days" ? dateLabel(Number(time)) : tickLabel(Number(time), kind),
    },
  });

  function repaint(): void {
    const now = colors();
    chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: now.panel },
        textColor: now.dim,
        fontFamily: "JetBrains Mono Variable, monospace",
        fontSize: 10.5,
        attributionLogo: branded,
      },
      grid: { vertLines: { color: `${now.line}66` }, horzLines: { color: `${now.line}66` } },
      crosshair: {
        vertLine: { color: now.edge, labelBackgroundColor: now.edge },
        horzLine: { color: now.edge, labelBackgroundColor: now.edge },
      },
    });
    for (const paint of painters) paint(now);
  }

  const watcher = new MutationObserver(repaint);
  watcher.observe(document.documentElement, { attributeFilter: ["data-theme", "data-palette"] });
  repaint();
  return {
    chart,
    onColors: (paint) => {
      painters.push(paint);
      paint(colors());
    },
    close: () => {
      watcher.disconnect();
      chart.remove();
    },
  };
}

function dateLabel(seconds: number): string {
  return DATE.format(seconds * 1000);
}

function fullLabel(seconds: number): string {
  return `${dayOf(seconds * 1000)} ${clockTime(seconds * 1000)} ET`;
}

/** The chart thinks in UTC; its midnight is evening in New York, and no new day there. */
function tickLabel(seconds: number, kind: TickMarkType): string {
  const moment = seconds * 1000;
  if (kind === TickMarkType.TimeWithSeconds) return clockTime(moment);
  const time = minuteTime(moment);
  const isEvening = time.startsWith("19:") || time.startsWith("20:");
  return kind === TickMarkType.Time || isEvening ? time : dayOf(moment);
}
