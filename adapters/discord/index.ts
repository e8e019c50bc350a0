/** The door of the Discord adapter. */
export { createDiscordAdapter } from "./adapter.ts";
export { DISCORD_CAPABILITIES } from "./capabilities.ts";
export type {
  DiscordAdapterConfig,
  DiscordCommand,
  Ownership,
  Positions,
  ShardShare,
} from "./config.ts";
export { inviteLink } from "./gateway/invite.ts";
export type { StaffPlaces } from "./places/standing.ts";
export { renderForm } from "./render/form.ts";
export { renderMessage } from "./render-message.ts";
