/** Who is logged in decides whether the live connection runs. */

import { whenSignedOut } from "@/api/client";
import { Problem } from "@/api/problem";
import { logout, sessionQuery } from "@/api/session";
import type { Account, Session } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { clearTicket } from "@/features/ticket/store";
import { preferencesStore } from "@/kernel/preferences";
import { startLive } from "@/live/socket";

const NO_ACCOUNT =
  "Your account cannot be reached: the order book does not answer. Nothing is lost.";

export interface TradingSession {
  user: Session["user"];
  /** The account that is on the screen. */
  account: Account;
  /** All of the trader's accounts. */
  accounts: readonly Account[];
}

let running: { accountId: string; stop: () => void } | null = null;
let onEnded = (): void => undefined;

/** Registers what happens when the session ends without the trader's doing. */
export function whenSessionEnds(listener: () => void): void {
  onEnded = listener;
}

/**
 * Who is logged in and may trade. Throws `Problem`: 401 for nobody, 503 where it cannot be said
 * yet which accounts there are.
 */
export async function currentSession(): Promise<TradingSession> {
  const known = queryClient.getQueryData(sessionQuery.queryKey);
  const session = known?.accounts.length
    ? known
    : await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
  const { accountId } = preferencesStore.getState();
  const chosen = session.accounts.find((account) => account.account_id === accountId);
  const account = chosen ?? session.accounts[0];
  if (account) return { user: session.user, account, accounts: session.accounts };
  throw new Problem(503, "no_account", NO_ACCOUNT);
}

export function enter(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** Runs the live connection of this account; one at a time, and only once. */
export function goLive(accountId: string): void {
  if (running?.accountId === accountId) return;
  running?.stop();
  running = {
    accountId,
    stop: startLive({ accountId, onSignedOut: endSession, onLost: checkSession }),
  };
}

/** Logs out. The screen is left even where the server does not answer. */
export async function leave(): Promise<void> {
  forget();
  clearTicket();
  await logout().catch(() => undefined);
}

function endSession(): void {
  if (!queryClient.getQueryData(sessionQuery.queryKey)) return;
  forget();
  onEnded();
}

/** A refused websocket looks like a lost one; only HTTP tells that the session is over. */
function checkSession(): void {
  void queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
}

function forget(): void {
  running?.stop();
  running = null;
  queryClient.clear();
}

whenSignedOut(endSession);
