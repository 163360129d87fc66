import type { ReactNode } from "react";
import { type Columns, useHidden } from "@/ui/columns";
import { WindowedRows } from "@/ui/WindowedRows";

export const QUOTE_COLUMNS: Columns = {
  table: "quotes",
  columns: [
    { name: "Watchlist", stays: true },
    { name: "Symbol", stays: true },
    { name: "Last" },
    { name: "Change" },
    { name: "Bid" },
    { name: "Ask" },
  ],
};

interface QuoteTableProps {
  caption: string;
  symbols: readonly string[];
  /** The row of a symbol. */
  children: (symbol: string) => ReactNode;
}

/** The columns of both lists of quotes. */
export function QuoteTable({ caption, symbols, children }: QuoteTableProps) {
  return (
    <table className="grid-table" data-hide={useHidden(QUOTE_COLUMNS)}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="w-6 pr-0!">
            <span className="sr-only">Watchlist</span>
          </th>
          <th scope="col" className="pl-1!">
            Symbol
          </th>
          <th scope="col" className="num">
            Last
          </th>
          <th scope="col" className="num">
            Chg %
          </th>
          <th scope="col" className="num @max-[290px]:hidden">
            Bid
          </th>
          <th scope="col" className="num @max-[290px]:hidden">
            Ask
          </th>
        </tr>
      </thead>
      <WindowedRows ids={symbols} columns={QUOTE_COLUMNS.columns.length}>
        {children}
      </WindowedRows>
    </table>
  );
}
