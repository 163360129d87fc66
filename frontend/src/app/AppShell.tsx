import { getRouteApi, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { Header } from "@/app/Header";
import { AccountBanner } from "@/features/account/AccountBanner";
import { FeedBanner } from "@/features/status/FeedBanner";
import { onAnnouncement, useLive } from "@/live/store";
import { notify } from "@/ui/notify";

const appRoute = getRouteApi("/app");

/** The frame around every screen behind the login: header, what is special, the account. */
export function AppShell() {
  const { session } = appRoute.useRouteContext();
  const phase = useLive((state) => state.phase);
  useEffect(() => onAnnouncement(({ tone, text }) => notify(tone, text)), []);
  return (
    <div
      data-live={phase === "live" || phase === "connecting" ? "yes" : "no"}
      className="flex h-full min-w-0 flex-col"
    >
      <Header session={session} />
      <FeedBanner />
      <AccountBanner />
      <Outlet />
    </div>
  );
}
