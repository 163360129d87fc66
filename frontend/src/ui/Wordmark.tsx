import clsx from "clsx";

/** The product's mark: a hammer, and the name. */
export function Wordmark({ large = false }: { large?: boolean }) {
  return (
    <span className={clsx("inline-flex items-center", large ? "gap-3" : "gap-2")}>
      <svg viewBox="0 0 20 22" aria-hidden="true" className={large ? "h-9" : "h-4.5"}>
        <path d="M0 0h20l-2.5 9h-15z" className="fill-gold" />
        <path d="M8 11h4v9l-2 2-2-2z" className="fill-text" />
      </svg>
      <span
        className={clsx(
          "font-semibold",
          large ? "text-3xl tracking-[0.3em]" : "text-sm tracking-[0.22em]",
        )}
      >
        THOR
      </span>
    </span>
  );
}

/** Always in sight: no money moves here. */
export function PaperBadge() {
  return (
    <span
      data-testid="paper-badge"
      title="Paper trading: no real money and no real orders"
      className="rounded-sm border border-gold px-1.5 text-2xs leading-4 font-semibold tracking-[0.12em] text-gold"
    >
      PAPER
    </span>
  );
}
