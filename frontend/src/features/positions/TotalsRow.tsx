import { money } from "@/kernel/format";
import { useLive } from "@/live/store";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

/** The account's own totals, which the server computed, under the columns they belong to. */
export function TotalsRow() {
  return (
    <tfoot>
      <tr className="text-dim">
        <td>Total</td>
        <td />
        <td className="@max-[560px]:hidden" />
        <td />
        <td className="num figure @max-[560px]:hidden">
          <Private>
            <Value />
          </Private>
        </td>
        <td className="num">
          <Unrealized />
        </td>
        <td className="@max-[480px]:hidden" />
        <td className="@max-[640px]:hidden" />
        <td />
      </tr>
    </tfoot>
  );
}

function Value() {
  return money(useLive((state) => state.account?.positions_value));
}

function Unrealized() {
  return <Signed value={useLive((state) => state.account?.unrealized_pnl)} as="money" />;
}
