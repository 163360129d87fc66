/** Amounts that are nobody's business while somebody looks over a shoulder. */

import { preferencesStore } from "@/kernel/preferences";

/** What stands for an amount that is hidden. Percentages and prices of the market stay. */
export const HIDDEN = "•••••";

/** The text, or what stands for it, as things are now: for what is not drawn by React. */
export function privately(text: string): string {
  return preferencesStore.getState().amountsHidden ? HIDDEN : text;
}
