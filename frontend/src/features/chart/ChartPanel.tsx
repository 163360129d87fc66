import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { instrumentQuery } from "@/api/orders";
import { INTERVALS } from "@/features/chart/candles";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";

const CandleChart = lazy(async () => ({
  default: (await import("@/features/chart/CandleChart")).CandleChart,
}));

const OPTIONS = INTERVALS.map(({ name, title }) => ({ value: name, label: name, title }));

interface ChartPanelProps {
  /** What is on the ticket; the first symbol that is quoted where that is nothing. */
  symbol: string;
}

/** The price of a symbol over time, live at its end, in the exchange's time. */
export function ChartPanel({ symbol: wanted }: ChartPanelProps) {
  const [name, setName] = useState<(typeof INTERVALS)[number]["name"]>("1m");
  const [chosen, setChosen] = useState(wanted);
  const isQuoted = useLive((state) => wanted in state.quotes);
  const first = useLive((state) => state.quotedSymbols[0]);
  // While a symbol is being typed the chart stays where it was.
  if (isQuoted && wanted !== chosen) setChosen(wanted);
  const symbol = chosen || first;
  const title = useLive((state) => (symbol ? state.quotes[symbol]?.name : undefined));
  const { data: instrument } = useQuery(instrumentQuery(symbol ?? ""));
  const interval = INTERVALS.find((each) => each.name === name) ?? INTERVALS[1];
  return (
    <Panel
      name="chart"
      title="Chart"
      tools={
        <>
          <span className="min-w-0 truncate text-xs">
            <b className="font-semibold">{symbol}</b> <span className="text-dim">{title}</span>
          </span>
          <span className="ml-auto shrink-0">
            <Segmented legend="Interval" options={OPTIONS} value={name} onChange={setName} />
          </span>
        </>
      }
    >
      {symbol ? (
        <div className="relative h-full">
          <Suspense fallback={<Empty>Loading the chart…</Empty>}>
            <CandleChart
              symbol={symbol}
              interval={interval}
              tick={instrument?.tick_size ?? "0.01"}
            />
          </Suspense>
        </div>
      ) : (
        <Empty>Waiting for quotes…</Empty>
      )}
    </Panel>
  );
}
