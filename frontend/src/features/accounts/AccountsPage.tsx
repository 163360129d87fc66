import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

export function AccountsPage() {
  return (
    <Page title="Accounts">
      <Empty>Your paper accounts.</Empty>
    </Page>
  );
}
