// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerMessage } from "@/api/types";
import { startLive } from "@/live/socket";
import { liveStore } from "@/live/store";
import type { Socket } from "@/live/transport";
import { ACCOUNT_ID, anOrder, aQuote } from "@/test/fixtures";

/** A server end that a test speaks for. */
class FakeSocket implements Socket {
  readonly sent: string[] = [];
  hear: (frame: unknown) => void = () => undefined;
  reconnects = 0;
  closed = false;
  // biome-ignore lint/suspicious/noExplicitAny: one table for listeners of every event.
  private readonly listeners: Record<string, (event: any) => void> = {};

  // biome-ignore lint/suspicious/noExplicitAny: see above.
  addEventListener(type: string, listener: (event: any) => void): void {
    this.listeners[type] = listener;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  reconnect(): void {
    this.reconnects += 1;
  }
  close(): void {
    this.closed = true;
  }
  says(message: ServerMessage): void {
    this.hear(JSON.stringify(message));
  }
  drops(code: number): void {
    this.listeners.close?.({ code });
  }
  subscribed(): string[] {
    return this.sent.map((text) => JSON.parse(text).ch);
  }
}

const hello: ServerMessage = {
  type: "hello",
  server_time: "2026-03-02T15:05:00Z",
  heartbeat_ms: 2000,
  authenticated: true,
  feed: { simulated: true, sources: [] },
};
const quotes = (ver: number, last: string): ServerMessage => ({
  type: "quotes.snapshot",
  ver,
  data: { quotes: [aQuote({ last })] },
});
const tick = (prev: number, last: string): ServerMessage => ({
  type: "quotes.delta",
  prev,
  ver: prev + 1,
  data: { quotes: [aQuote({ last })] },
});
const last = () => liveStore.getState().quotes.AAPL?.last;

describe("the live connection", () => {
  let socket: FakeSocket;
  let stop: () => void;
  const onSignedOut = vi.fn();
  const onLost = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse("2026-03-02T15:00:00Z") });
    onSignedOut.mockReset();
    onLost.mockReset();
    socket = new FakeSocket();
    const connect = (hear: (frame: unknown) => void) => Object.assign(socket, { hear });
    stop = startLive({ accountId: ACCOUNT_ID, onSignedOut, onLost, connect });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("subscribes to everything when greeted, and takes the server's clock", () => {
    socket.says(hello);
    expect(socket.subscribed()).toEqual(["portfolio", "orders", "quotes"]);
    expect(liveStore.getState().phase).toBe("live");
    expect(liveStore.getState().clockOffsetMs).toBe(5 * 60_000);
  });

  it("shows ticks ten times a second and orders at once", () => {
    socket.says(hello);
    socket.says(quotes(1, "1.00"));
    socket.says(tick(1, "2.00"));
    expect(last()).toBeUndefined();
    vi.advanceTimersByTime(100);
    expect(last()).toBe("2.00");
    socket.says({
      type: "orders.snapshot",
      account_id: ACCOUNT_ID,
      ver: 1,
      data: { orders: [anOrder()] },
    });
    expect(liveStore.getState().orderIds).toHaveLength(1);
  });

  it("asks for a snapshot after a gap and shows nothing of what follows until it is there", () => {
    socket.says(hello);
    socket.says(quotes(1, "1.00"));
    socket.says(tick(5, "9.00"));
    socket.says(tick(6, "9.50"));
    expect(socket.subscribed().slice(3)).toEqual(["quotes"]);
    vi.advanceTimersByTime(100);
    expect(last()).toBe("1.00");
    socket.says(quotes(9, "10.00"));
    vi.advanceTimersByTime(100);
    expect(last()).toBe("10.00");
  });

  it("asks again for a snapshot that never comes", () => {
    socket.says(hello);
    for (let second = 0; second < 7; second += 1) {
      vi.advanceTimersByTime(1_000);
      socket.says({ type: "heartbeat", server_time: "2026-03-02T15:05:00Z" });
    }
    expect(socket.subscribed()).toHaveLength(6);
  });

  it("ignores another account's messages", () => {
    socket.says(hello);
    socket.says({
      type: "orders.snapshot",
      account_id: "someone-else",
      ver: 1,
      data: { orders: [anOrder()] },
    });
    expect(liveStore.getState().ready.orders).toBe(false);
  });

  it("is stale after five silent seconds, live again with the next message", () => {
    socket.says(hello);
    vi.advanceTimersByTime(6_000);
    expect(liveStore.getState().phase).toBe("stale");
    socket.says({ type: "heartbeat", server_time: "2026-03-02T15:05:06Z" });
    expect(liveStore.getState().phase).toBe("live");
  });

  it("gives up on a dead connection and makes a new one", () => {
    socket.says(hello);
    vi.advanceTimersByTime(14_000);
    expect(socket.reconnects).toBe(1);
    expect(liveStore.getState().phase).toBe("reconnecting");
  });

  it("keeps what it shows while reconnecting, and starts over from snapshots", () => {
    socket.says(hello);
    socket.says(quotes(50, "1.00"));
    vi.advanceTimersByTime(100);
    socket.drops(1012);
    expect(liveStore.getState().phase).toBe("reconnecting");
    expect(onLost).toHaveBeenCalledOnce();
    expect(last()).toBe("1.00");
    socket.says(hello);
    socket.says(tick(50, "6.00"));
    socket.says(quotes(1, "7.00"));
    vi.advanceTimersByTime(100);
    expect(last()).toBe("7.00");
  });

  it.each([
    ["the server closes with 4001", () => socket.drops(4001)],
    ["the greeting knows no session", () => socket.says({ ...hello, authenticated: false })],
  ])("ends when %s", (_, end) => {
    socket.says(hello);
    end();
    expect(onSignedOut).toHaveBeenCalledOnce();
    expect(socket.closed).toBe(true);
    expect(liveStore.getState().account).toBeNull();
  });

  it("is not disturbed by what it cannot read", () => {
    socket.says(hello);
    socket.says({ type: "news.v9" } as unknown as ServerMessage);
    expect(liveStore.getState().phase).toBe("live");
  });
});
