import Search from "lucide-react/icons/search";
import { useMemo, useState } from "react";
import { QuoteRow } from "@/features/quotes/QuoteRow";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";

interface QuotesPanelProps {
  chosen: string;
  onChoose: (symbol: string) => void;
  className?: string;
}

/** Every symbol the sources quote. A click takes one into the ticket. */
export function QuotesPanel({ chosen, onChoose, className = "" }: QuotesPanelProps) {
  const symbols = useLive((state) => state.quotedSymbols);
  const ready = useLive((state) => state.ready.quotes);
  const [filter, setFilter] = useState("");
  const shown = useMemo(() => {
    const wanted = filter.trim().toUpperCase();
    return wanted ? symbols.filter((symbol) => symbol.includes(wanted)) : symbols;
  }, [symbols, filter]);

  return (
    <Panel
      title="Quotes"
      className={className}
      tools={
        <>
          <span className="figure text-2xs text-dim">{symbols.length}</span>
          <span className="relative ml-auto">
            <Search
              aria-hidden
              className="absolute top-1/2 left-1.5 size-3 -translate-y-1/2 text-dim"
            />
            <input
              type="search"
              aria-label="Filter quotes by symbol"
              placeholder="Filter"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className="h-5 w-24 rounded-sm border border-line bg-field pr-1 pl-5.5 text-2xs hover:border-edge"
            />
          </span>
        </>
      }
    >
      {shown.length > 0 ? (
        <table className="grid-table">
          <caption className="sr-only">Live quotes</caption>
          <thead>
            <tr>
              <th scope="col">Symbol</th>
              <th scope="col" className="num">
                Last
              </th>
              <th scope="col" className="num">
                Chg %
              </th>
              <th scope="col" className="num">
                Bid
              </th>
              <th scope="col" className="num">
                Ask
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((symbol) => (
              <QuoteRow
                key={symbol}
                symbol={symbol}
                chosen={symbol === chosen}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      ) : (
        <Empty>{emptyText(ready, symbols.length > 0)}</Empty>
      )}
    </Panel>
  );
}

function emptyText(ready: boolean, filtered: boolean): string {
  if (filtered) return "No symbol matches the filter.";
  return ready ? "No source has quoted anything yet." : "Waiting for quotes…";
}
