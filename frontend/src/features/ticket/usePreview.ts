import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { previewQuery } from "@/api/orders";
import type { OrderPreview } from "@/api/types";
import { errorsIn, termsOf } from "@/features/ticket/draft";
import { useTicket } from "@/features/ticket/store";
import { useLive } from "@/live/store";

/** Shorter asks in the middle of a number; longer lags behind the eye. */
const SETTLE_MS = 200;

export interface ShownPreview {
  preview: OrderPreview | undefined;
  /** Why the server could not say. */
  error: Error | null;
  /** What is shown belongs to the terms before the last keystroke. */
  isOld: boolean;
}

/** What the order on the ticket would do, by the book; nothing while a number is missing. */
export function usePreview(accountId: string): ShownPreview {
  const draft = useTicket((ticket) => ticket.draft);
  const terms = useMemo(
    () => (Object.keys(errorsIn(draft)).length > 0 ? null : termsOf(draft, accountId, "preview")),
    [draft, accountId],
  );
  const settled = useSettled(terms);
  // Asked again once money moved: ticket and banner must not name two buying powers.
  const funds = useLive(({ account }) => (account ? `${account.cash} ${account.reserved}` : ""));
  const { data, error, isPlaceholderData } = useQuery(previewQuery(settled, funds));
  if (!terms) return { preview: undefined, error: null, isOld: false };
  return { preview: data, error, isOld: isPlaceholderData || settled !== terms };
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
