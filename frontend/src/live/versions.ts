/** Gap detection: a delta counts only on top of exactly the version it was made for. */

import type { ServerMessage } from "@/api/types";
import type { Channel } from "@/live/protocol";

/** The version held of each channel; null while a snapshot is awaited. */
export type Versions = Readonly<Record<Channel, number | null>>;

export const NOTHING_HELD: Versions = { portfolio: null, orders: null, quotes: null };

export type Admission =
  | { verdict: "apply" | "ignore"; versions: Versions }
  | { verdict: "resync"; versions: Versions; channel: Channel };

/** Whether a message may be applied to what is held. A hole loses the channel until a snapshot. */
export function admit(versions: Versions, message: ServerMessage): Admission {
  switch (message.type) {
    case "portfolio.snapshot":
      return apply(versions, "portfolio", message.ver);
    case "orders.snapshot":
      return apply(versions, "orders", message.ver);
    case "quotes.snapshot":
      return apply(versions, "quotes", message.ver);
    case "portfolio.delta":
      return follow(versions, "portfolio", message);
    case "orders.delta":
    case "fills.delta":
      return follow(versions, "orders", message);
    case "quotes.delta":
      return follow(versions, "quotes", message);
    case "gap":
      return lose(versions, message.ch);
    default:
      return { verdict: "apply", versions };
  }
}

function apply(versions: Versions, channel: Channel, version: number): Admission {
  return { verdict: "apply", versions: { ...versions, [channel]: version } };
}

function follow(
  versions: Versions,
  channel: Channel,
  delta: { prev: number; ver: number },
): Admission {
  const held = versions[channel];
  if (held === null) return { verdict: "ignore", versions };
  if (delta.prev !== held) return lose(versions, channel);
  return apply(versions, channel, delta.ver);
}

function lose(versions: Versions, channel: Channel): Admission {
  return { verdict: "resync", channel, versions: { ...versions, [channel]: null } };
}
