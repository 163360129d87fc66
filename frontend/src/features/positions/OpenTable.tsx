import { PositionRow } from "@/features/positions/PositionRow";
import { TotalsRow } from "@/features/positions/TotalsRow";
import { useLive } from "@/live/store";
import { type Columns, useHidden } from "@/ui/columns";
import { Empty } from "@/ui/Empty";
import { WindowedRows } from "@/ui/WindowedRows";

export const OPEN_COLUMNS: Columns = {
  table: "open positions",
  columns: [
    { name: "Symbol", stays: true },
    { name: "Quantity" },
    { name: "Average cost" },
    { name: "Mark" },
    { name: "Value" },
    { name: "Unrealized", stays: true },
    { name: "Percent" },
    { name: "Day" },
    { name: "Actions", stays: true },
  ],
};

interface OpenTableProps {
  /** The symbol whose history is shown, where one is. */
  chosen?: string;
  onChoose: (symbol: string) => void;
}

export function OpenTable({ chosen, onChoose }: OpenTableProps) {
  const symbols = useLive((state) => state.heldSymbols);
  const ready = useLive((state) => state.ready.portfolio);
  const hidden = useHidden(OPEN_COLUMNS);
  if (symbols.length === 0) {
    return (
      <Empty>
        {ready
          ? "No open positions. Choose a symbol from the quotes and send an order from the ticket."
          : "Waiting for the account…"}
      </Empty>
    );
  }
  return (
    <table className="grid-table" data-hide={hidden}>
      <caption className="sr-only">Open positions</caption>
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col" className="num">
            Qty
          </th>
          <th scope="col" className="num @max-[560px]:hidden">
            Avg cost
          </th>
          <th scope="col" className="num">
            Mark
          </th>
          <th scope="col" className="num @max-[560px]:hidden">
            Value
          </th>
          <th scope="col" className="num">
            Unrealized
          </th>
          <th scope="col" className="num @max-[480px]:hidden">
            %
          </th>
          <th scope="col" className="num @max-[640px]:hidden">
            Day
          </th>
          <th scope="col" className="num">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <WindowedRows ids={symbols} columns={OPEN_COLUMNS.columns.length}>
        {(symbol) => (
          <PositionRow
            key={symbol}
            symbol={symbol}
            {...(chosen === undefined ? {} : { chosen: symbol === chosen })}
            onChoose={onChoose}
          />
        )}
      </WindowedRows>
      <TotalsRow />
    </table>
  );
}
