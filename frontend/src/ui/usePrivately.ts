import { usePreference } from "@/kernel/preferences";
import { HIDDEN } from "@/kernel/privacy";

/** Writes an amount, or what stands for it, where text is wanted and not an element. */
export function usePrivately(): (text: string) => string {
  const hidden = usePreference("amountsHidden");
  return (text) => (hidden ? HIDDEN : text);
}
