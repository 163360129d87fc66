import { useId, useState } from "react";
import { HOLD_SECONDS_MAX, setPreferences, usePreference } from "@/kernel/preferences";
import { DecimalInput } from "@/ui/DecimalInput";
import { Panel } from "@/ui/Panel";
import { Switch } from "@/ui/Switch";

/** What stands between a thought and an order. Kept in this browser. */
export function TradingPanel() {
  const confirmOrders = usePreference("confirmOrders");
  const confirmBulk = usePreference("confirmBulk");
  return (
    <Panel title="Trading">
      <div className="flex flex-col gap-4 p-3">
        <Switch
          label="Show an order once more before it is sent"
          checked={confirmOrders}
          onChange={(next) => setPreferences({ confirmOrders: next })}
        />
        <Switch
          label="Ask before closing, flipping, and cancelling everything"
          checked={confirmBulk}
          onChange={(next) => setPreferences({ confirmBulk: next })}
        />
        <HoldField />
      </div>
    </Panel>
  );
}

function HoldField() {
  const id = useId();
  const kept = usePreference("holdSeconds");
  const [text, setText] = useState(kept === null ? "" : String(kept));
  const isWrong = text !== "" && !isHold(text);

  function type(next: string): void {
    setText(next);
    if (next === "") setPreferences({ holdSeconds: null });
    else if (isHold(next)) setPreferences({ holdSeconds: Number(next) });
  }

  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="text-sm">
        Hold window of a new ticket, seconds
      </label>
      <DecimalInput
        id={id}
        value={text}
        step="5"
        invalid={isWrong}
        placeholder="account's"
        aria-describedby={`${id}-note`}
        onChange={type}
        className="max-w-24"
      />
      <p id={`${id}-note`} className={`w-full text-xs ${isWrong ? "text-warn" : "text-dim"}`}>
        {isWrong
          ? `Whole seconds, 0 to ${HOLD_SECONDS_MAX}.`
          : "In it an order can be edited and cancelled before it may fill. Empty: what the account has."}
      </p>
    </div>
  );
}

function isHold(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= HOLD_SECONDS_MAX;
}
