/** Accounts as the book would send them. */

import type { PaperAccount } from "@/api/types";
import { ACCOUNT_ID } from "@/test/fixtures";

const OPENED = "2026-03-02T15:00:00Z";

export function aPaperAccount(changes: Partial<PaperAccount> = {}): PaperAccount {
  return {
    account_id: ACCOUNT_ID,
    name: "Paper account",
    kind: "CASH",
    currency: "USD",
    status: "OPEN",
    starting_balance: "100000.00",
    cash: "94999.80",
    reserved: "0.00",
    buying_power: "94999.80",
    opened_at: OPENED,
    era: 1,
    cloned_from: null,
    fill_model: "quote",
    fee_model: "none",
    hold_seconds: 0,
    ...changes,
  };
}
