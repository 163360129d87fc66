import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { previewQuery } from "@/api/orders";
import type { OrderPreview } from "@/api/types";
import { errorsIn } from "@/features/ticket/draft";
import { useTicket } from "@/features/ticket/store";
import { wishOf } from "@/features/ticket/wish";
import { useLive } from "@/live/store";

/** Shorter asks in the middle of a number; longer lags behind the eye. */
const SETTLE_MS = 200;

export interface ShownPreview {
  /** Of a pair of exits the take profit. */
  preview: OrderPreview | undefined;
  /** Of a pair of exits the stop loss. */
  stopLoss: OrderPreview | undefined;
  /** Why the server could not say. */
  error: Error | null;
  /** What is shown belongs to the terms before the last keystroke. */
  isOld: boolean;
}

/** What the order on the ticket would do, by the book; nothing while a number is missing. */
export function usePreview(accountId: string): ShownPreview {
  const draft = useTicket((ticket) => ticket.draft);
  const wish = useMemo(
    () => (Object.keys(errorsIn(draft)).length > 0 ? null : wishOf(draft, accountId, "preview")),
    [draft, accountId],
  );
  const settled = useSettled(wish);
  // Asked again once money moved: ticket and banner must not name two buying powers.
  const funds = useLive(({ account }) => (account ? `${account.cash} ${account.reserved}` : ""));
  const { data, error, isPlaceholderData } = useQuery(previewQuery(settled, funds));
  const [preview, stopLoss] = (wish && data) ?? [];
  if (!wish) return { preview, stopLoss, error: null, isOld: false };
  return { preview, stopLoss, error, isOld: isPlaceholderData || settled !== wish };
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
