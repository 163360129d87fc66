import Download from "lucide-react/icons/download";
import { Button } from "@/ui/Button";
import { notify } from "@/ui/notify";
import { saveText } from "@/ui/saveText";
import { useSubmit } from "@/ui/useSubmit";

interface DownloadButtonProps {
  /** What is downloaded, for those who do not see what the button stands beside. */
  label: string;
  file: string;
  make: () => Promise<string>;
  className?: string;
}

/** Makes a CSV file and hands it to the browser. */
export function DownloadButton({ label, file, make, className = "" }: DownloadButtonProps) {
  const { busy, submit } = useSubmit(async () => saveText(file, "text/csv", await make()));
  return (
    <Button
      className={className}
      disabled={busy}
      aria-label={label}
      onClick={async () => {
        if (!(await submit())) notify("bad", "The file could not be made. Try again.");
      }}
    >
      <Download aria-hidden className="size-3.5" />
      CSV
    </Button>
  );
}
