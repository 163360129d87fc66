/** What Thor means by its words, as the help sheet tells it. */

export interface Word {
  word: string;
  means: string;
}

export const LIFE_OF_AN_ORDER: readonly Word[] = [
  { word: "Pending", means: "Accepted and waiting: it can be edited and cancelled." },
  {
    word: "Hold window",
    means: "Seconds at the start in which the market may not touch it, so that you may still.",
  },
  { word: "Filled", means: "Bought or sold; it is final. A receipt says by which quote." },
  { word: "Cancelled", means: "Taken back by you. What had filled before stays." },
  { word: "Expired", means: "Its time was over: the session's close, or at once for IOC and FOK." },
  { word: "Rejected", means: "Not accepted. The reason stands in the row." },
];

export const WORDS: readonly Word[] = [
  { word: "Equity", means: "Cash and what the positions are worth." },
  {
    word: "Buying power",
    means: "What new orders may cost. Pending orders have set their part aside.",
  },
  {
    word: "Margin remaining",
    means: "How far equity is above the maintenance margin; in a cash account, the buying power.",
  },
  { word: "Unrealized", means: "What open positions would bring at this price, less their cost." },
  { word: "Realized", means: "What closed positions, or parts of them, have brought." },
  {
    word: "Worked",
    means: "A round trip, from flat to flat, that brought something after fees. Scratch: nothing.",
  },
  { word: "Stale", means: "Nobody has vouched for this price for a while. Nothing fills on it." },
];

export const RULES: readonly string[] = [
  "A market order buys at the ask and sells at the bid, by a quote newer than the order.",
  "A limit fills at its price or better. A stop starts a market order once its level trades.",
  "No more fills at once than the quote shows; the rest waits for the next quote.",
  "Nothing fills on a bad quote: stale, crossed, halted, or with the needed side missing.",
];
