import clsx from "clsx";
import { type Attempt, mayBeSent } from "@/features/ticket/reducer";
import { useTicket } from "@/features/ticket/store";
import { deed } from "@/features/ticket/wish";
import { Warning } from "@/ui/Warning";

/** Says exactly what it will do. Locked while an order is on its way and a moment after. */
export function SendButton() {
  const draft = useTicket((ticket) => ticket.draft);
  const attempt = useTicket((ticket) => ticket.attempt);
  const ready = useTicket(mayBeSent);
  const text = problemText(attempt);
  const isBuy = draft.side === "BUY";
  return (
    <div className="flex flex-col gap-1.5">
      {text && (
        <Warning id="ticket-problem" testId="ticket-problem">
          {text}
          {attempt.kind === "uncertain" &&
            " The order may have been placed. Sending again unchanged cannot make a second one."}
        </Warning>
      )}
      <button
        type="submit"
        data-testid="ticket-send"
        aria-disabled={!ready}
        aria-describedby={text ? "ticket-problem" : undefined}
        className={clsx(
          "flex h-9 items-center justify-center gap-2 rounded-sm text-sm font-semibold text-bg transition-[filter,opacity] duration-100 hover:brightness-110 aria-disabled:cursor-not-allowed aria-disabled:opacity-60",
          isBuy ? "bg-up" : "bg-down",
        )}
      >
        {attempt.kind === "sending" && "Sending…"}
        {attempt.kind === "accepted" && "Sent ✓"}
        {ready && (
          <>
            {attempt.kind === "uncertain" && "Send again: "}
            {deed(draft)}
          </>
        )}
      </button>
      <p className="text-center text-2xs text-dim max-lg:hidden short:hidden">
        <kbd>Ctrl</kbd> or <kbd>⌘</kbd> + <kbd>Enter</kbd> sends
      </p>
    </div>
  );
}

/** The sentence for the whole ticket; empty where a field already shows the very same. */
function problemText(attempt: Attempt): string {
  if (attempt.kind === "uncertain") return attempt.text;
  if (attempt.kind !== "refused") return "";
  return Object.values(attempt.errors).includes(attempt.text) ? "" : attempt.text;
}
