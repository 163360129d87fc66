import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type {
  Execution,
  Instrument,
  Order,
  OrderChanges,
  OrderTerms,
  WhyPending,
} from "@/api/types";

export function submitOrder(body: OrderTerms): Promise<Order> {
  return call<Order>(client.POST("/api/v1/orders", { body }));
}

export function replaceOrder(id: string, body: OrderChanges): Promise<Order> {
  return call<Order>(
    client.PATCH("/api/v1/orders/{order_id}/update", { params: { path: { order_id: id } }, body }),
  );
}

export function cancelOrder(id: string): Promise<Order> {
  return call<Order>(
    client.POST("/api/v1/orders/{order_id}/cancel", { params: { path: { order_id: id } } }),
  );
}

/** The fills of an order, each with its receipt. `version` is in the key: a fill makes a new one. */
export function executionsQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ["executions", id, version],
    queryFn: async (): Promise<Execution[]> => {
      const path = { params: { path: { order_id: id } } };
      const answer = await call<{ executions: Execution[] }>(
        client.GET("/api/v1/orders/{order_id}/executions", path),
      );
      return answer.executions;
    },
    placeholderData: (previous) => previous,
  });
}

const WHY_REFRESH_MS = 2_000;

/** Why a pending order has not filled yet. Asked again while it is on the screen. */
export function whyQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ["why", id, version],
    queryFn: () =>
      call<WhyPending>(
        client.GET("/api/v1/orders/{order_id}/why", { params: { path: { order_id: id } } }),
      ),
    refetchInterval: WHY_REFRESH_MS,
    placeholderData: (previous) => previous,
    retry: false,
  });
}

/** What a symbol stands for and its price steps; null for a symbol nobody knows. */
export function instrumentQuery(symbol: string) {
  return queryOptions({
    queryKey: ["instrument", symbol],
    queryFn: async (): Promise<Instrument | null> => {
      const answer = await call<{ instruments: Instrument[] }>(
        client.GET("/api/v1/instruments", { params: { query: { query: symbol } } }),
      );
      return answer.instruments.find((each) => each.symbol === symbol) ?? null;
    },
    enabled: symbol !== "",
    staleTime: 5 * 60_000,
  });
}
