import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

export function StatementsPage() {
  return (
    <Page title="Reports">
      <Empty>Statements and exports.</Empty>
    </Page>
  );
}
