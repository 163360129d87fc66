import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { equityQuery } from "@/api/equity";
import type { Period } from "@/api/types";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { PanelFailed } from "@/ui/Panel";

const EquityCurve = lazy(async () => ({
  default: (await import("@/features/equity/EquityCurve")).EquityCurve,
}));

interface EquityOverTimeProps {
  accountId: string;
  period: Period;
}

/** The equity curve of a period. */
export function EquityOverTime({ accountId, period }: EquityOverTimeProps) {
  const baseline = useLive((state) => state.account?.starting_balance ?? "0");
  const { data, error } = useQuery(equityQuery(accountId, period));
  return (
    <div className="relative min-h-24 flex-1">
      {error && <Empty>The curve cannot be read: {error.message}</Empty>}
      {data && (
        <ErrorBoundary FallbackComponent={PanelFailed}>
          <Suspense fallback={<Empty>Loading the curve…</Empty>}>
            <EquityCurve curve={data} baseline={baseline} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}
