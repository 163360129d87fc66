/** The panels of the war room, in the order of their keys 1 to 6. */

import type { LucideIcon } from "lucide-react";
import BriefcaseBusiness from "lucide-react/icons/briefcase-business";
import ChartCandlestick from "lucide-react/icons/chart-candlestick";
import ChartLine from "lucide-react/icons/chart-line";
import ListOrdered from "lucide-react/icons/list-ordered";
import Star from "lucide-react/icons/star";
import Ticket from "lucide-react/icons/ticket";

export type Pane = "quotes" | "chart" | "positions" | "orders" | "ticket" | "equity";

export const PANES: readonly { value: Pane; label: string; icon: LucideIcon }[] = [
  { value: "quotes", label: "Quotes", icon: Star },
  { value: "chart", label: "Chart", icon: ChartCandlestick },
  { value: "positions", label: "Positions", icon: BriefcaseBusiness },
  { value: "orders", label: "Orders", icon: ListOrdered },
  { value: "ticket", label: "Ticket", icon: Ticket },
  { value: "equity", label: "Equity", icon: ChartLine },
];

/** Where the keyboard goes in a panel, the best first. */
const STOPS = [
  "tbody [data-row-focus]",
  "input:not([type=radio])",
  "[role=tab][aria-selected=true]",
  "button",
] as const;

/** Takes the keyboard to a panel: to its first row, else to the first thing that can be used. */
export function focusPane(pane: Pane): void {
  const panel = document.querySelector<HTMLElement>(`[data-panel=${pane}]`);
  const found = STOPS.map((stop) => panel?.querySelector<HTMLElement>(stop)).find(Boolean);
  found?.focus();
}

const FRAMES_MAX = 120;

/** Takes the keyboard to how much to trade, as soon as the ticket is drawn. */
export function focusSize(frames = FRAMES_MAX): void {
  requestAnimationFrame(() => {
    const ticket = document.querySelector("[data-panel=ticket]");
    const field = ticket?.querySelector<HTMLInputElement>("[name=quantity], [name=notional]");
    field?.focus();
    field?.select();
    // What is still hidden takes no keyboard.
    if (document.activeElement !== (field ?? null) && frames > 0) focusSize(frames - 1);
  });
}
