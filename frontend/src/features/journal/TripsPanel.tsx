import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { statisticsQuery, type TripFilter, tripsQuery } from "@/api/journal";
import { TRIP_COLUMNS, TripsTable } from "@/features/journal/TripsTable";
import { Button } from "@/ui/Button";
import { ColumnPicker } from "@/ui/ColumnPicker";
import { Empty } from "@/ui/Empty";
import { FileLinks } from "@/ui/FileLinks";
import { Loaded } from "@/ui/Loaded";
import { OlderOnes } from "@/ui/OlderOnes";
import { Panel } from "@/ui/Panel";

interface TripsPanelProps {
  accountId: string;
  filter: TripFilter;
  isEverything: boolean;
  onEverything: () => void;
}

export function TripsPanel({ accountId, filter, isEverything, onEverything }: TripsPanelProps) {
  const query = useInfiniteQuery(tripsQuery(accountId, filter));
  const statistics = useQuery(statisticsQuery(accountId, filter));
  return (
    <Panel
      title="Round trips"
      tools={
        <>
          {statistics.data && (
            <span className="figure text-2xs text-dim">{statistics.data.count}</span>
          )}
          <div className="ml-auto flex items-center gap-1.5">
            <ColumnPicker of={TRIP_COLUMNS} />
            <FileLinks
              accountId={accountId}
              file="exports/round-trips"
              what="these round trips"
              filter={filter}
            />
          </div>
        </>
      }
    >
      <Loaded query={query} what="the journal">
        {({ pages }) => {
          const trips = pages.flatMap((page) => page.round_trips);
          if (trips.length === 0) {
            return isEverything ? (
              <Empty>
                No position has been closed yet. Buy something, sell it again, and here it says
                whether that worked.
              </Empty>
            ) : (
              <div className="flex items-center gap-3 pr-3">
                <Empty>No round trip is like that.</Empty>
                <Button onClick={onEverything}>Show all</Button>
              </div>
            );
          }
          return (
            <>
              <TripsTable accountId={accountId} trips={trips} totals={statistics.data} />
              <OlderOnes pages={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
