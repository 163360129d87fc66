import { closeAccount } from "@/api/accounts";
import { asProblem } from "@/api/problem";
import type { PaperAccount } from "@/api/types";
import { confirm } from "@/ui/confirm";
import { notify } from "@/ui/notify";

/** Closes an account for good, after asking. One that still holds something is refused. */
export function useClose(onChanged: () => Promise<void>): (account: PaperAccount) => Promise<void> {
  return async ({ account_id, name }) => {
    const sure = await confirm({
      title: `Close ${name}?`,
      text: "For good: it trades no more, and its pending orders are cancelled. Its history stays.",
      action: "Close the account",
    });
    if (!sure) return;
    try {
      await closeAccount(account_id);
      notify("good", `${name} is closed.`);
      await onChanged();
    } catch (error) {
      notify("bad", asProblem(error).message);
    }
  };
}
