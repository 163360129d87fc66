import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { equityQuery } from "@/api/equity";
import type { Period } from "@/api/types";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
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
  const query = useQuery(equityQuery(accountId, period));
  const { data } = query;
  return (
    <div className="relative min-h-24 flex-1">
      {data ? (
        <ErrorBoundary FallbackComponent={PanelFailed}>
          <Suspense fallback={<Empty>Loading the curve…</Empty>}>
            <EquityCurve curve={data} baseline={baseline} />
          </Suspense>
        </ErrorBoundary>
      ) : (
        <Loaded query={query} what="the curve">
          {() => null}
        </Loaded>
      )}
    </div>
  );
}
