import { isStaff, type Role, type RoleRules } from "./role.ts";

export const PLATFORMS = ["web", "slack", "discord", "teams"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Who the members of a workspace are. Until it is set nobody is analysed. */
export const WORKSPACE_KINDS = ["community", "company", "helpdesk"] as const;
export type WorkspaceKind = (typeof WORKSPACE_KINDS)[number];

/** How the bot behaves in a channel. `suggest` drafts for agents only. New channels start at `mention`. */
export const CHANNEL_MODES = ["off", "mention", "suggest", "auto"] as const;
export type ChannelMode = (typeof CHANNEL_MODES)[number];

/** What a channel is for. `direct` is a private exchange of one person with the bot. */
export const CHANNEL_PURPOSES = ["customers", "agents", "managers", "direct", "other"] as const;
export type ChannelPurpose = (typeof CHANNEL_PURPOSES)[number];

/** Who can read what is written there; decides which articles may be used. */
export type Audience = "public" | "private" | "staff";

export interface Workspace {
  readonly id: string;
  readonly tenantId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly name: string;
  /** `null` until an admin says which; nobody is analysed before that. */
  readonly kind: WorkspaceKind | null;
  /** Left out: nobody is staff by a group. */
  readonly roleRules?: RoleRules;
}

export interface Channel {
  readonly id: string;
  readonly workspaceId: string;
  readonly channelKey: string;
  readonly name: string;
  readonly purpose: ChannelPurpose;
  readonly mode: ChannelMode;
}

/**
 * Private articles are for staff: in a staff channel, or when staff ask in private. A customer's direct channel
 * hears public articles only, so that an internal rule never leaves by a side door.
 */
export function audienceOf(purpose: ChannelPurpose, role: Role): Audience {
  if (purpose === "agents" || purpose === "managers") return "staff";
  return purpose === "direct" && isStaff(role) ? "private" : "public";
}
