/** How this browser likes its screen. Kept in localStorage; the server knows nothing of it. */

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export const THEMES = ["system", "dark", "light"] as const;
/** `classic` is green up, `colorblind` blue and orange, `east` red up as in East Asia. */
export const PALETTES = ["classic", "colorblind", "east"] as const;
export const MOTIONS = ["system", "reduced"] as const;

export const HOLD_SECONDS_MAX = 300;

export interface Preferences {
  theme: (typeof THEMES)[number];
  palette: (typeof PALETTES)[number];
  motion: (typeof MOTIONS)[number];
  /** A live figure that changes flashes in the color of its direction. */
  flashing: boolean;
  /** An order is shown once more before it is sent. */
  confirmOrders: boolean;
  /** Closing, flipping and cancelling everything ask first. */
  confirmBulk: boolean;
  /** The hold window a new ticket starts with, in whole seconds; null is the account's own. */
  holdSeconds: number | null;
  /** The trader's own amounts are not shown: money, and how much is held. */
  amountsHidden: boolean;
  /** Columns taken out of tables, each as its table and its name. */
  hiddenColumns: readonly string[];
  /** Equity and the day's result in the title of the tab. */
  figuresInTitle: boolean;
  /** The account on the screen; null is the first one. */
  accountId: string | null;
}

export const DEFAULTS: Preferences = {
  theme: "system",
  palette: "classic",
  motion: "system",
  flashing: true,
  confirmOrders: false,
  confirmBulk: true,
  holdSeconds: null,
  amountsHidden: false,
  hiddenColumns: [],
  figuresInTitle: false,
  accountId: null,
};

const KEY = "thor.preferences";

export const preferencesStore = createStore<Preferences>(() => readPreferences(stored()));

export function usePreference<K extends keyof Preferences>(name: K): Preferences[K] {
  return useStore(preferencesStore, (preferences) => preferences[name]);
}

export function setPreferences(changes: Partial<Preferences>): void {
  preferencesStore.setState(changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(preferencesStore.getState()));
  } catch {
    // Storage is full or forbidden: the choice then lives as long as the page.
  }
}

/** Preferences from what was stored, by whatever version of Thor; what makes no sense is default. */
export function readPreferences(text: string | null): Preferences {
  const kept = parsed(text);
  const oneOf = <T extends string>(value: unknown, known: readonly T[], otherwise: T): T =>
    known.includes(value as T) ? (value as T) : otherwise;
  const flag = (name: keyof Preferences): boolean =>
    typeof kept[name] === "boolean" ? kept[name] : (DEFAULTS[name] as boolean);
  return {
    theme: oneOf(kept.theme, THEMES, DEFAULTS.theme),
    palette: oneOf(kept.palette, PALETTES, DEFAULTS.palette),
    motion: oneOf(kept.motion, MOTIONS, DEFAULTS.motion),
    flashing: flag("flashing"),
    confirmOrders: flag("confirmOrders"),
    confirmBulk: flag("confirmBulk"),
    holdSeconds: isHold(kept.holdSeconds) ? kept.holdSeconds : DEFAULTS.holdSeconds,
    amountsHidden: flag("amountsHidden"),
    hiddenColumns: Array.isArray(kept.hiddenColumns)
      ? kept.hiddenColumns.filter((each): each is string => typeof each === "string")
      : DEFAULTS.hiddenColumns,
    figuresInTitle: flag("figuresInTitle"),
    accountId: typeof kept.accountId === "string" ? kept.accountId : null,
  };
}

function isHold(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= HOLD_SECONDS_MAX;
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Another tab changed them: this one follows, except for the account, which is each tab's own. */
if (typeof window !== "undefined") {
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    const { accountId } = preferencesStore.getState();
    preferencesStore.setState({ ...readPreferences(event.newValue), accountId });
  });
}
