/** Every key that does something, for the help sheet and for tooltips. */

export interface Shortcut {
  keys: readonly string[];
  does: string;
}

export const SHORTCUTS: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: "Ticket",
    shortcuts: [
      { keys: ["B"], does: "Buy" },
      { keys: ["S"], does: "Sell" },
      { keys: ["/"], does: "Symbol" },
      { keys: ["Q"], does: "Quantity" },
      { keys: ["Ctrl", "Enter"], does: "Send the order" },
    ],
  },
  {
    title: "Orders and positions",
    shortcuts: [
      { keys: ["↑"], does: "Row above" },
      { keys: ["↓"], does: "Row below" },
      { keys: ["Enter"], does: "Details of the row" },
      { keys: ["E"], does: "Edit the order of the row" },
      { keys: ["X"], does: "Cancel the order of the row" },
      { keys: ["Shift", "X"], does: "Cancel all orders" },
      { keys: ["C"], does: "Close the position of the row" },
      { keys: ["F"], does: "Flip the position of the row" },
    ],
  },
  {
    title: "Screen",
    shortcuts: [
      { keys: ["1"], does: "Quotes, and 2 to 6: chart, positions, orders, ticket, equity" },
      { keys: ["Ctrl", "K"], does: "Go to a screen or a symbol, or do something, by its name" },
      { keys: ["H"], does: "Hide amounts, and show them again" },
      { keys: ["Esc"], does: "Close, or put back what was edited" },
      { keys: ["?"], does: "This sheet" },
    ],
  },
];
