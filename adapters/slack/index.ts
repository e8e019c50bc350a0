/** The door of the Slack adapter. */
export { createSlackAdapter } from "./adapter.ts";
export { SLACK_CAPABILITIES } from "./capabilities.ts";
export type { SlackAdapterConfig, SlackInstalls } from "./config.ts";
export { consoleNotice } from "./home/home.ts";
export { type ManifestCommand, renderManifest } from "./manifest.ts";
export type { StaffPlaces } from "./people/memberships.ts";
export { renderForm } from "./render/form.ts";
export { renderMessage } from "./render-message.ts";
