import { PANES, type Pane } from "@/app/home/panes";

interface PaneBarProps {
  pane: Pane;
  onChange: (pane: Pane) => void;
}

/** On a narrow screen one panel shows at a time; this chooses it. */
export function PaneBar({ pane, onChange }: PaneBarProps) {
  return (
    <nav aria-label="Panels" className="flex shrink-0 border-t border-line bg-panel">
      {PANES.map(({ value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          aria-current={pane === value ? "true" : undefined}
          onClick={() => onChange(value)}
          className="flex h-12 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 border-t-2 border-t-transparent text-2xs text-dim aria-[current]:border-t-gold aria-[current]:text-text"
        >
          <Icon aria-hidden className="size-4" strokeWidth={1.75} />
          {label}
        </button>
      ))}
    </nav>
  );
}
