import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { JOURNAL } from "@/api/journal";
import { Filters } from "@/features/journal/Filters";
import { EVERYTHING, filterOf, isEverything } from "@/features/journal/filter";
import { GhostsPanel } from "@/features/journal/GhostsPanel";
import { Summary } from "@/features/journal/Summary";
import { TripsPanel } from "@/features/journal/TripsPanel";
import { serverNow } from "@/live/clock";
import { useLive } from "@/live/store";
import { Page } from "@/ui/Page";

const appRoute = getRouteApi("/app");

/** Every closed position, whether it worked, and what all of them say together. */
export function JournalPage() {
  const { session } = appRoute.useRouteContext();
  return <Journal accountId={session.account.account_id} />;
}

export function Journal({ accountId }: { accountId: string }) {
  const [choice, setChoice] = useState(EVERYTHING);
  const filter = useMemo(() => filterOf(choice, serverNow()), [choice]);
  useFresh();
  return (
    <Page title="Journal" tools={<Filters choice={choice} onChange={setChoice} />}>
      <Summary accountId={accountId} filter={filter} />
      <TripsPanel
        accountId={accountId}
        filter={filter}
        isEverything={isEverything(choice)}
        onEverything={() => setChoice(EVERYTHING)}
      />
      <GhostsPanel accountId={accountId} />
    </Page>
  );
}

/** A round trip that ends while the journal is open comes into it. */
function useFresh(): void {
  const queryClient = useQueryClient();
  const newest = useLive((state) => state.closed[0]?.round_trip_id);
  useEffect(() => {
    if (newest) void queryClient.invalidateQueries({ queryKey: [JOURNAL] });
  }, [newest, queryClient]);
}
