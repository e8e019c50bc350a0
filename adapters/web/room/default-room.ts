import type { ChannelPurpose } from "../../../src/domain/channel.ts";
import type { RoomMember, RoomPlace } from "../../../src/ports/stores/web-room-store.ts";

/** Who and what is in the browser chat when it opens for the first time. */
export const DEFAULT_MEMBERS: readonly RoomMember[] = [
  { personKey: "maya", displayName: "Maya", role: "customer" },
  { personKey: "tom", displayName: "Tom", role: "customer" },
  { personKey: "ines", displayName: "Ines", role: "customer" },
  { personKey: "jonas", displayName: "Jonas", role: "customer" },
  { personKey: "ana", displayName: "Ana", role: "agent" },
  { personKey: "ben", displayName: "Ben", role: "agent" },
  { personKey: "clara", displayName: "Clara", role: "manager" },
  { personKey: "ada", displayName: "Ada", role: "admin" },
];

/** `purpose` is what the desk should take the channel for. */
export const DEFAULT_PLACES: readonly (RoomPlace & { readonly purpose: ChannelPurpose })[] = [
  { channelKey: "help", name: "help", kind: "public", personKey: null, purpose: "customers" },
  { channelKey: "general", name: "general", kind: "public", personKey: null, purpose: "other" },
  { channelKey: "agents", name: "agents", kind: "staff", personKey: null, purpose: "agents" },
  { channelKey: "managers", name: "managers", kind: "staff", personKey: null, purpose: "managers" },
];
