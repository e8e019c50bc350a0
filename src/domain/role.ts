/** What a person may do here. `unknown` has a customer's rights and is never analysed. */
export const ROLES = ["customer", "agent", "manager", "admin", "unknown"] as const;
export type Role = (typeof ROLES)[number];

const STAFF: ReadonlySet<Role> = new Set(["agent", "manager", "admin"]);

export const isStaff = (role: Role): boolean => STAFF.has(role);

/** Managers and admins see figures of the whole desk. */
export const mayManage = (role: Role): boolean => role === "manager" || role === "admin";
