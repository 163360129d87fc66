import { type ReactNode, useId } from "react";
import {
  FEE_WORDS,
  FEES,
  type FeeChoice,
  FILL_WORDS,
  FILLS,
  type FillChoice,
  readFee,
  readFill,
  writeFee,
  writeFill,
} from "@/kernel/models";
import { DecimalInput } from "@/ui/DecimalInput";
import { Segmented } from "@/ui/Segmented";

/** What an account's next orders get. */
export interface Terms {
  fill: FillChoice;
  fee: FeeChoice;
  /** Whole seconds, as typed. */
  hold: string;
}

export interface TermsOnTheWire {
  fill_model: string;
  fee_model: string;
  hold_seconds: number;
}

export function readTerms(account: TermsOnTheWire): Terms {
  return {
    fill: readFill(account.fill_model),
    fee: readFee(account.fee_model),
    hold: String(account.hold_seconds),
  };
}

export function writeTerms({ fill, fee, hold }: Terms): TermsOnTheWire {
  return {
    fill_model: writeFill(fill),
    fee_model: writeFee(fee),
    hold_seconds: Number(hold.trim() || "0"),
  };
}

interface AccountTermsProps {
  value: Terms;
  onChange: (value: Terms) => void;
  /** Reasons by field of the request. */
  errors: Readonly<Record<string, string>>;
}

/** How the market treats the account, what it costs, and how long an order can be taken back. */
export function AccountTerms({ value, onChange, errors }: AccountTermsProps) {
  const { fill, fee, hold } = value;
  return (
    <>
      <Row label="Fills" hint={FILL_WORDS[fill.model].does} error={errors.fill_model}>
        <Segmented
          legend="Fill model"
          options={FILLS.map((each) => ({ value: each, label: FILL_WORDS[each].name }))}
          value={fill.model}
          onChange={(model) => onChange({ ...value, fill: { ...fill, model } })}
        />
      </Row>
      <Amount
        label="Slippage"
        unit="% of the price"
        step="0.01"
        value={fill.slippage}
        hint="What a market or stop order loses on top of the quote. Empty is none."
        onChange={(slippage) => onChange({ ...value, fill: { ...fill, slippage } })}
      />
      <Row label="Fees" error={errors.fee_model}>
        <Segmented
          legend="Fee model"
          options={FEES.map((each) => ({ value: each, label: FEE_WORDS[each].name }))}
          value={fee.kind}
          onChange={(kind) => onChange({ ...value, fee: { ...fee, kind } })}
        />
      </Row>
      {fee.kind !== "none" && (
        <Amount
          label="Fee"
          unit={FEE_WORDS[fee.kind].unit}
          step={fee.kind === "flat" ? "0.5" : "0.005"}
          value={fee.amount}
          onChange={(amount) => onChange({ ...value, fee: { ...fee, amount } })}
        />
      )}
      <Amount
        label="Hold window"
        unit="seconds, 0 to 300"
        step="5"
        value={hold}
        hint="How long an order can be changed before it may fill."
        error={errors.hold_seconds}
        onChange={(next) => onChange({ ...value, hold: next })}
      />
    </>
  );
}

interface RowProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
}

function Row({ label, hint, error, children }: RowProps) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-xs text-dim">
        {label}
      </span>
      {children}
      <Note hint={hint} error={error} />
    </div>
  );
}

interface AmountProps {
  label: string;
  unit: string;
  step: string;
  value: string;
  hint?: string;
  error?: string | undefined;
  onChange: (text: string) => void;
}

function Amount({ label, unit, step, value, hint, error, onChange }: AmountProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <DecimalInput
          id={id}
          value={value}
          step={step}
          invalid={error !== undefined}
          aria-describedby={`${id}-note`}
          onChange={onChange}
          className="max-w-36"
        />
        <span className="text-xs text-dim">{unit}</span>
      </div>
      <div id={`${id}-note`}>
        <Note hint={hint} error={error} />
      </div>
    </div>
  );
}

function Note({ hint, error }: { hint?: string | undefined; error?: string | undefined }) {
  if (error) return <p className="text-xs text-warn">{error}</p>;
  return hint ? <p className="text-xs text-dim">{hint}</p> : null;
}
