import { type QueryKey, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { historyQuery } from "@/api/journal";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { HistoryLines } from "@/ui/HistoryLines";
import { Loaded } from "@/ui/Loaded";
import { OlderOnes } from "@/ui/OlderOnes";
import { Panel } from "@/ui/Panel";

interface HistoryPanelProps {
  accountId: string;
  /** Empty where nothing has been held yet. */
  symbol: string;
}

/** Everything that happened to a position: opened, added to, reduced, closed, its best and worst. */
export function HistoryPanel({ accountId, symbol }: HistoryPanelProps) {
  return (
    <Panel title={symbol === "" ? "History" : `History of ${symbol}`}>
      {symbol === "" ? (
        <Empty>What happens to a position is written down here, from its first fill.</Empty>
      ) : (
        <History key={symbol} accountId={accountId} symbol={symbol} />
      )}
    </Panel>
  );
}

function History({ accountId, symbol }: HistoryPanelProps) {
  const options = historyQuery(accountId, symbol);
  const query = useInfiniteQuery(options);
  useFresh(options.queryKey, symbol);
  return (
    <Loaded query={query} what="the history">
      {({ pages }) => {
        const lines = pages.flatMap((page) => page.events);
        if (lines.length === 0) return <Empty>Nothing has happened to {symbol} yet.</Empty>;
        return (
          <>
            <HistoryLines caption={`History of ${symbol}`} lines={lines} />
            <OlderOnes pages={query} />
          </>
        );
      }}
    </Loaded>
  );
}

/** A fill changes what is held: then the history has another line. */
function useFresh(queryKey: QueryKey, symbol: string): void {
  const queryClient = useQueryClient();
  const held = useLive((state) => state.positions[symbol]?.quantity ?? "0");
  const seen = useRef(held);
  useEffect(() => {
    if (seen.current === held) return;
    seen.current = held;
    void queryClient.invalidateQueries({ queryKey });
  }, [queryClient, queryKey, held]);
}
