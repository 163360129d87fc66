/** Short messages in the corner. Their list is the page's one polite live region. */

import { toast } from "sonner";
import { preferencesStore } from "@/kernel/preferences";

const SHOWN_MS = 6_000;

export type Tone = "good" | "bad" | "neutral";

const SHOW: Record<Tone, typeof toast.message> = {
  good: toast.success,
  bad: toast.warning,
  neutral: toast.message,
};

export function notify(tone: Tone, text: string): void {
  SHOW[tone](text, { duration: SHOWN_MS });
}

const CONNECTION = "connection";

/** Says what became of the connection. One message, which the next one replaces. */
export function notifyConnection(tone: Tone, text: string, lasting: boolean): void {
  SHOW[tone](text, { id: CONNECTION, duration: lasting ? Number.POSITIVE_INFINITY : SHOWN_MS });
}

/** What was said with amounts in it does not stay when they are hidden. */
preferencesStore.subscribe((now, before) => {
  if (!now.amountsHidden || before.amountsHidden) return;
  for (const { id } of toast.getToasts()) if (id !== CONNECTION) toast.dismiss(id);
});
