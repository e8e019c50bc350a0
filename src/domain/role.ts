/** What a person may do here. `unknown` has a customer's rights and is never analysed. */
export const ROLES = ["customer", "agent", "manager", "admin", "unknown"] as const;
export type Role = (typeof ROLES)[number];

/** Platform groups whose members are staff, named by an admin for one workspace. */
export interface RoleRules {
  readonly agentGroupKeys: readonly string[];
  readonly managerGroupKeys: readonly string[];
}

export const NO_ROLE_RULES: RoleRules = { agentGroupKeys: [], managerGroupKeys: [] };

/** Stand among a person's `groupKeys` where the platform lets in by a private channel of the team, not by a group. */
export const STAFF_CHANNEL_GROUPS = { agents: "channel:agents", managers: "channel:managers" } as const;

const STAFF: ReadonlySet<Role> = new Set(["agent", "manager", "admin"]);

export const isStaff = (role: Role): boolean => STAFF.has(role);

/** Managers and admins see figures of the whole desk. */
export const mayManage = (role: Role): boolean => role === "manager" || role === "admin";
