import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { rowNavigation } from "@/ui/rows";

interface WindowedRowsProps {
  ids: readonly string[];
  columns: number;
  children: (id: string) => ReactNode;
}

/** Shorter lists are cheap enough to be there as a whole. */
const WHOLE_MAX = 50;
const ROW_PIXELS = 25;
const OVERSCAN = 8;

/** The body of a table of equal rows, of which only those in sight exist: the others cost nothing. */
export function WindowedRows({ ids, columns, children }: WindowedRowsProps) {
  return ids.length <= WHOLE_MAX ? (
    <tbody {...rowNavigation}>{ids.map(children)}</tbody>
  ) : (
    <Windowed ids={ids} columns={columns}>
      {children}
    </Windowed>
  );
}

function Windowed({ ids, columns, children }: WindowedRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => body.current?.closest<HTMLElement>("[data-scrolls]") ?? null,
    estimateSize: () => ROW_PIXELS,
    overscan: OVERSCAN,
  });
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <tbody ref={body} {...rowNavigation}>
      <Spacer pixels={above} columns={columns} />
      {shown.map(({ index }) => children(ids[index] ?? ""))}
      <Spacer pixels={below} columns={columns} />
    </tbody>
  );
}

function Spacer({ pixels, columns }: { pixels: number; columns: number }) {
  if (pixels <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} className="border-0! p-0!" style={{ height: pixels }} />
    </tr>
  );
}
