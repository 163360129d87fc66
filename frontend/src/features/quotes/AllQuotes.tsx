import Star from "lucide-react/icons/star";
import { useMemo } from "react";
import { toggled } from "@/features/quotes/order";
import { QuoteRow } from "@/features/quotes/QuoteRow";
import { QuoteTable } from "@/features/quotes/QuoteTable";
import type { Watchlist } from "@/features/quotes/useWatchlist";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";

export interface QuotesProps {
  watchlist: Watchlist;
  /** What the trader typed to narrow the list. */
  letters: string;
  chosen: string;
  onChoose: (symbol: string) => void;
}

/** Every symbol that is quoted; the star puts it on the watchlist. */
export function AllQuotes({ watchlist, letters, chosen, onChoose }: QuotesProps) {
  const symbols = useLive((state) => state.quotedSymbols);
  const ready = useLive((state) => state.ready.quotes);
  const shown = useMemo(
    () => symbols.filter((symbol) => symbol.includes(letters)),
    [symbols, letters],
  );
  const watched = useMemo(() => new Set(watchlist.symbols), [watchlist.symbols]);

  if (shown.length === 0) return <Empty>{emptyText(ready, symbols.length > 0)}</Empty>;
  return (
    <QuoteTable caption="Live quotes" symbols={shown}>
      {(symbol) => (
        <QuoteRow
          key={symbol}
          symbol={symbol}
          chosen={symbol === chosen}
          onChoose={onChoose}
          mark={
            <StarButton
              symbol={symbol}
              on={watched.has(symbol)}
              onToggle={() => watchlist.change((list) => toggled(list, symbol))}
            />
          }
        />
      )}
    </QuoteTable>
  );
}

interface StarButtonProps {
  symbol: string;
  on: boolean;
  onToggle: () => void;
}

function StarButton({ symbol, on, onToggle }: StarButtonProps) {
  return (
    <button
      type="button"
      aria-label={`${symbol} on the watchlist`}
      aria-pressed={on}
      onClick={onToggle}
      className="relative z-[1] flex size-5 items-center justify-center text-edge hover:text-gold aria-pressed:text-gold"
    >
      <Star aria-hidden className="size-3" fill={on ? "currentColor" : "none"} />
    </button>
  );
}

function emptyText(ready: boolean, filtered: boolean): string {
  if (filtered) return "No symbol matches the filter.";
  return ready ? "No source has quoted anything yet." : "Waiting for quotes…";
}
