import { useMemo, useState } from "react";
import { AllQuotes } from "@/features/quotes/AllQuotes";
import { QUOTE_COLUMNS } from "@/features/quotes/QuoteTable";
import { SymbolSearch } from "@/features/quotes/SymbolSearch";
import { useWatchlist } from "@/features/quotes/useWatchlist";
import { WatchedQuotes } from "@/features/quotes/WatchedQuotes";
import { useLive } from "@/live/store";
import { ColumnPicker } from "@/ui/ColumnPicker";
import { Panel } from "@/ui/Panel";
import { TabList, TabPanel, Tabs } from "@/ui/Tabs";

interface QuotesPanelProps {
  chosen: string;
  onChoose: (symbol: string) => void;
}

type View = "watched" | "all";

/** What the trader follows, and every symbol the sources quote. A click takes one into the ticket. */
export function QuotesPanel({ chosen, onChoose }: QuotesPanelProps) {
  const watchlist = useWatchlist();
  const count = useLive((state) => state.quotedSymbols.length);
  const [wanted, setWanted] = useState<View | null>(null);
  const [filter, setFilter] = useState("");
  const view = wanted ?? (watchlist.symbols.length > 0 ? "watched" : "all");
  const letters = useMemo(() => filter.trim().toUpperCase(), [filter]);

  return (
    <Tabs value={view} onChange={setWanted}>
      <Panel
        name="quotes"
        title="Quotes"
        tools={
          <>
            <TabList
              label="Quotes"
              tabs={[
                { value: "watched", label: "Watchlist", count: watchlist.symbols.length },
                { value: "all", label: "All", count },
              ]}
            />
            <SymbolSearch
              filter={filter}
              onFilter={setFilter}
              watchlist={watchlist}
              adds={view === "watched"}
            />
            <ColumnPicker of={QUOTE_COLUMNS} />
          </>
        }
      >
        <TabPanel value="watched">
          <WatchedQuotes
            watchlist={watchlist}
            letters={letters}
            chosen={chosen}
            onChoose={onChoose}
          />
        </TabPanel>
        <TabPanel value="all">
          <AllQuotes watchlist={watchlist} letters={letters} chosen={chosen} onChoose={onChoose} />
        </TabPanel>
      </Panel>
    </Tabs>
  );
}
