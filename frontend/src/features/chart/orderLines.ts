/** The pending orders of a symbol as lines on its chart; a line that is dragged edits its order. */

import { type IPriceLine, type ISeriesApi, LineStyle } from "lightweight-charts";
import { replaceOrder } from "@/api/orders";
import { asProblem } from "@/api/problem";
import type { Order } from "@/api/types";
import { type Decimal, placesOf } from "@/kernel/decimal";
import { price as priceText } from "@/kernel/format";
import { privately } from "@/kernel/privacy";
import { sizeOf } from "@/live/announce";
import { applyOrder, liveStore } from "@/live/store";
import type { Colors } from "@/ui/chart";
import { notify } from "@/ui/notify";

type PriceTerm = "limit_price" | "stop_price";

const WORDS: Record<PriceTerm, string> = { limit_price: "LMT", stop_price: "STP" };

export interface OrderLine {
  key: string;
  /** How the order reads: "SELL 10 LMT". */
  title: string;
  orderId: string;
  term: PriceTerm;
  price: Decimal;
  line: IPriceLine;
  /** Whether the chart's scale reaches as far; what it does not must not crowd its axis. */
  inSight: boolean;
}

export interface OrderLines {
  paint: (colors: Colors) => void;
  all: () => OrderLine[];
  /** Tells whether a line is within the chart's scale. */
  sight: (line: OrderLine, inSight: boolean) => void;
  /** The line within reach of a height on the chart, if any. */
  near: (y: number) => OrderLine | undefined;
  /** Shows the line where it is dragged to. */
  drag: (line: OrderLine, y: number) => void;
  /** Sends the new price; `null` puts the line back. */
  drop: (line: OrderLine, y: number | null) => void;
  close: () => void;
}

const REACH_PIXELS = 6;

export function openOrderLines(
  series: ISeriesApi<"Candlestick">,
  symbol: string,
  tick: Decimal,
): OrderLines {
  const lines = new Map<string, OrderLine>();
  let colors: Colors | null = null;
  let average: IPriceLine | null = null;
  let dragged: string | null = null;

  function sync(): void {
    if (!colors) return;
    const wanted = new Set<string>();
    for (const order of Object.values(liveStore.getState().orders)) {
      if (order.symbol !== symbol || order.status !== "PENDING") continue;
      for (const term of ["limit_price", "stop_price"] as const) {
        const price = order[term];
        if (price == null) continue;
        wanted.add(show(order, term, price, colors));
      }
    }
    for (const [key, { line }] of lines) {
      if (wanted.has(key)) continue;
      series.removePriceLine(line);
      lines.delete(key);
    }
    showAverage(colors);
  }

  function show(order: Order, term: PriceTerm, price: Decimal, { up, down }: Colors): string {
    const key = `${order.order_id} ${term}`;
    const known = lines.get(key);
    if (known && key === dragged) return key;
    const options = {
      price: Number(price),
      color: order.side === "BUY" ? up : down,
      lineStyle: LineStyle.Dashed,
      lineWidth: 1,
      axisLabelVisible: known?.inSight ?? true,
      title: `${order.side} ${privately(sizeOf(order))} ${WORDS[term]}`,
    } as const;
    if (known) {
      known.price = price;
      known.title = options.title;
      known.line.applyOptions(options);
    } else {
      const line = series.createPriceLine(options);
      lines.set(key, {
        key,
        title: options.title,
        orderId: order.order_id,
        term,
        price,
        line,
        inSight: true,
      });
    }
    return key;
  }

  function showAverage({ gold }: Colors): void {
    const price = liveStore.getState().positions[symbol]?.average_price;
    if (average) series.removePriceLine(average);
    average = price
      ? series.createPriceLine({
          price: Number(price),
          color: gold,
          lineStyle: LineStyle.Dotted,
          lineWidth: 1,
          axisLabelVisible: false,
          title: "avg",
        })
      : null;
  }

  /** The price at a height, on the instrument's grid. */
  function priceAt(y: number): Decimal | null {
    const value = series.coordinateToPrice(y);
    if (value === null) return null;
    const steps = Math.max(1, Math.round(value / Number(tick)));
    return (steps * Number(tick)).toFixed(placesOf(tick));
  }

  async function send({ orderId, term, line, price }: OrderLine, wanted: Decimal): Promise<void> {
    const order = liveStore.getState().orders[orderId];
    if (!order) return;
    try {
      applyOrder(await replaceOrder(orderId, { [term]: wanted, expected_version: order.version }));
      notify("neutral", `${symbol} ${WORDS[term]} moved to ${priceText(wanted)}`);
    } catch (error) {
      const problem = asProblem(error);
      line.applyOptions({ price: Number(price) });
      if (problem.order) applyOrder(problem.order);
      notify("bad", `Not moved: ${problem.message}`);
    }
  }

  const stop = liveStore.subscribe((now, before) => {
    const held = now.positions[symbol]?.average_price !== before.positions[symbol]?.average_price;
    if (held || now.orders !== before.orders) sync();
  });

  return {
    paint: (now) => {
      colors = now;
      sync();
    },
    all: () => [...lines.values()],
    sight: (line, inSight) => {
      if (line.inSight === inSight) return;
      line.inSight = inSight;
      line.line.applyOptions({ axisLabelVisible: inSight });
    },
    near: (y) =>
      [...lines.values()].find(({ price }) => {
        const at = series.priceToCoordinate(Number(price));
        return at !== null && Math.abs(at - y) <= REACH_PIXELS;
      }),
    drag: (line, y) => {
      dragged = line.key;
      const price = priceAt(y);
      if (price) line.line.applyOptions({ price: Number(price) });
    },
    drop: (line, y) => {
      dragged = null;
      const price = y === null ? null : priceAt(y);
      if (price === null || Number(price) === Number(line.price)) {
        line.line.applyOptions({ price: Number(line.price) });
        return;
      }
      void send(line, price);
    },
    close: stop,
  };
}
