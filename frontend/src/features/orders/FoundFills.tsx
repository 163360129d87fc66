import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { fillsQuery, type OrderFilter } from "@/api/orders";
import { FillsTable } from "@/features/orders/FillsTable";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
import { OlderOnes } from "@/ui/OlderOnes";

interface FoundFillsProps {
  accountId: string;
  filter: OrderFilter;
}

export function FoundFills({ accountId, filter }: FoundFillsProps) {
  const query = useInfiniteQuery(fillsQuery(accountId, filter));
  useFresh(accountId);
  return (
    <Loaded query={query} what="the fills">
      {({ pages }) => {
        const fills = pages.flatMap((page) => page.fills);
        if (fills.length === 0) return <Empty>No fills.</Empty>;
        return (
          <>
            <FillsTable fills={fills} />
            <OlderOnes pages={query} />
          </>
        );
      }}
    </Loaded>
  );
}

/** A fill moves cash: then there is one more. */
function useFresh(accountId: string): void {
  const queryClient = useQueryClient();
  const cash = useLive((state) => state.account?.cash);
  const seen = useRef(cash);
  useEffect(() => {
    if (seen.current === cash) return;
    seen.current = cash;
    void queryClient.invalidateQueries({ queryKey: ["fills", accountId] });
  }, [queryClient, accountId, cash]);
}
