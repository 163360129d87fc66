import { useRouter } from "@tanstack/react-router";
import { sessionQuery } from "@/api/session";
import { queryClient } from "@/app/queryClient";
import { Button } from "@/ui/Button";

/** A login whose first account could not be opened yet, because the book was away. */
export function NoAccount() {
  const router = useRouter();

  async function retry(): Promise<void> {
    await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    await router.invalidate();
  }

  return (
    <main className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="text-lg font-semibold">Your account is not open yet</h1>
      <p className="max-w-md text-dim">
        The book did not answer when you registered. Nothing is lost; the account opens as soon as
        it does.
      </p>
      <Button look="primary" size="large" onClick={() => void retry()}>
        Try again
      </Button>
    </main>
  );
}
