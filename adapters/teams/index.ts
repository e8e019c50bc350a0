/** The door of the Teams adapter. */
export { createTeamsAdapter, MESSAGES_PATH } from "./adapter.ts";
export { TEAMS_CAPABILITIES } from "./capabilities.ts";
export type { Organisations, StaffPlaces, TeamsAdapterConfig } from "./config.ts";
export { type ManifestCommand, renderManifest } from "./manifest.ts";
export { renderMessage } from "./render-message.ts";
