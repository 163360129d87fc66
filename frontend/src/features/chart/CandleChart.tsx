import { CandlestickSeries, HistogramSeries } from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import { openBars } from "@/features/chart/barStore";
import { type Candle, type Interval, volumeOf } from "@/features/chart/candles";
import { watchDragging } from "@/features/chart/dragging";
import { EdgeMarks } from "@/features/chart/EdgeMarks";
import { type EdgeWatch, NO_EDGES, watchEdges } from "@/features/chart/edges";
import { openOrderLines } from "@/features/chart/orderLines";
import { type Decimal, placesOf } from "@/kernel/decimal";
import { openChart } from "@/ui/chart";
import { Warning } from "@/ui/Warning";

interface CandleChartProps {
  symbol: string;
  interval: Interval;
  tick: Decimal;
}

/** Nearer to the left edge than this many candles, older ones are read. */
const MARGIN = 30;

/**
 * Candles and volume with the pending orders on them. Bars reach the chart without a render; what
 * was opened for a symbol is closed with it.
 */
export function CandleChart({ symbol, interval, tick }: CandleChartProps) {
  const element = useRef<HTMLElement>(null);
  const legend = useRef<HTMLParagraphElement>(null);
  const [state, setState] = useState<"loading" | "shown" | "empty" | { problem: string }>(
    "loading",
  );
  const edgeWatch = useRef<EdgeWatch | null>(null);
  const [edges, setEdges] = useState(NO_EDGES);
  const [fitted, setFitted] = useState(false);

  useEffect(() => {
    if (!element.current) return;
    setState("loading");
    let shown = 0;
    const span = interval.resolution === "1d" ? "days" : "moments";
    const { chart, onColors, close } = openChart(element.current, span, true);
    const places = placesOf(tick);
    const price = chart.addSeries(CandlestickSeries, {
      priceFormat: { type: "price", precision: places, minMove: 10 ** -places },
      borderVisible: false,
    });
    const volume = chart.addSeries(HistogramSeries, {
      priceScaleId: "",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
    price.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.2 } });
    chart.timeScale().applyOptions({ secondsVisible: interval.seconds < 60, rightOffset: 4 });
    const lines = openOrderLines(price, symbol, tick);
    const stopDragging = watchDragging(element.current, chart, lines);
    const watch = watchEdges(chart, price, lines, setEdges);
    edgeWatch.current = watch;

    onColors((colors) => {
      const { up, down, edge } = colors;
      price.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
      volume.applyOptions({ color: `${edge}55` });
      lines.paint(colors);
    });
    const bars = openBars(symbol, interval, {
      all: (candles) => {
        price.setData(candles);
        volume.setData(candles.map(volumeOf));
        shown = candles.length;
        setState(shown > 0 ? "shown" : "empty");
      },
      grow: (candle) => {
        price.update(candle);
        volume.update(volumeOf(candle));
        if (shown === 0) setState("shown");
        shown += 1;
      },
      problem: (reason) => setState({ problem: reason }),
    });

    chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range && shown > 0 && range.from < MARGIN) bars.loadOlder();
    });
    chart.subscribeCrosshairMove(({ seriesData }) => {
      const candle = seriesData.get(price) as Candle | undefined;
      if (legend.current) legend.current.textContent = candle ? ohlc(candle, places) : "";
    });
    return () => {
      bars.close();
      lines.close();
      watch.close();
      setEdges(NO_EDGES);
      setFitted(false);
      stopDragging();
      close();
    };
  }, [symbol, interval, tick]);

  return (
    <div
      className="absolute inset-0"
      data-testid="price-chart"
      data-state={typeof state === "string" ? state : "problem"}
    >
      <figure ref={element} aria-label={`Price of ${symbol}`} className="absolute inset-0 m-0" />
      <p
        ref={legend}
        aria-hidden
        className="figure pointer-events-none absolute top-1 left-2 z-10 text-2xs text-soft"
      />
      {state === "shown" && (
        <EdgeMarks
          edges={edges}
          fitted={fitted}
          onFit={(on) => {
            setFitted(on);
            edgeWatch.current?.fit(on);
          }}
        />
      )}
      {state !== "shown" && (
        // Above the chart's canvases, which have a height of their own in the pile.
        <div className="pointer-events-none absolute inset-0 z-10 flex items-center justify-center p-4 text-xs text-dim">
          {state === "loading" && "Loading bars…"}
          {state === "empty" && `No bars of ${symbol} yet: the first trade draws one.`}
          {typeof state === "object" && <Warning>{state.problem}</Warning>}
        </div>
      )}
    </div>
  );
}

function ohlc({ open, high, low, close }: Candle, places: number): string {
  const [o, h, l, c] = [open, high, low, close].map((value) => value.toFixed(places));
  return `O ${o}  H ${h}  L ${l}  C ${c}`;
}
