import GripVertical from "lucide-react/icons/grip-vertical";
import X from "lucide-react/icons/x";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import type { QuotesProps } from "@/features/quotes/AllQuotes";
import { movedBy, movedTo, toggled } from "@/features/quotes/order";
import { QuoteRow } from "@/features/quotes/QuoteRow";
import { QuoteTable } from "@/features/quotes/QuoteTable";
import { Empty } from "@/ui/Empty";

/** The trader's own list, in their order: by dragging, or Alt with an arrow key on the row. */
export function WatchedQuotes({ watchlist, letters, chosen, onChoose }: QuotesProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const { symbols, change, isLoading, error } = watchlist;

  if (isLoading) return <Empty>Loading the watchlist…</Empty>;
  if (error) return <Empty>The watchlist cannot be read: {error.message}</Empty>;
  if (symbols.length === 0) {
    return (
      <Empty>
        Nothing is watched yet. Type a symbol above and press Enter, or star one in All.
      </Empty>
    );
  }

  const shown = symbols.filter((symbol) => symbol.includes(letters));

  function press(event: KeyboardEvent, symbol: string): void {
    const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change((list) => movedBy(list, symbol, by));
  }

  function drag(symbol: string) {
    return {
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = "move";
        setDragged(symbol);
      },
      onDragOver: (event: DragEvent) => event.preventDefault(),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged) change((list) => movedTo(list, dragged, symbol));
      },
      onDragEnd: () => setDragged(null),
    };
  }

  return (
    <QuoteTable caption="Watchlist" symbols={shown}>
      {(symbol) => (
        <QuoteRow
          key={symbol}
          symbol={symbol}
          chosen={symbol === chosen}
          onChoose={onChoose}
          row={{ ...drag(symbol), onKeyDown: (event) => press(event, symbol) }}
          mark={
            <span className="group relative z-[1] flex size-5 items-center justify-center">
              <GripVertical
                aria-hidden
                className="size-3 cursor-grab text-edge group-focus-within:hidden group-hover:hidden"
              />
              <button
                type="button"
                aria-label={`Remove ${symbol} from the watchlist`}
                onClick={() => change((list) => toggled(list, symbol))}
                className="absolute inset-0 flex items-center justify-center text-dim opacity-0 group-hover:opacity-100 hover:text-text focus-visible:opacity-100"
              >
                <X aria-hidden className="size-3" />
              </button>
            </span>
          }
        />
      )}
    </QuoteTable>
  );
}
