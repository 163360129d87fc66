import { getRouteApi, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Header } from "@/app/Header";
import { NavRail } from "@/app/NavRail";
import { SCREENS } from "@/app/nav";
import { AccountBanner } from "@/features/account/AccountBanner";
import { FiguresInTitle } from "@/features/account/FiguresInTitle";
import { FeedBanner } from "@/features/status/FeedBanner";
import { onAnnouncement, useLive } from "@/live/store";
import { Confirmation } from "@/ui/Confirmation";
import { notify } from "@/ui/notify";
import { useChord, useKey } from "@/ui/useKey";

const appRoute = getRouteApi("/app");
const HelpSheet = lazy(async () => ({
  default: (await import("@/features/help/HelpSheet")).HelpSheet,
}));

const loadPalette = () => import("@/app/palette/CommandPalette");
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
/** Once the screen has settled: a palette that is opened to be typed into at once must be there. */
const PALETTE_AFTER_MS = 1_500;

function sheetFailed(): void {
  notify("bad", "This could not be loaded. Reload the page when it suits you.");
}

/** The frame around every screen behind the login: header, navigation, what is special, the account. */
export function AppShell() {
  const { session } = appRoute.useRouteContext();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const screen = SCREENS.find(({ to }) => path.startsWith(to))?.label ?? "Thor";
  const phase = useLive((state) => state.phase);
  const [sheet, setSheet] = useState<"help" | "palette" | null>(null);
  const showHelp = useCallback(() => setSheet("help"), []);
  const showPalette = useCallback(() => setSheet("palette"), []);
  const close = useCallback(() => setSheet(null), []);
  useKey("?", showHelp);
  useChord("mod+k", showPalette);
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => onAnnouncement(({ tone, text }) => notify(tone, text)), []);
  return (
    <div
      data-live={phase === "live" || phase === "connecting" ? "yes" : "no"}
      className="flex h-full min-w-0 flex-col"
    >
      <FiguresInTitle screen={screen} />
      <Header session={session} onHelp={showHelp} onPalette={showPalette} />
      <FeedBanner />
      <div className="flex min-h-0 flex-1">
        <NavRail onHelp={showHelp} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <AccountBanner />
          <Outlet />
        </div>
      </div>
      {/* A sheet that does not load must not take the screen with it. */}
      <ErrorBoundary fallback={null} onError={sheetFailed} resetKeys={[sheet]}>
        <Suspense>
          {sheet === "help" && <HelpSheet open onClose={close} />}
          {sheet === "palette" && (
            <CommandPalette session={session} onHelp={showHelp} onClose={close} />
          )}
        </Suspense>
      </ErrorBoundary>
      <Confirmation />
    </div>
  );
}
