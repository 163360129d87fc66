/** The product's words for the generated shapes. The only file that knows the schema's names. */

import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Session = Schemas["Me"];
export type Account = Session["accounts"][number];

/** An account with what its orders get by default. */
export type PaperAccount = Schemas["AccountView"];
export type NewAccount = Schemas["OpenAccountBody"];
export type PaperAccountSettings = Schemas["ChangeSettingsBody"];
export type AccountKind = Schemas["AccountKind"];
export type PortfolioSnapshot = Schemas["PortfolioData"];

export type ApiKey = Schemas["ApiKeyView"];
export type ApiKeyScope = Schemas["Scope"];
export type NewApiKey = Schemas["NewApiKey"];

export type Order = Schemas["OrderState"];
export type OrderStatus = Schemas["OrderStatus"];
export type OrderType = Schemas["OrderType"];
export type Side = Schemas["Side"];
export type TimeInForce = Schemas["TimeInForce"];
export type OrderTerms = Schemas["SubmitOrderBody"];
/** A pair of exits, of which one cancels the other. */
export type PairTerms = Schemas["SubmitOcoBody"];
export type OrderChanges = Schemas["ReplaceOrderBody"];

export type OrderPreview = Schemas["PreviewView"];
export type Closing = Schemas["ClosingView"];

export type Execution = Schemas["ExecutionView"];
export type WhyPending = Schemas["WhyView"];
export type Instrument = Schemas["InstrumentView"];

export type AccountFigures = Schemas["AccountFigures"];
export type Position = Schemas["PositionFigures"];
export type RoundTrip = Schemas["RoundTripFigures"];
/** A round trip with its excursions, notes and history. */
export type JournalTrip = Schemas["RoundTripView"];
export type HistoryLine = Schemas["HistoryLineView"];
/** An order that never filled or was edited, and what came of that. */
export type Ghost = Schemas["GhostView"];
export type Statistics = Schemas["StatisticsView"];
export type EquityCurve = Schemas["EquityView"];
export type Period = Schemas["Period"];
export type Verdict = Schemas["Verdict"];

export type Bar = Schemas["LiveBar"];
export type Resolution = Schemas["Resolution"];

export type Quote = Schemas["LiveQuote"];
export type QuoteQuality = Schemas["QuoteQuality"];
export type Feed = Schemas["FeedState"];

export type ServerMessage = Schemas["SocketMessages"]["server"][number];
export type MessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
