import { useNavigate, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { focusSize } from "@/app/home/panes";
import { toggleAmounts } from "@/app/PrivacyToggle";
import { type CommandGroup, commands } from "@/app/palette/commands";
import { leave, type TradingSession } from "@/app/session";
import { close } from "@/features/positions/closing";
import { setPreferences, usePreference } from "@/kernel/preferences";
import type { LiveState } from "@/live/state";
import { liveStore, useLive } from "@/live/store";

const quoted = ({ quotedSymbols }: LiveState) => quotedSymbols;
const held = ({ heldSymbols }: LiveState) => heldSymbols;

/** The commands as things are now. */
export function useCommands(
  session: TradingSession,
  typed: string,
  onHelp: () => void,
): CommandGroup[] {
  const navigate = useNavigate();
  const router = useRouter();
  const symbols = useLive(useShallow(quoted));
  const positions = useLive(useShallow(held));
  const amountsHidden = usePreference("amountsHidden");

  return useMemo(() => {
    const { quotes } = liveStore.getState();
    return commands(
      {
        symbols: symbols.map((symbol) => ({ symbol, name: quotes[symbol]?.name ?? "" })),
        held: positions,
        accounts: session.accounts,
        accountId: session.account.account_id,
        amountsHidden,
        typed,
      },
      {
        trade: (symbol) =>
          void navigate({ to: "/app/home", search: { symbol } }).then(() => focusSize()),
        close: (how, symbol) => void close(how, symbol),
        go: (to) => void navigate({ to }),
        help: onHelp,
        toggleAmounts,
        prefer: setPreferences,
        logOut: () => void leave().then(() => router.navigate({ to: "/login", search: {} })),
      },
    );
  }, [symbols, positions, session, amountsHidden, typed, navigate, router, onHelp]);
}
