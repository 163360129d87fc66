import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";

const RETRIES_MAX = 2;

/** Refusals are answers and are not asked again; a server that did not answer is. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => asProblem(error).isUncertain && failures < RETRIES_MAX,
      refetchOnWindowFocus: false,
      staleTime: 30_000,
    },
  },
});
