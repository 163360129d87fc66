interface VerdictBarProps {
  worked: number;
  didNotWork: number;
  scratch: number;
}

/** How many worked and how many didn't, in words and as lengths of a bar. */
export function VerdictBar({ worked, didNotWork, scratch }: VerdictBarProps) {
  const parts = [
    { name: "worked", count: worked, bar: "bg-up", text: "text-up" },
    { name: "didn't", count: didNotWork, bar: "bg-down", text: "text-down" },
    { name: "scratch", count: scratch, bar: "bg-edge", text: "text-dim" },
  ];
  return (
    <div className="mt-1.5">
      <div aria-hidden className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-raised">
        {parts.map(({ name, count, bar }) => (
          <span key={name} className={bar} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-xs" data-testid="verdicts">
        {parts.map(({ name, count, text }) => (
          <span key={name} className={text}>
            <span className="figure">{count}</span> {name}
          </span>
        ))}
      </p>
    </div>
  );
}
