import { useQueryClient } from "@tanstack/react-query";
import Search from "lucide-react/icons/search";
import { type KeyboardEvent, useState } from "react";
import { instrumentQuery } from "@/api/orders";
import { asProblem } from "@/api/problem";
import { toggled } from "@/features/quotes/order";
import type { Watchlist } from "@/features/quotes/useWatchlist";

interface SymbolSearchProps {
  filter: string;
  onFilter: (text: string) => void;
  watchlist: Watchlist;
  /** Whether Enter puts the symbol on the watchlist. */
  adds: boolean;
}

/** Narrows the list while typing; on the watchlist, Enter adds the symbol. */
export function SymbolSearch({ filter, onFilter, watchlist, adds }: SymbolSearchProps) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState("");

  async function add(): Promise<void> {
    const symbol = filter.trim().toUpperCase();
    if (symbol === "") return;
    if (watchlist.symbols.includes(symbol)) return setProblem(`${symbol} is on the list already.`);
    try {
      const known = await queries.fetchQuery(instrumentQuery(symbol));
      if (!known) return setProblem(`No source knows a symbol ${symbol}.`);
      watchlist.change((symbols) => toggled(symbols, symbol));
      onFilter("");
    } catch (failure) {
      setProblem(asProblem(failure).message);
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.key === "Escape" && filter !== "") {
      event.preventDefault();
      onFilter("");
      setProblem("");
    }
    if (event.key === "Enter" && adds && !event.repeat) void add();
  }

  return (
    <span className="relative ml-auto">
      <Search aria-hidden className="absolute top-1/2 left-1.5 size-3 -translate-y-1/2 text-dim" />
      <input
        type="search"
        aria-label={adds ? "Add a symbol to the watchlist" : "Filter quotes by symbol"}
        placeholder={adds ? "Add" : "Filter"}
        value={filter}
        onChange={(event) => {
          onFilter(event.target.value);
          setProblem("");
        }}
        onKeyDown={press}
        aria-invalid={problem !== "" || undefined}
        aria-describedby={problem ? "symbol-search-problem" : undefined}
        className="h-5 w-20 rounded-sm border border-line bg-field pr-1 lg:w-16 2xl:w-20 pl-5.5 text-2xs uppercase placeholder:normal-case hover:border-edge aria-invalid:border-warn"
      />
      {problem && (
        <span
          id="symbol-search-problem"
          role="alert"
          className="absolute top-6 right-0 z-10 w-max max-w-56 rounded-sm border border-warn/60 bg-raised px-2 py-1 text-2xs whitespace-normal text-warn"
        >
          {problem}
        </span>
      )}
    </span>
  );
}
