import Eye from "lucide-react/icons/eye";
import EyeOff from "lucide-react/icons/eye-off";
import { preferencesStore, setPreferences, usePreference } from "@/kernel/preferences";
import { IconButton } from "@/ui/IconButton";
import { useKey } from "@/ui/useKey";

export function toggleAmounts(): void {
  setPreferences({ amountsHidden: !preferencesStore.getState().amountsHidden });
}

/** Hides the trader's own amounts, and shows them again. */
export function PrivacyToggle() {
  const hidden = usePreference("amountsHidden");
  useKey("h", toggleAmounts);
  return (
    <IconButton
      label={hidden ? "Show amounts" : "Hide amounts"}
      hint="H"
      icon={hidden ? EyeOff : Eye}
      aria-pressed={hidden}
      onClick={toggleAmounts}
      className="size-7 aria-pressed:text-gold"
    />
  );
}
