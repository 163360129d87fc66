/**
 * The one websocket of the page, outside React. It subscribes on every connection, notices
 * gaps and silence, and hands what it gathered to the store ten times a second.
 */

import type { MessageOf, ServerMessage } from "@/api/types";
import { connectBars, disconnectBars, hearBars } from "@/live/bars";
import { nextOffset } from "@/live/clock";
import { type Batch, emptyBatch, gather } from "@/live/conflate";
import {
  CHANNELS,
  type Channel,
  CLOSED_SIGNED_OUT,
  type ClientMessage,
  parse,
  subscription,
} from "@/live/protocol";
import { NOTHING_KNOWN, type Phase } from "@/live/state";
import { applyBatch, liveStore } from "@/live/store";
import { connectToGateway, type Socket } from "@/live/transport";
import { admit, NOTHING_HELD, type Versions } from "@/live/versions";

/** Longer would show; shorter would paint more often than anyone can read. */
const FLUSH_MS = 100;
const WATCH_MS = 1_000;
/** Two heartbeats missed and a margin. */
const SILENT_MS = 5_000;
const DEAD_MS = 12_000;

export interface LiveOptions {
  accountId: string;
  /** The server closed the connection because the session has ended. */
  onSignedOut: () => void;
  /** The connection broke; it may be that the session has ended, which only HTTP can tell. */
  onLost?: () => void;
  /** Opens a connection; what arrives on it goes to `hear`. */
  connect?: (hear: (frame: unknown) => void) => Socket;
}

/** Opens the connection and keeps it open. Returns how to end it and forget what was shown. */
export function startLive({
  accountId,
  onSignedOut,
  onLost = () => undefined,
  connect = connectToGateway,
}: LiveOptions): () => void {
  const socket = connect((frame) => {
    const message = stopped ? null : parse(frame);
    if (message) hear(message);
  });
  let versions: Versions = NOTHING_HELD;
  let batch: Batch = emptyBatch();
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let lastHeardAt = Date.now();
  let offset: number | null = null;
  const askedAt: Record<Channel, number> = { portfolio: 0, orders: 0, quotes: 0 };

  function flush(): void {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    const gathered = batch;
    batch = emptyBatch();
    applyBatch(gathered);
  }

  function send(message: ClientMessage): void {
    socket.send(JSON.stringify(message));
  }

  function subscribe(channel: Channel): void {
    askedAt[channel] = Date.now();
    send(subscription(channel, accountId));
  }

  function enter(phase: Phase): void {
    if (liveStore.getState().phase !== phase) liveStore.setState({ phase });
  }

  function hear(message: ServerMessage): void {
    lastHeardAt = Date.now();
    if ("server_time" in message) readClock(message.server_time);
    if (message.type === "hello") {
      greet(message);
      return;
    }
    if ("account_id" in message && message.account_id && message.account_id !== accountId) return;
    enter("live");
    // Charts draw bars themselves: they do not go through the store.
    if (hearBars(message)) return;
    const admission = admit(versions, message);
    versions = admission.versions;
    if (admission.verdict === "resync") subscribe(admission.channel);
    if (admission.verdict === "apply") keep(message);
  }

  function greet(hello: MessageOf<"hello">): void {
    if (!hello.authenticated) {
      signOut();
      return;
    }
    versions = NOTHING_HELD;
    keep(hello);
    for (const channel of CHANNELS) subscribe(channel);
    connectBars(send);
    enter("live");
  }

  function keep(message: ServerMessage): void {
    if (gather(batch, message) === "now") flush();
    else flushTimer ??= setTimeout(flush, FLUSH_MS);
  }

  function readClock(serverTime: string): void {
    const next = nextOffset(offset, Date.parse(serverTime) - Date.now());
    if (next === offset) return;
    offset = next;
    liveStore.setState({ clockOffsetMs: next });
  }

  function watchSilence(): void {
    const silentMs = Date.now() - lastHeardAt;
    const { phase } = liveStore.getState();
    if (phase === "live" && silentMs > SILENT_MS) enter("stale");
    if (phase === "stale" && silentMs > DEAD_MS) revive();
    if (phase === "live") askAgain();
  }

  /** A snapshot that was asked for and never came is asked for again. */
  function askAgain(): void {
    for (const channel of CHANNELS) {
      const waitedMs = Date.now() - askedAt[channel];
      if (versions[channel] === null && waitedMs > SILENT_MS) subscribe(channel);
    }
  }

  function revive(): void {
    lastHeardAt = Date.now();
    enter("reconnecting");
    socket.reconnect();
  }

  /** After sleep or a lost network the connection often looks open and is dead. */
  function wake(): void {
    if (document.visibilityState === "hidden") return;
    flush();
    if (Date.now() - lastHeardAt > SILENT_MS) revive();
  }

  function signOut(): void {
    stop();
    onSignedOut();
  }

  function stop(): void {
    clearInterval(watchdog);
    clearTimeout(flushTimer);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    stopped = true;
    disconnectBars();
    socket.close();
    liveStore.setState(NOTHING_KNOWN, true);
  }

  let stopped = false;
  const watchdog = setInterval(watchSilence, WATCH_MS);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  socket.addEventListener("open", () => {
    lastHeardAt = Date.now();
  });
  socket.addEventListener("close", ({ code }) => {
    if (stopped) return;
    if (code === CLOSED_SIGNED_OUT) {
      signOut();
      return;
    }
    versions = NOTHING_HELD;
    disconnectBars();
    if (liveStore.getState().phase !== "connecting") enter("reconnecting");
    onLost();
  });
  return stop;
}
