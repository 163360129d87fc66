import Download from "lucide-react/icons/download";
import { type FileFormat, fileAddress, type ServerFile } from "@/api/exports";
import type { TripFilter } from "@/api/journal";

const FORMATS: readonly { format: FileFormat; word: string; label: string }[] = [
  { format: "csv", word: "CSV", label: "as CSV" },
  { format: "xlsx", word: "XLSX", label: "as a workbook" },
];

interface FileLinksProps {
  accountId: string;
  file: ServerFile;
  /** What is in it, for those who do not see what the links stand beside: "fills". */
  what: string;
  filter?: TripFilter;
}

/** A file that the server makes, in each of its formats. They look like the buttons beside them. */
export function FileLinks({ accountId, file, what, filter = {} }: FileLinksProps) {
  return FORMATS.map(({ format, word, label }) => (
    <a
      key={format}
      href={fileAddress(accountId, file, format, filter)}
      download
      aria-label={`Download ${what} ${label}`}
      className="inline-flex h-6 shrink-0 items-center gap-1 rounded-sm border border-line px-2 text-xs hover:border-edge hover:bg-raised"
    >
      <Download aria-hidden className="size-3.5" />
      {word}
    </a>
  ));
}
