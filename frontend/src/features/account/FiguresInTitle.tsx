import { money, signedMoney } from "@/kernel/format";
import { usePreference } from "@/kernel/preferences";
import { useLive } from "@/live/store";
import { usePrivately } from "@/ui/usePrivately";
import { useTitle } from "@/ui/useTitle";

/** The title of the tab: the screen, or equity and the day's result where the trader asked for them. */
export function FiguresInTitle({ screen }: { screen: string }) {
  const asked = usePreference("figuresInTitle");
  const privately = usePrivately();
  const equity = useLive((state) => state.account?.equity ?? null);
  const dayPnl = useLive((state) => state.account?.day_pnl ?? null);
  const figures = `${privately(money(equity))} ${privately(signedMoney(dayPnl))}`;
  useTitle(asked && equity !== null ? figures : screen);
  return null;
}
