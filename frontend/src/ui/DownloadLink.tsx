import Download from "lucide-react/icons/download";

interface DownloadLinkProps {
  /** What is downloaded, for those who do not see what the link stands beside. */
  label: string;
  href: string;
  /** `CSV` */
  children: string;
}

/** A file that the server makes. Looks like the button beside it. */
export function DownloadLink({ label, href, children }: DownloadLinkProps) {
  return (
    <a
      href={href}
      download
      aria-label={label}
      className="inline-flex h-6 shrink-0 items-center gap-1 rounded-sm border border-line px-2 text-xs hover:border-edge hover:bg-raised"
    >
      <Download aria-hidden className="size-3.5" />
      {children}
    </a>
  );
}
