import type { LucideIcon } from "lucide-react";
import BriefcaseBusiness from "lucide-react/icons/briefcase-business";
import ChartNoAxesColumn from "lucide-react/icons/chart-no-axes-column";
import ListOrdered from "lucide-react/icons/list-ordered";
import Ticket from "lucide-react/icons/ticket";

export type Pane = "ticket" | "positions" | "orders" | "quotes";

const PANES: readonly { value: Pane; label: string; icon: LucideIcon }[] = [
  { value: "ticket", label: "Ticket", icon: Ticket },
  { value: "positions", label: "Positions", icon: BriefcaseBusiness },
  { value: "orders", label: "Orders", icon: ListOrdered },
  { value: "quotes", label: "Quotes", icon: ChartNoAxesColumn },
];

interface PaneBarProps {
  pane: Pane;
  onChange: (pane: Pane) => void;
}

/** On a narrow screen one panel shows at a time; this chooses it. */
export function PaneBar({ pane, onChange }: PaneBarProps) {
  return (
    <nav aria-label="Panels" className="grid grid-cols-4 border-t border-line bg-panel lg:hidden">
      {PANES.map(({ value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          aria-current={pane === value ? "true" : undefined}
          onClick={() => onChange(value)}
          className="flex h-12 flex-col items-center justify-center gap-0.5 border-t-2 border-t-transparent text-2xs text-dim aria-[current]:border-t-gold aria-[current]:text-text"
        >
          <Icon aria-hidden className="size-4" strokeWidth={1.75} />
          {label}
        </button>
      ))}
    </nav>
  );
}
