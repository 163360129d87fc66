import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { instrumentQuery } from "@/api/orders";
import type { Order } from "@/api/types";
import { type EditableTerm, TERM_NAMES } from "@/features/orders/terms";
import type { InlineEdit } from "@/features/orders/useInlineEdit";
import { DecimalInput } from "@/ui/DecimalInput";

interface EditInputProps {
  order: Order;
  term: EditableTerm;
  edit: InlineEdit;
  autoFocus?: boolean;
}

/** One term of an order while it is edited. Enter saves, Escape restores. */
export function EditInput({ order, term, edit, autoFocus = false }: EditInputProps) {
  const { data: instrument } = useQuery(instrumentQuery(order.symbol));
  const box = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    if (autoFocus) box.current?.querySelector("input")?.select();
  }, [autoFocus]);

  function press(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.repeat) {
      event.preventDefault();
      void edit.save();
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      edit.restore();
    }
  }

  return (
    <span ref={box} className="inline-block">
      <DecimalInput
        aria-label={`${TERM_NAMES[term]} of ${order.symbol}`}
        value={edit.editing?.edits[term] ?? ""}
        onChange={(text) => edit.type(term, text)}
        onKeyDown={press}
        step={term === "quantity" ? "1" : (instrument?.tick_size ?? "0.01")}
        invalid={edit.editing?.error?.term === term}
        className="h-5! w-18! border-gold! px-1! @max-[560px]:w-14!"
      />
    </span>
  );
}
