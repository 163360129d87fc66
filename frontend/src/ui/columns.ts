/** Columns that the trader takes out of a table. Remembered by name, hidden by place. */

import { preferencesStore, setPreferences, usePreference } from "@/kernel/preferences";

export interface Columns {
  /** The table's name: choices are kept under it. */
  table: string;
  /** In order; those that stay whatever happens are not to be chosen. */
  columns: readonly { name: string; stays?: boolean }[];
}

function key({ table }: Columns, name: string): string {
  return `${table}: ${name}`;
}

/** For `data-hide` of the table: the places of the hidden columns, from 1, for the style sheet. */
export function useHidden(of: Columns): string {
  const hidden = usePreference("hiddenColumns");
  return of.columns
    .flatMap(({ name, stays }, place) =>
      !stays && hidden.includes(key(of, name)) ? [`${place + 1}`] : [],
    )
    .join(" ");
}

export function isShown(of: Columns, name: string, hidden: readonly string[]): boolean {
  return !hidden.includes(key(of, name));
}

export function showColumn(of: Columns, name: string, shown: boolean): void {
  const others = preferencesStore.getState().hiddenColumns.filter((each) => each !== key(of, name));
  setPreferences({ hiddenColumns: shown ? others : [...others, key(of, name)] });
}
