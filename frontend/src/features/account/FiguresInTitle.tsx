import { useEffect } from "react";
import { money, signedMoney } from "@/kernel/format";
import { usePreference } from "@/kernel/preferences";
import { useLive } from "@/live/store";
import { usePrivately } from "@/ui/usePrivately";

/** Equity and the day's result in the title of the tab, where the trader asked for them. */
export function FiguresInTitle() {
  const asked = usePreference("figuresInTitle");
  const privately = usePrivately();
  const equity = useLive((state) => state.account?.equity ?? null);
  const dayPnl = useLive((state) => state.account?.day_pnl ?? null);

  const title = `${privately(money(equity))} ${privately(signedMoney(dayPnl))} · Thor`;

  useEffect(() => {
    if (!asked || equity === null) return;
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [asked, equity, title]);

  return null;
}
