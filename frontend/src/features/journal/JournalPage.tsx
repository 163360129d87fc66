import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

export function JournalPage() {
  return (
    <Page title="Journal">
      <Empty>Every closed position and whether it worked will be listed here.</Empty>
    </Page>
  );
}
