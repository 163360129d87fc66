/** Tables for spreadsheets (RFC 4180): quoted where needed, lines end with CR and LF. */

type Cell = string | number | boolean | null | undefined | readonly string[];

export function csvOf<T>(columns: readonly (keyof T & string)[], rows: readonly T[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] as Cell)));
  return [columns, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  const text = Array.isArray(value) ? value.join("; ") : String(value ?? "");
  // A spreadsheet runs what begins like a formula; a number may begin with a minus.
  const safe = /^[=+@\t\r]/.test(text) || /^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
