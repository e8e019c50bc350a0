import { z } from "zod";
import { fileRefSchema } from "../contract.ts";

/** What the room tells the desk about: its counterpart of a platform's event payload. */
const base = {
  workspaceKey: z.string(),
  /** The same for every telling of the same fact; at most 200 characters. */
  factKey: z.string().min(1).max(200),
  /** ISO 8601, UTC. */
  occurredAt: z.string(),
  channel: z.object({
    channelKey: z.string(),
    name: z.string(),
    kind: z.enum(["public", "staff", "direct"]),
  }),
  person: z.object({
    personKey: z.string(),
    displayName: z.string(),
    role: z.enum(["customer", "agent", "manager", "admin", "bot"]),
  }),
};

export const roomFactSchema = z.discriminatedUnion("type", [
  z.object({
    ...base,
    type: z.literal("post"),
    postKey: z.string(),
    threadKey: z.string().nullable(),
    replyToKey: z.string().nullable(),
    text: z.string(),
    mentionedKeys: z.array(z.string()),
    files: z.array(fileRefSchema),
    permalink: z.string(),
  }),
  z.object({ ...base, type: z.literal("edit"), postKey: z.string(), text: z.string() }),
  z.object({ ...base, type: z.literal("delete"), postKey: z.string() }),
  z.object({
    ...base,
    type: z.literal("reaction"),
    postKey: z.string(),
    emoji: z.string(),
    removed: z.boolean(),
  }),
  z.object({
    ...base,
    type: z.literal("control"),
    postKey: z.string(),
    threadKey: z.string().nullable(),
    controlId: z.string(),
    value: z.string(),
    interactionKey: z.string(),
  }),
  z.object({
    ...base,
    type: z.literal("form"),
    formId: z.string(),
    value: z.string(),
    values: z.record(z.string(), z.string()),
    interactionKey: z.string(),
  }),
  z.object({
    ...base,
    type: z.literal("command"),
    threadKey: z.string().nullable(),
    command: z.string(),
    argumentText: z.string(),
    interactionKey: z.string(),
  }),
]);
export type RoomFact = z.infer<typeof roomFactSchema>;
/** A fact before the room has put its own stamp on it. */
export type FactBody = RoomFact extends infer Fact
  ? Fact extends RoomFact
    ? Omit<Fact, "workspaceKey" | "occurredAt" | "channel" | "person">
    : never
  : never;
