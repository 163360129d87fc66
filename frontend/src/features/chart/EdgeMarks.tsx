import clsx from "clsx";
import type { ReactNode } from "react";
import type { Edges } from "@/features/chart/edges";

const SHOWN_MAX = 2;

interface EdgeMarksProps {
  edges: Edges;
  fitted: boolean;
  onFit: (on: boolean) => void;
}

/** Orders outside of what the chart shows, at the edge they are beyond; a press brings them in. */
export function EdgeMarks({ edges, fitted, onFit }: EdgeMarksProps) {
  return (
    <>
      <Marks glyph="▲" orders={edges.above} className="top-1" onFit={onFit} />
      <Marks glyph="▼" orders={edges.below} className="bottom-8" onFit={onFit} />
      {fitted && (
        <Mark
          label="Fit the chart to its candles again"
          className="absolute top-1 right-18 z-10"
          onClick={() => onFit(false)}
        >
          Fit candles
        </Mark>
      )}
    </>
  );
}

interface MarksProps {
  glyph: string;
  orders: readonly string[];
  className: string;
  onFit: (on: boolean) => void;
}

function Marks({ glyph, orders, className, onFit }: MarksProps) {
  const more = orders.length - SHOWN_MAX;
  return (
    <div className={clsx("absolute right-18 z-10 flex flex-wrap justify-end gap-1", className)}>
      {orders.slice(0, SHOWN_MAX).map((order) => (
        <Mark key={order} label={`Show ${order} on the chart`} onClick={() => onFit(true)}>
          {glyph} {order}
        </Mark>
      ))}
      {more > 0 && (
        <Mark label={`Show ${more} more orders on the chart`} onClick={() => onFit(true)}>
          {glyph} {more} more
        </Mark>
      )}
    </div>
  );
}

interface MarkProps {
  label: string;
  className?: string;
  onClick: () => void;
  children: ReactNode;
}

function Mark({ label, className, onClick, children }: MarkProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={clsx(
        "figure rounded-sm border border-line bg-panel/90 px-1.5 text-2xs leading-4 text-soft hover:border-edge hover:text-text",
        className,
      )}
    >
      {children}
    </button>
  );
}
