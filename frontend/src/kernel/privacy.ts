/** Amounts that are nobody's business while somebody looks over a shoulder. */

import { preferencesStore } from "@/kernel/preferences";

/** What stands for an amount that is hidden. Percentages and prices of the market stay. */
export const HIDDEN = "•••••";

/** The text, or what stands for it, as things are now: for what is not drawn by React. */
export function privately(text: string): string {
  return preferencesStore.getState().amountsHidden ? HIDDEN : text;
}

/** Figures that may be amounts, in a sentence of the server's: "needs 1,893.20 of buying power". */
const FIGURES = /\$?\d[\d,]*\.\d{2,}|\$[\d,]+/g;

export function withoutFigures(sentence: string): string {
  return sentence.replace(FIGURES, HIDDEN);
}

/** A sentence of the server's, without its figures while amounts are hidden. */
export function discreetly(sentence: string): string {
  return preferencesStore.getState().amountsHidden ? withoutFigures(sentence) : sentence;
}
