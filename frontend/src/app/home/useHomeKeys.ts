import type { Side } from "@/api/types";
import { focusPane, PANES, type Pane } from "@/app/home/panes";
import { edit, ticketStore } from "@/features/ticket/store";
import { useKey } from "@/ui/useKey";

/** The keys of the war room. `show` brings a panel forward where only one has room. */
export function useHomeKeys(show: (pane: Pane) => void): void {
  function toField(name: "symbol" | "quantity"): void {
    show("ticket");
    // After the panel is there.
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLInputElement>(`[data-panel=ticket] [name=${name}]`);
      field?.focus();
      field?.select();
    });
  }

  function take(side: Side): void {
    edit({ side });
    toField(ticketStore.getState().draft.symbol === "" ? "symbol" : "quantity");
  }

  useKey("b", () => take("BUY"));
  useKey("s", () => take("SELL"));
  useKey("/", () => toField("symbol"));
  useKey("q", () => toField("quantity"));
  useKey("1,2,3,4,5,6", (key) => {
    const pane = PANES[Number(key) - 1]?.value;
    if (!pane) return;
    show(pane);
    requestAnimationFrame(() => focusPane(pane));
  });
}
