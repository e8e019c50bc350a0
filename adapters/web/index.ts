/** The door of the browser adapter. */
export { createWebAdapter } from "./adapter.ts";
export { WEB_CAPABILITIES } from "./capabilities.ts";
export type { WebAdapterConfig } from "./config.ts";
export { DEFAULT_MEMBERS, DEFAULT_PLACES } from "./room/default-room.ts";
export { createWebRoom, DEFAULT_COMMANDS, type WebRoom, type WebRoomOptions } from "./room/room.ts";
export type { WebAccess } from "./room/who-sees.ts";
