import type { Role } from "../../../src/domain/role.ts";
import { me } from "../lib/session.ts";
import type { IconName } from "../ui/icon.tsx";

interface PageEntry {
  readonly path: string;
  readonly label: string;
  readonly icon: IconName;
  readonly roles: readonly Role[];
}

const STAFF: readonly Role[] = ["agent", "manager", "admin"];

/** The rail, top to bottom. */
export const PAGES: readonly PageEntry[] = [
  { path: "playground", label: "Playground", icon: "playground", roles: ["customer", ...STAFF] },
  { path: "dashboard", label: "Dashboard", icon: "dashboard", roles: STAFF },
  { path: "tickets", label: "Tickets", icon: "tickets", roles: STAFF },
  { path: "customers", label: "Customers", icon: "customers", roles: STAFF },
  { path: "conversations", label: "Conversations", icon: "conversations", roles: STAFF },
  { path: "knowledge", label: "Knowledge", icon: "knowledge", roles: STAFF },
  { path: "digests", label: "Digests", icon: "digests", roles: ["manager", "admin"] },
  { path: "settings", label: "Settings", icon: "settings", roles: STAFF },
];

export const openPages = (): readonly PageEntry[] => {
  const role = me.value?.person?.role;
  return role ? PAGES.filter((page) => page.roles.includes(role)) : [];
};

export const mayOpen = (path: string): boolean => openPages().some((page) => page.path === path);
