import { getRouteApi, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Header } from "@/app/Header";
import { NavRail } from "@/app/NavRail";
import { AccountBanner } from "@/features/account/AccountBanner";
import { FeedBanner } from "@/features/status/FeedBanner";
import { onAnnouncement, useLive } from "@/live/store";
import { Confirmation } from "@/ui/Confirmation";
import { notify } from "@/ui/notify";
import { useChord, useKey } from "@/ui/useKey";

const appRoute = getRouteApi("/app");
const HelpSheet = lazy(async () => ({
  default: (await import("@/features/help/HelpSheet")).HelpSheet,
}));

const CommandPalette = lazy(async () => ({
  default: (await import("@/app/palette/CommandPalette")).CommandPalette,
}));

/** The frame around every screen behind the login: header, navigation, what is special, the account. */
export function AppShell() {
  const { session } = appRoute.useRouteContext();
  const phase = useLive((state) => state.phase);
  const [sheet, setSheet] = useState<"help" | "palette" | null>(null);
  const showHelp = useCallback(() => setSheet("help"), []);
  const showPalette = useCallback(() => setSheet("palette"), []);
  const close = useCallback(() => setSheet(null), []);
  useKey("?", showHelp);
  useChord("mod+k", showPalette);
  useEffect(() => onAnnouncement(({ tone, text }) => notify(tone, text)), []);
  return (
    <div
      data-live={phase === "live" || phase === "connecting" ? "yes" : "no"}
      className="flex h-full min-w-0 flex-col"
    >
      <Header session={session} onHelp={showHelp} onPalette={showPalette} />
      <FeedBanner />
      <div className="flex min-h-0 flex-1">
        <NavRail onHelp={showHelp} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <AccountBanner />
          <Outlet />
        </div>
      </div>
      <Suspense>
        {sheet === "help" && <HelpSheet open onClose={close} />}
        {sheet === "palette" && (
          <CommandPalette session={session} onHelp={showHelp} onClose={close} />
        )}
      </Suspense>
      <Confirmation />
    </div>
  );
}
