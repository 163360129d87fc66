import clsx from "clsx";
import { useId } from "react";
import { edit, useTicket } from "@/features/ticket/store";
import { useLive } from "@/live/store";
import { errorId, FieldRow } from "@/ui/FieldRow";

/** The symbol, completed from what is quoted. */
export function SymbolField() {
  const id = useId();
  const symbol = useTicket((ticket) => ticket.draft.symbol);
  const error = useTicket((ticket) =>
    ticket.attempt.kind === "refused" ? ticket.attempt.errors.symbol : undefined,
  );
  const symbols = useLive((state) => state.quotedSymbols);
  return (
    <FieldRow label="Symbol" htmlFor={id} error={error}>
      <input
        id={id}
        name="symbol"
        list={`${id}-known`}
        value={symbol}
        onChange={(event) => edit({ symbol: event.target.value.toUpperCase() })}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="AAPL"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? errorId(id) : undefined}
        className={clsx(
          "figure h-7 w-full min-w-0 rounded-sm border bg-field px-2 text-sm font-semibold hover:border-edge",
          error ? "border-warn" : "border-line",
        )}
      />
      <datalist id={`${id}-known`}>
        {symbols.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </FieldRow>
  );
}
