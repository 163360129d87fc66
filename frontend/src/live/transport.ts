/** The wire: a websocket to the gateway that connects again for as long as it takes. */

import PartySocket from "partysocket/ws";

/** What is used of it; tests pass their own. */
export interface Socket {
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
  send(text: string): void;
  reconnect(): void;
  close(): void;
}

/** Opens the connection; what arrives on it goes to `hear`. */
export function connectToGateway(hear: (frame: unknown) => void): Socket {
  /** The reconnecting socket copies every event it passes on, which costs more than reading it. */
  class Direct extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", (event) => {
        event.stopImmediatePropagation();
        hear(event.data);
      });
    }
  }
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new PartySocket(`${scheme}://${location.host}/api/v1/ws`, [], {
    WebSocket: Direct,
    minReconnectionDelay: 500,
    maxReconnectionDelay: 4_000,
    connectionTimeout: 5_000,
    maxRetries: Number.POSITIVE_INFINITY,
    // Subscriptions belong to a connection: they are sent after its `hello`, never queued.
    maxEnqueuedMessages: 0,
  }) as Socket;
}
