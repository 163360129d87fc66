/** The product's words for the generated shapes. The only file that knows the schema's names. */

import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Account = Session["accounts"][number];

export type Order = Schemas["OrderState"];
export type OrderStatus = Schemas["OrderStatus"];
export type OrderType = Schemas["OrderType"];
export type Side = Schemas["Side"];
export type TimeInForce = Schemas["TimeInForce"];
export type OrderTerms = JsonBody<"/api/v1/orders", "post">;
export type OrderChanges = JsonBody<"/api/v1/orders/{id}/update", "patch">;

export type Execution = Schemas["Executions"]["executions"][number];
export type WhyPending = Schemas["Why"];
export type Instrument = Schemas["Instruments"]["instruments"][number];

export type AccountFigures = Schemas["AccountFigures"];
export type Position = Schemas["PositionFigures"];
export type RoundTrip = Schemas["RoundTripFigures"];
export type Verdict = Schemas["Verdict"];

export type Quote = Schemas["LiveQuote"];
export type QuoteQuality = Schemas["QuoteQuality"];
export type Feed = Schemas["FeedState"];

export type ServerMessage =
  paths["/api/v1/_ws_schema"]["get"]["responses"]["200"]["content"]["application/json"];
export type MessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

type JsonBody<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;
