import { useInfiniteQuery } from "@tanstack/react-query";
import { ghostsQuery } from "@/api/journal";
import type { Ghost } from "@/api/types";
import { price, quantity } from "@/kernel/format";
import { fullTime, shortTime } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Panel";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

/** What would have become of orders that never filled, and what edits saved or cost. */
export function GhostsPanel({ accountId }: { accountId: string }) {
  const query = useInfiniteQuery(ghostsQuery(accountId));
  return (
    <Panel title="What if">
      <Loaded query={query} what="the orders that never filled">
        {({ pages }) => {
          const ghosts = pages.flatMap((page) => page.ghosts);
          if (ghosts.length === 0) {
            return (
              <Empty>
                Cancelled, expired, rejected and edited orders are watched here to the close of
                their session.
              </Empty>
            );
          }
          return (
            <>
              <Ghosts ghosts={ghosts} />
              {query.hasNextPage && (
                <div className="p-2 text-center">
                  <Button
                    disabled={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Older ones
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Ghosts({ ghosts }: { ghosts: readonly Ghost[] }) {
  return (
    <table className="grid-table">
      <caption className="sr-only">Orders that never filled or were edited</caption>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col" className="@max-[560px]:hidden">
            Ended
          </th>
          <th scope="col" className="num @max-[640px]:hidden">
            At
          </th>
          <th scope="col" className="num @max-[760px]:hidden">
            Last seen
          </th>
          <th scope="col" className="@max-[860px]:hidden">
            Reached
          </th>
          <th
            scope="col"
            className="num"
            title="What it would have made by the last price seen, had it been left alone. Nothing was missed where the market was not seen at its price"
          >
            Missed
          </th>
          <th
            scope="col"
            className="num"
            title="What its edits saved, or with a minus cost, by the last price seen"
          >
            Edits
          </th>
          <th scope="col" className="@max-[480px]:hidden">
            <span className="sr-only">State</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ghosts.map((ghost) => (
          <GhostRow key={ghost.order_id} ghost={ghost} />
        ))}
      </tbody>
    </table>
  );
}

function GhostRow({ ghost }: { ghost: Ghost }) {
  const now = serverNow();
  return (
    <tr data-testid="ghost-row" data-symbol={ghost.symbol}>
      <td>
        <span className="text-dim capitalize">{ghost.side.toLowerCase()}</span>{" "}
        <span className="figure">
          <Private>{quantity(ghost.quantity)}</Private>
        </span>{" "}
        <span className="font-medium">{ghost.symbol}</span>{" "}
        <span className="text-dim lowercase">{ghost.status}</span>
      </td>
      <td className="figure text-dim @max-[560px]:hidden" title={fullTime(ghost.ended_at)}>
        {shortTime(ghost.ended_at, now)}
      </td>
      <td className="num figure @max-[640px]:hidden">{price(ghost.price)}</td>
      <td className="num figure @max-[760px]:hidden">{price(ghost.last_mark)}</td>
      <td className="figure text-dim @max-[860px]:hidden">
        {ghost.reached_at === null ? unreached(ghost) : shortTime(ghost.reached_at, now)}
      </td>
      <td className="num">
        <Signed value={ghost.missed_pnl} as="money" />
      </td>
      <td className="num">
        <Signed value={ghost.edit_effect} as="money" glyph="none" />
      </td>
      <td className="@max-[480px]:hidden">
        <Badge>{ghost.settled ? "Settled" : "Watching"}</Badge>
      </td>
    </tr>
  );
}

function unreached({ settled }: Ghost): string {
  return settled ? "not seen" : "not yet";
}
