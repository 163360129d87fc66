/** Moving between the rows of a table with the arrow keys. Spread on its `tbody`. */

import type { KeyboardEvent, MouseEvent } from "react";
import { isTyping } from "@/ui/useKey";

const ROW_FOCUS = "[data-row-focus]";
const USED_BY_ITSELF = "button, a, input, select, textarea, label";

function move(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by === undefined || event.altKey || isTyping(event.target)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(ROW_FOCUS)];
  const row = (event.target as HTMLElement).closest("tr");
  const at = stops.findIndex((stop) => row?.contains(stop));
  if (at < 0) return;
  event.preventDefault();
  stops[at + by]?.focus();
}

/** A click anywhere in a row takes the keyboard to it. */
function choose(event: MouseEvent<HTMLElement>): void {
  const target = event.target as HTMLElement;
  if (target.closest(USED_BY_ITSELF)) return;
  target.closest("tr")?.querySelector<HTMLElement>(ROW_FOCUS)?.focus();
}

export const rowNavigation = { onKeyDown: move, onClick: choose };

/** Keys of one row: what a letter without a modifier does while the row has the keyboard. */
export function rowKeys(acts: Readonly<Record<string, () => void>>) {
  return {
    onKeyDown: (event: KeyboardEvent): void => {
      const act = acts[event.key.toLowerCase()];
      const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
      if (!act || modified || event.repeat || isTyping(event.target)) return;
      event.preventDefault();
      act();
    },
  };
}
