import { useState } from "react";
import type { Order } from "@/api/types";
import {
  changesOf,
  type EditableTerm,
  type Edits,
  editsOf,
  TERM_NAMES,
} from "@/features/orders/terms";
import type { OrderActions } from "@/features/orders/useOrderActions";
import { notify } from "@/ui/notify";

interface Editing {
  edits: Edits;
  /** The version the trader saw when the edit began, or was last told of. */
  version: number;
  error: { term: EditableTerm | null; text: string } | null;
}

export interface InlineEdit {
  editing: Editing | null;
  begin: () => void;
  type: (term: EditableTerm, text: string) => void;
  save: () => Promise<void>;
  restore: () => void;
}

/**
 * The edit of one row. What is typed belongs to the trader: nothing that arrives, neither a tick
 * nor a new version of the order, writes into it.
 */
export function useInlineEdit(order: Order, actions: OrderActions): InlineEdit {
  const [editing, setEditing] = useState<Editing | null>(null);

  function fail(text: string, term: EditableTerm | null, version: number): void {
    setEditing((now) => (now ? { ...now, version, error: { term, text } } : now));
  }

  async function save(): Promise<void> {
    if (!editing || actions.busy) return;
    const changes = changesOf(order, editing.edits);
    if ("wrong" in changes) {
      const term = changes.wrong as EditableTerm;
      return fail(`${TERM_NAMES[term]} must be a number above zero.`, term, editing.version);
    }
    if (Object.keys(changes).length === 0) return setEditing(null);
    const problem = await actions.replace({ ...changes, expected_version: editing.version });
    if (!problem) return setEditing(null);
    if (problem.code === "order_not_pending") {
      setEditing(null);
      return notify("bad", `Not changed: ${problem.message}`);
    }
    const field = Object.keys(problem.fields)[0] as EditableTerm | undefined;
    const known = field !== undefined && field in editing.edits ? field : null;
    fail(problem.message, known, problem.order?.version ?? editing.version);
  }

  return {
    editing: order.status === "PENDING" ? editing : null,
    begin: () => setEditing({ edits: editsOf(order), version: order.version, error: null }),
    type: (term, text) =>
      setEditing((now) => now && { ...now, edits: { ...now.edits, [term]: text }, error: null }),
    save,
    restore: () => setEditing(null),
  };
}
