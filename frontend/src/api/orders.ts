import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type {
  Closing,
  Execution,
  Instrument,
  Order,
  OrderChanges,
  OrderPreview,
  OrderStatus,
  OrderTerms,
  PairTerms,
  WhyPending,
} from "@/api/types";

export function submitOrder(body: OrderTerms): Promise<Order> {
  return call<Order>(client.POST("/api/v1/orders", { body }));
}

/** Submits a take profit and a stop loss of which one cancels the other: both or neither. */
export async function submitPair(body: PairTerms): Promise<Order[]> {
  const { orders } = await call<{ orders: Order[] }>(client.POST("/api/v1/orders/oco", { body }));
  return orders;
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

/** Cancels every pending order of the account in one step, and returns them as they now are. */
export async function cancelAllOrders(accountId: string): Promise<Order[]> {
  const params = { query: { account_id: accountId } };
  const answer = await call<{ orders: Order[] }>(
    client.POST("/api/v1/orders/cancel-all", { params }),
  );
  return answer.orders;
}

/** Closes a position, or turns it round, with one market order. Safe to repeat under the same id. */
export function closePosition(
  how: "close" | "flip",
  accountId: string,
  symbol: string,
  clientOrderId: string,
): Promise<Closing> {
  const request = {
    params: { path: { account_id: accountId, symbol } },
    body: { client_order_id: clientOrderId },
  };
  return call<Closing>(
    how === "close"
      ? client.POST("/api/v1/accounts/{account_id}/positions/{symbol}/close", request)
      : client.POST("/api/v1/accounts/{account_id}/positions/{symbol}/flip", request),
  );
}

const PREVIEW_REFRESH_MS = 2_000;

/**
 * What an order would do now, by the book's own reckoning: of a pair the take profit and the stop
 * loss, or one refusal of both. Asked again while it is on the screen.
 */
export function previewQuery(
  wish: { kind: "order"; terms: OrderTerms } | { kind: "pair"; terms: PairTerms } | null,
  funds: string,
) {
  return queryOptions({
    queryKey: ["preview", wish, funds],
    queryFn: async ({ signal }): Promise<OrderPreview[]> => {
      if (!wish) throw new Error("there is no order to preview");
      if (wish.kind === "order") {
        const asked = client.POST("/api/v1/orders/preview", { body: wish.terms, signal });
        return [await call<OrderPreview>(asked)];
      }
      const asked = client.POST("/api/v1/orders/oco/preview", { body: wish.terms, signal });
      return (await call<{ previews: OrderPreview[] }>(asked)).previews;
    },
    enabled: wish !== null,
    refetchInterval: PREVIEW_REFRESH_MS,
    gcTime: 10_000,
    retry: false,
    placeholderData: (previous) => previous,
  });
}

/** All that is given must hold; `from`, ISO 8601, speaks of when an order was submitted. */
export interface OrderFilter {
  symbol?: string;
  status?: OrderStatus[];
  from?: string;
}

export interface OrdersPage {
  orders: Order[];
  next: string | null;
}

/** Orders of the account, newest first, page by page. */
export function ordersQuery(accountId: string, filter: OrderFilter) {
  return infiniteQueryOptions({
    queryKey: ["orders", accountId, filter],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...filter, account_id: accountId, ...cursor };
      return call<OrdersPage>(client.GET("/api/v1/orders", { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
  });
}

/** Fills of the account, newest first, page by page, each with its receipt. */
export function fillsQuery(accountId: string, { symbol, from }: Omit<OrderFilter, "status">) {
  const filter = { ...(symbol && { symbol }), ...(from && { from }) };
  return infiniteQueryOptions({
    queryKey: ["fills", accountId, filter],
    queryFn: ({ pageParam }) => {
      const query = { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) };
      const params = { path: { account_id: accountId }, query };
      return call<{ fills: Execution[]; next: string | null }>(
        client.GET("/api/v1/accounts/{account_id}/fills", { params }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
  });
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
