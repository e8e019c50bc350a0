import type { ChannelPurpose, Workspace } from "../domain/channel.ts";
import type { ActorRef } from "../domain/inbound-event.ts";
import { isStaff, type Role } from "../domain/role.ts";

/** Who may be what: groups named by an admin, else the platform's own standing. Nobody is staff by accident. */
export interface RoleRules {
  readonly agentGroupKeys: readonly string[];
  readonly managerGroupKeys: readonly string[];
}

export const NO_ROLE_RULES: RoleRules = { agentGroupKeys: [], managerGroupKeys: [] };

/**
 * The role of whoever acted. `unknown` when the workspace's kind is not set or the standing cannot be read:
 * such a person has a customer's rights and is never analysed.
 */
export function resolveRole(
  actor: ActorRef,
  workspace: Workspace,
  purpose: ChannelPurpose,
  rules: RoleRules = NO_ROLE_RULES,
): Role {
  const standing = actor.standing;
  if (!standing) return "unknown";
  if (standing.role) return standing.role;
  if (standing.isWorkspaceAdmin) return "admin";
  const groups = standing.groupKeys ?? [];
  if (groups.some((key) => rules.managerGroupKeys.includes(key))) return "manager";
  if (groups.some((key) => rules.agentGroupKeys.includes(key))) return "agent";
  return roleOfMember(actor, workspace, purpose);
}

function roleOfMember(actor: ActorRef, workspace: Workspace, purpose: ChannelPurpose): Role {
  const isOutsider = isFromOutside(actor, workspace);
  switch (workspace.kind) {
    case "community":
      return purpose === "customers" || purpose === "direct" ? "customer" : "unknown";
    case "company":
      // Members are staff; who among them is an agent was decided above, the rest stay unread.
      return isOutsider ? "customer" : "unknown";
    case "helpdesk":
      return isOutsider ? "unknown" : "customer";
    case null:
      return "unknown";
  }
}

function isFromOutside(actor: ActorRef, workspace: Workspace): boolean {
  if (actor.standing?.isGuest) return true;
  const home = actor.standing?.homeWorkspaceKey;
  return home !== undefined && home !== workspace.workspaceKey;
}

/** A role once known as staff is not lost because one event says nothing about it. */
export function keepStaffRole(known: Role | null, read: Role): Role {
  return known !== null && isStaff(known) && read === "unknown" ? known : read;
}
