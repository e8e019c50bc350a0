import type { EmojiRules } from "./emoji-rules.ts";
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
  /** What staff do by emoji, as an admin chose it; left out: as everywhere. */
  readonly emojiRules?: EmojiRules;
  /** A help desk alone: since when employees' words may be read, by an admin's declaration in the audit log. */
  readonly emotionDeclaredAt?: Date | null;
  /** Since when the platform has told that we are not wanted there any more. */
  readonly removedAt?: Date | null;
  /** What the environment sets; `kind` and `roleRules` have it already. */
  readonly declared?: DeclaredSetup | null;
}

/** A workspace's set-up as the environment has it. It stands above what an admin chooses. */
export interface DeclaredSetup {
  readonly kind: WorkspaceKind | null;
  readonly channels: readonly DeclaredChannel[];
  readonly roles: RoleRules;
}

export interface DeclaredChannel {
  /** The platform's key, or the name without `#`. */
  readonly named: string;
  readonly purpose: Exclude<ChannelPurpose, "direct" | "other">;
  /** `null`: an admin chooses. */
  readonly mode: ChannelMode | null;
}

export interface Channel {
  readonly id: string;
  readonly workspaceId: string;
  readonly channelKey: string;
  readonly name: string;
  readonly purpose: ChannelPurpose;
  readonly mode: ChannelMode;
}

/** A channel nobody has set up. */
export const newChannel = (
  workspaceId: string,
  ref: { readonly channelKey: string; readonly name: string; readonly isDirect: boolean },
  id: string,
): Channel => ({
  id,
  workspaceId,
  channelKey: ref.channelKey,
  name: ref.name,
  purpose: ref.isDirect ? "direct" : "other",
  mode: "mention",
});

/**
 * Private articles are for staff: in a staff channel, or when staff ask in private. A customer's direct channel
 * hears public articles only, so that an internal rule never leaves by a side door.
 */
export function audienceOf(purpose: ChannelPurpose, role: Role): Audience {
  if (purpose === "agents" || purpose === "managers") return "staff";
  return purpose === "direct" && isStaff(role) ? "private" : "public";
}
