import { getRouteApi, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Header } from "@/app/Header";
import { NavRail } from "@/app/NavRail";
import { AccountBanner } from "@/features/account/AccountBanner";
import { FeedBanner } from "@/features/status/FeedBanner";
import { onAnnouncement, useLive } from "@/live/store";
import { Confirmation } from "@/ui/Confirmation";
import { notify } from "@/ui/notify";
import { useKey } from "@/ui/useKey";

const appRoute = getRouteApi("/app");
const HelpSheet = lazy(async () => ({
  default: (await import("@/features/help/HelpSheet")).HelpSheet,
}));

/** The frame around every screen behind the login: header, navigation, what is special, the account. */
export function AppShell() {
  const { session } = appRoute.useRouteContext();
  const phase = useLive((state) => state.phase);
  const [help, setHelp] = useState(false);
  const showHelp = useCallback(() => setHelp(true), []);
  useKey("?", showHelp);
  useEffect(() => onAnnouncement(({ tone, text }) => notify(tone, text)), []);
  return (
    <div
      data-live={phase === "live" || phase === "connecting" ? "yes" : "no"}
      className="flex h-full min-w-0 flex-col"
    >
      <Header session={session} onHelp={showHelp} />
      <FeedBanner />
      <div className="flex min-h-0 flex-1">
        <NavRail onHelp={showHelp} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <AccountBanner />
          <Outlet />
        </div>
      </div>
      {help && (
        <Suspense>
          <HelpSheet open onClose={() => setHelp(false)} />
        </Suspense>
      )}
      <Confirmation />
    </div>
  );
}
