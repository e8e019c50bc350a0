import type { ChannelPurpose, Workspace } from "../domain/channel.ts";
import type { ActorRef } from "../domain/inbound-event.ts";
import {
  isStaff,
  type NamedRole,
  NO_ROLE_RULES,
  type Role,
  type RoleRules,
  STAFF_CHANNEL_GROUPS,
} from "../domain/role.ts";

/**
 * The role of whoever acted: groups named by an admin, else the platform's own standing. Nobody is staff by accident:
 * guests and people of other organisations never are. `unknown` when the workspace's kind is not set or the standing
 * cannot be read: such a person has a customer's rights and is never analysed.
 */
export function resolveRole(
  actor: ActorRef,
  workspace: Workspace,
  purpose: ChannelPurpose,
  rules: RoleRules = workspace.roleRules ?? NO_ROLE_RULES,
): Role {
  const standing = actor.standing;
  const isAdmin = standing?.role === "admin" || standing?.isWorkspaceAdmin === true;
  const named = isAdmin ? undefined : namedRole(actor, rules);
  if (named) return named;
  if (!standing) return "unknown";
  if (standing.role) return standing.role;
  if (isFromOutside(actor, workspace)) return roleOfMember(actor, workspace, purpose);
  if (standing.isWorkspaceAdmin) return "admin";
  const groups = standing.groupKeys ?? [];
  const isIn = (named: readonly string[], channel: string): boolean =>
    groups.some((key) => key === channel || named.includes(key));
  if (isIn(rules.managerGroupKeys, STAFF_CHANNEL_GROUPS.managers)) return "manager";
  if (isIn(rules.agentGroupKeys, STAFF_CHANNEL_GROUPS.agents)) return "agent";
  return roleOfMember(actor, workspace, purpose);
}

/** Own keys only: a person may be called like a property that every object has. */
const namedRole = ({ personKey }: ActorRef, { people }: RoleRules): NamedRole | undefined =>
  people && Object.hasOwn(people, personKey) ? people[personKey] : undefined;

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

/** A role once known as staff is not lost because one event says nothing of the groups that gave it. */
export function keepStaffRole(known: Role | null, read: Role, actor?: ActorRef): Role {
  const standing = actor?.standing;
  // Guests and people from elsewhere are staff by an admin's word alone, whatever they were before.
  const isSilent =
    standing?.groupKeys === undefined && !standing?.isGuest && standing?.homeWorkspaceKey === undefined;
  return known !== null && isStaff(known) && read === "unknown" && isSilent ? known : read;
}
