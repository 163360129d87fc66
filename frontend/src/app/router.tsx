import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { LoginPage, RegisterPage } from "@/app/AuthPages";
import { LoadingPage, NotFoundPage, TroublePage } from "@/app/plainPages";
import { currentSession, goLive, type TradingSession, whenSessionEnds } from "@/app/session";
import { preferencesStore } from "@/kernel/preferences";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const root = createRootRoute({ component: Outlet });

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/app/home" });
  },
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search): { redirect?: string | undefined; ended?: true | undefined } => ({
    redirect: text(search.redirect),
    ended: search.ended ? true : undefined,
  }),
  component: LoginPage,
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: (search): { redirect?: string | undefined } => ({
    redirect: text(search.redirect),
  }),
  component: RegisterPage,
});

/** Everything behind the login. A visitor without a session comes back here after logging in. */
const app = createRoute({
  getParentRoute: () => root,
  path: "/app",
  beforeLoad: async ({ location }): Promise<{ session: TradingSession }> => {
    const session = await currentSession().catch((error: unknown) => {
      if (asProblem(error).status !== 401) throw error;
      throw redirect({ to: "/login", search: { redirect: location.href } });
    });
    goLive(session.account.account_id);
    return { session };
  },
  component: lazyRouteComponent(() => import("@/app/AppShell"), "AppShell"),
});

const appIndex = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/app/home" });
  },
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/home",
  validateSearch: (search): { symbol?: string | undefined } => ({
    symbol: text(search.symbol)?.toUpperCase(),
  }),
  component: lazyRouteComponent(() => import("@/app/home/Home"), "Home"),
});

/** A screen is loaded when it is first gone to. */
const orders = createRoute({
  getParentRoute: () => app,
  path: "/orders",
  component: lazyRouteComponent(() => import("@/features/orders/OrdersPage"), "OrdersPage"),
});

const positions = createRoute({
  getParentRoute: () => app,
  path: "/positions",
  component: lazyRouteComponent(
    () => import("@/features/positions/PositionsPage"),
    "PositionsPage",
  ),
});

const journal = createRoute({
  getParentRoute: () => app,
  path: "/journal",
  component: lazyRouteComponent(() => import("@/features/journal/JournalPage"), "JournalPage"),
});

const accounts = createRoute({
  getParentRoute: () => app,
  path: "/accounts",
  component: lazyRouteComponent(() => import("@/features/accounts/AccountsPage"), "AccountsPage"),
});

const statements = createRoute({
  getParentRoute: () => app,
  path: "/statements",
  component: lazyRouteComponent(
    () => import("@/features/statements/StatementsPage"),
    "StatementsPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});

const screens = [home, orders, positions, journal, accounts, statements, settings] as const;

export const router = createRouter({
  routeTree: root.addChildren([index, login, register, app.addChildren([appIndex, ...screens])]),
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: TroublePage,
  defaultNotFoundComponent: NotFoundPage,
});

preferencesStore.subscribe((now, before) => {
  // Another account: `beforeLoad` picks it and opens its live connection.
  if (now.accountId !== before.accountId) void router.invalidate();
});

whenSessionEnds(() => {
  const { href } = router.state.location;
  void router.navigate({ to: "/login", search: { redirect: href, ended: true } });
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
