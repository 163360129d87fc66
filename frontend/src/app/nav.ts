/** The screens behind the login, in the order in which the navigation lists them. */

import type { LucideIcon } from "lucide-react";
import BookOpen from "lucide-react/icons/book-open";
import BriefcaseBusiness from "lucide-react/icons/briefcase-business";
import FileText from "lucide-react/icons/file-text";
import LayoutDashboard from "lucide-react/icons/layout-dashboard";
import ListOrdered from "lucide-react/icons/list-ordered";
import Settings from "lucide-react/icons/settings";
import WalletCards from "lucide-react/icons/wallet-cards";

export const SCREENS = [
  { to: "/app/home", label: "War room", icon: LayoutDashboard },
  { to: "/app/orders", label: "Orders", icon: ListOrdered },
  { to: "/app/positions", label: "Positions", icon: BriefcaseBusiness },
  { to: "/app/journal", label: "Journal", icon: BookOpen },
  { to: "/app/accounts", label: "Accounts", icon: WalletCards },
  { to: "/app/statements", label: "Reports", icon: FileText },
  { to: "/app/settings", label: "Settings", icon: Settings },
] as const satisfies readonly { to: string; label: string; icon: LucideIcon }[];
