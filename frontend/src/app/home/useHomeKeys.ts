import { flushSync } from "react-dom";
import type { Side } from "@/api/types";
import { focusPane, PANES, type Pane } from "@/app/home/panes";
import { edit, ticketStore } from "@/features/ticket/store";
import { useKey } from "@/ui/useKey";

const SYMBOL = "[name=symbol]";
const SIZE = "[name=quantity], [name=notional]";

/** The keys of the war room. `show` brings a panel forward where only one has room. */
export function useHomeKeys(show: (pane: Pane) => void): void {
  /** At once: the next key may be typed already. */
  function bring(pane: Pane): void {
    flushSync(() => show(pane));
  }

  function toField(selector: string): void {
    bring("ticket");
    const ticket = document.querySelector("[data-panel=ticket]");
    const field = ticket?.querySelector<HTMLInputElement>(selector);
    field?.focus();
    field?.select();
  }

  function take(side: Side): void {
    edit({ side });
    toField(ticketStore.getState().draft.symbol === "" ? SYMBOL : SIZE);
  }

  useKey("b", () => take("BUY"));
  useKey("s", () => take("SELL"));
  useKey("/", () => toField(SYMBOL));
  useKey("q", () => toField(SIZE));
  useKey("1,2,3,4,5,6", (key) => {
    const pane = PANES[Number(key) - 1]?.value;
    if (!pane) return;
    bring(pane);
    focusPane(pane);
  });
}
