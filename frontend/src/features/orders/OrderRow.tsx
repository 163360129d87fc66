import clsx from "clsx";
import Check from "lucide-react/icons/check";
import ChevronRight from "lucide-react/icons/chevron-right";
import Pencil from "lucide-react/icons/pencil";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import X from "lucide-react/icons/x";
import { memo, useState } from "react";
import type { Order } from "@/api/types";
import { EditInput } from "@/features/orders/EditInput";
import { COLUMNS, OrderDetails } from "@/features/orders/OrderDetails";
import { StatusCell } from "@/features/orders/StatusCell";
import { priceTerms, priceText, roleWord, sizeTerm, typeWord } from "@/features/orders/terms";
import { type InlineEdit, useInlineEdit } from "@/features/orders/useInlineEdit";
import { type OrderActions, useOrderActions } from "@/features/orders/useOrderActions";
import { price, quantity } from "@/kernel/format";
import { fullTime, shortTime } from "@/kernel/time";
import { sizeOf } from "@/live/announce";
import { serverNow } from "@/live/clock";
import { useLive } from "@/live/store";
import { IconButton } from "@/ui/IconButton";
import { Private } from "@/ui/Private";
import { rowKeys } from "@/ui/rows";
import { Warning } from "@/ui/Warning";

interface OrderRowProps {
  id: string;
  /** The order where the socket does not bring it. */
  older?: Order | undefined;
}

export const OrderRow = memo(function OrderRow({ id, older }: OrderRowProps) {
  const order = useLive((state) => state.orders[id]) ?? older;
  return order ? <Row order={order} /> : null;
});

function Row({ order }: { order: Order }) {
  const [expanded, setExpanded] = useState(false);
  const actions = useOrderActions(order);
  const edit = useInlineEdit(order, actions);
  const error = edit.editing?.error;
  const detailsId = `order-${order.order_id}`;
  const isPending = order.status === "PENDING";
  const keys = rowKeys(isPending ? { e: edit.begin, x: () => void actions.cancel() } : {});
  return (
    <>
      <tr
        {...keys}
        data-testid="order-row"
        data-order-id={order.order_id}
        data-status={order.status}
        className={clsx(
          "focus-within:bg-raised",
          !isPending && "text-dim",
          expanded && "bg-raised",
        )}
      >
        <td>
          <button
            type="button"
            data-row-focus
            aria-expanded={expanded}
            aria-controls={detailsId}
            aria-label={`Details of ${describe(order)}`}
            onClick={() => setExpanded(!expanded)}
            className="flex items-center gap-1 hover:text-text"
          >
            <ChevronRight
              aria-hidden
              className={clsx("size-3 transition-transform duration-100", expanded && "rotate-90")}
            />
            <span className="figure @max-[560px]:hidden" title={fullTime(order.submitted_at)}>
              {shortTime(order.submitted_at, serverNow())}
            </span>
          </button>
        </td>
        <td className={clsx("font-medium", order.side === "BUY" ? "text-up" : "text-down")}>
          {order.side}
        </td>
        <td className="font-medium text-text">{order.symbol}</td>
        <td className="num figure">
          <QuantityCell order={order} edit={edit} />
        </td>
        <td>
          <TermsCell order={order} edit={edit} />
        </td>
        <td className="num figure @max-[640px]:hidden">{price(order.average_price)}</td>
        <td className="@min-[640px]:w-full @min-[640px]:max-w-0">
          <StatusCell order={order} />
        </td>
        <td className="num">
          <Actions order={order} actions={actions} edit={edit} />
        </td>
      </tr>
      {error && (
        <tr>
          <td colSpan={COLUMNS} className="whitespace-normal!" role="alert">
            <Warning>{error.text}</Warning>
          </td>
        </tr>
      )}
      {expanded && <OrderDetails id={detailsId} order={order} />}
    </>
  );
}

function describe(order: Order): string {
  return `${order.side.toLowerCase()} ${sizeOf(order)} ${order.symbol}`;
}

interface EditableCellProps {
  order: Order;
  edit: InlineEdit;
}

function QuantityCell({ order, edit }: EditableCellProps) {
  if (edit.editing) return <EditInput order={order} term={sizeTerm(order)} edit={edit} autoFocus />;
  return (
    <span data-testid="order-quantity">
      <span className={clsx(order.status === "PENDING" && "text-dim")}>
        <Private>{quantity(order.filled_quantity)}</Private>/
      </span>
      <span className={clsx(order.status === "PENDING" && "text-text")}>
        <Private>{sizeOf(order)}</Private>
      </span>
    </span>
  );
}

function TermsCell({ order, edit }: EditableCellProps) {
  return (
    <span className="flex items-center gap-1.5">
      {roleWord(order) && (
        <span className="rounded-sm border border-line px-1 text-2xs leading-4">
          {roleWord(order)}
        </span>
      )}
      <span className="@max-[480px]:hidden">{typeWord(order.type)}</span>
      {priceTerms(order).map((term) =>
        edit.editing ? (
          <EditInput key={term} order={order} term={term} edit={edit} />
        ) : (
          <span key={term} className="figure text-text" data-testid={`order-${term}`}>
            {priceText(order, term)}
          </span>
        ),
      )}
      {order.type === "MARKET" && <span className="@min-[480px]:hidden">MKT</span>}
      <span
        className={clsx(
          "text-2xs text-dim",
          order.time_in_force === "DAY" && "@max-[760px]:hidden",
        )}
      >
        {order.time_in_force}
      </span>
    </span>
  );
}

function Actions({ order, actions, edit }: EditableCellProps & { actions: OrderActions }) {
  if (order.status !== "PENDING") return null;
  const { busy } = actions;
  return (
    <span className="inline-flex items-center gap-0.5">
      {edit.editing ? (
        <>
          <IconButton label="Save changes" icon={Check} disabled={busy} onClick={edit.save} />
          <IconButton label="Keep the order as it is" icon={RotateCcw} onClick={edit.restore} />
        </>
      ) : (
        <>
          <IconButton
            label="Edit order"
            hint="E"
            icon={Pencil}
            disabled={busy}
            onClick={edit.begin}
          />
          <IconButton
            label="Cancel order"
            hint="X"
            icon={X}
            disabled={busy}
            onClick={actions.cancel}
          />
        </>
      )}
    </span>
  );
}
