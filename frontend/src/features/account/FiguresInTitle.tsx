import { useEffect } from "react";
import { money, signedMoney } from "@/kernel/format";
import { usePreference } from "@/kernel/preferences";
import { useLive } from "@/live/store";

/** Equity and the day's result in the title of the tab, where the trader asked for them. */
export function FiguresInTitle() {
  const asked = usePreference("figuresInTitle");
  const equity = useLive((state) => state.account?.equity ?? null);
  const dayPnl = useLive((state) => state.account?.day_pnl ?? null);

  useEffect(() => {
    if (!asked || equity === null) return;
    const before = document.title;
    document.title = `${money(equity)} ${signedMoney(dayPnl)} · Thor`;
    return () => {
      document.title = before;
    };
  }, [asked, equity, dayPnl]);

  return null;
}
