/** What can be gone to or done by its name. Pure: what each command does is handed in. */

import type { Account } from "@/api/types";
import { SCREENS } from "@/app/nav";
import type { Preferences } from "@/kernel/preferences";

export interface Command {
  id: string;
  label: string;
  /** Said beside it; searched, too. */
  note?: string;
  /** The keys that do the same. */
  keys?: readonly string[];
  run: () => void;
}

export interface CommandGroup {
  value: string;
  items: Command[];
}

export interface Known {
  /** Every symbol that is quoted, with the name of what it stands for. */
  symbols: readonly { symbol: string; name: string }[];
  /** The symbols of open positions. */
  held: readonly string[];
  accounts: readonly Account[];
  /** The account on the screen. */
  accountId: string;
  amountsHidden: boolean;
  /** What the trader typed. */
  typed: string;
}

export interface Deeds {
  trade: (symbol: string) => void;
  close: (how: "close" | "flip", symbol: string) => void;
  go: (to: (typeof SCREENS)[number]["to"]) => void;
  help: () => void;
  toggleAmounts: () => void;
  prefer: (changes: Partial<Preferences>) => void;
  logOut: () => void;
}

const SYMBOL = /^[A-Z][A-Z0-9./-]{0,11}$/;

const LOOKS: readonly [string, Partial<Preferences>][] = [
  ["Dark theme", { theme: "dark" }],
  ["Light theme", { theme: "light" }],
  ["Theme as the system", { theme: "system" }],
  ["Palette: green up", { palette: "classic" }],
  ["Palette: blue up, for color-blind eyes", { palette: "colorblind" }],
  ["Palette: red up", { palette: "east" }],
];

export function commands(known: Known, deeds: Deeds): CommandGroup[] {
  const wanted = known.typed.trim().toUpperCase();
  const all = symbols(known, deeds);
  // A symbol that is typed out is what is meant, whatever else has its letters.
  const meant = all.filter(({ label }) => label === wanted);
  return [
    { value: "Into the ticket", items: meant },
    { value: "Screens", items: screens(deeds) },
    { value: "Trade", items: all.filter(({ label }) => label !== wanted) },
    { value: "Positions", items: positions(known, deeds) },
    { value: "Screen and account", items: [...actions(known, deeds), ...accounts(known, deeds)] },
    // Last: what is typed may be any word of the commands above.
    { value: "Another symbol", items: unquoted(known, deeds) },
  ].filter(({ items }) => items.length > 0);
}

function screens({ go }: Deeds): Command[] {
  return SCREENS.map(({ to, label }) => ({ id: to, label, run: () => go(to) }));
}

function symbols({ symbols: quoted }: Known, { trade }: Deeds): Command[] {
  return quoted.map(({ symbol, name }) => ({
    id: `trade ${symbol}`,
    label: symbol,
    note: name,
    run: () => trade(symbol),
  }));
}

function unquoted({ symbols: quoted, typed }: Known, { trade }: Deeds): Command[] {
  const symbol = typed.trim().toUpperCase();
  if (!SYMBOL.test(symbol) || quoted.some((each) => each.symbol === symbol)) return [];
  return [{ id: "trade typed", label: symbol, note: "Into the ticket", run: () => trade(symbol) }];
}

function positions({ held }: Known, { close }: Deeds): Command[] {
  return held.flatMap((symbol) => [
    { id: `close ${symbol}`, label: `Close ${symbol}`, run: () => close("close", symbol) },
    { id: `flip ${symbol}`, label: `Flip ${symbol}`, run: () => close("flip", symbol) },
  ]);
}

function actions({ amountsHidden }: Known, deeds: Deeds): Command[] {
  return [
    {
      id: "amounts",
      label: amountsHidden ? "Show amounts" : "Hide amounts",
      keys: ["H"],
      run: deeds.toggleAmounts,
    },
    { id: "help", label: "Help", note: "Keys, orders, words", keys: ["?"], run: deeds.help },
    ...LOOKS.map(([label, changes]) => ({ id: label, label, run: () => deeds.prefer(changes) })),
    { id: "log out", label: "Log out", run: deeds.logOut },
  ];
}

function accounts({ accounts: all, accountId }: Known, { prefer }: Deeds): Command[] {
  return all
    .filter(({ account_id }) => account_id !== accountId)
    .map(({ account_id, name }) => ({
      id: account_id,
      label: `Switch to ${name}`,
      note: "Account",
      run: () => prefer({ accountId: account_id }),
    }));
}
