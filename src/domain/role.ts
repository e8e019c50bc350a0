/** What a person may do here. `unknown` has a customer's rights and is never analysed. */
export const ROLES = ["customer", "agent", "manager", "admin", "unknown"] as const;
export type Role = (typeof ROLES)[number];

/** What an admin may say of one person. */
export const NAMED_ROLES = ["agent", "manager", "customer"] as const satisfies readonly Role[];
export type NamedRole = (typeof NAMED_ROLES)[number];

/** Who is staff in one workspace, named by an admin: groups of the platform, and single people by their key. */
export interface RoleRules {
  readonly agentGroupKeys: readonly string[];
  readonly managerGroupKeys: readonly string[];
  /** By person key; stands above groups and the platform's standing, save that of an admin. */
  readonly people?: Readonly<Record<string, NamedRole>>;
}

export const NO_ROLE_RULES: RoleRules = { agentGroupKeys: [], managerGroupKeys: [] };

/** Stand among a person's `groupKeys` where the platform lets in by a private channel of the team, not by a group. */
export const STAFF_CHANNEL_GROUPS = { agents: "channel:agents", managers: "channel:managers" } as const;

const STAFF: ReadonlySet<Role> = new Set(["agent", "manager", "admin"]);

export const isStaff = (role: Role): boolean => STAFF.has(role);

/** Managers and admins see figures of the whole desk. */
export const mayManage = (role: Role): boolean => role === "manager" || role === "admin";
