/** The words and shapes of an order's status. A new status is a compile error here. */

import type { LucideIcon } from "lucide-react";
import Ban from "lucide-react/icons/ban";
import CircleDashed from "lucide-react/icons/circle-dashed";
import CircleSlash from "lucide-react/icons/circle-slash";
import Clock from "lucide-react/icons/clock";
import SquareCheck from "lucide-react/icons/square-check";
import type { Order, OrderStatus } from "@/api/types";
import { quantity } from "@/kernel/format";

export interface StatusLook {
  word: string;
  icon: LucideIcon;
  className: string;
}

export const STATUS_LOOKS: Record<OrderStatus, StatusLook> = {
  PENDING: { word: "Pending", icon: CircleDashed, className: "text-gold" },
  FILLED: { word: "Filled", icon: SquareCheck, className: "text-text" },
  CANCELLED: { word: "Cancelled", icon: CircleSlash, className: "text-dim" },
  REJECTED: { word: "Rejected", icon: Ban, className: "text-warn" },
  EXPIRED: { word: "Expired", icon: Clock, className: "text-dim" },
};

/** What a pending order is doing right now, in a word or two. */
export function pendingPhase(order: Order): string {
  if (isPartlyFilled(order)) return `partly filled ${quantity(order.filled_quantity)}`;
  if (!order.active) return "waits for its entry";
  if (order.type === "MARKET" || order.type === "LIMIT") return "working";
  return order.triggered_at ? "triggered" : "waits for stop";
}

export function isPartlyFilled(order: Order): boolean {
  return order.status === "PENDING" && /[1-9]/.test(order.filled_quantity);
}
