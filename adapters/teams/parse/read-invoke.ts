import { z } from "zod";
import { type CardDeed, readCardData } from "../render/card-data.ts";
import type { Seal } from "../seal.ts";
import type { Activity } from "./activity.ts";
import { textOfHtml } from "./words.ts";

/** What a person did that Teams waits for. */
export type Invoke =
  | { readonly type: "card"; readonly deed: CardDeed; readonly answer: "card" | "dialog" }
  /** Somebody looks at a live card. */
  | { readonly type: "refresh"; readonly value: string }
  /** An entry of a message's own menu, or of the box where one writes. */
  | {
      readonly type: "extension";
      readonly commandId: string;
      readonly message: {
        readonly key: string;
        readonly text: string;
        readonly rootKey: string | null;
      } | null;
    };

export const EXTENSIONS = { ask: "askRapport", ticket: "openTicket" } as const;
export const REFRESH_VERB = "rapport.refresh";

const actionSchema = z.object({
  action: z.object({
    type: z.string().nullish(),
    verb: z.string().nullish(),
    data: z.unknown().optional(),
  }),
});
const taskSchema = z.object({ data: z.unknown().optional() });
const refreshSchema = z.object({ live: z.string().min(1).max(400), s: z.string() });
const extensionSchema = z.object({
  commandId: z.string().min(1).max(64),
  messagePayload: z
    .object({
      id: z.string().min(1).max(200),
      replyToId: z.string().nullish(),
      body: z.object({ content: z.string().nullish(), contentType: z.string().nullish() }).nullish(),
      mentions: z
        .array(
          z.object({
            mentionText: z.string().nullish(),
            mentioned: z.object({ application: z.object({ id: z.string() }).nullish() }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

export const refreshData = (seal: Seal, value: string) => ({
  live: value,
  s: seal.sign("refresh", value),
});

/** `null` for what is not ours to answer; a press of what no card of ours offers is none. Pure. */
export function readInvoke(activity: Activity, seal: Seal): Invoke | null {
  switch (activity.name) {
    case "adaptiveCard/action":
      return readAction(activity.value, seal);
    case "task/fetch":
    case "task/submit": {
      const task = taskSchema.safeParse(activity.value);
      const deed = task.success ? readCardData(task.data.data, seal) : null;
      return deed === null ? null : { type: "card", deed, answer: "dialog" };
    }
    case "composeExtension/fetchTask":
      return readExtension(activity.value);
    case "composeExtension/submitAction": {
      const submitted = taskSchema.safeParse(activity.value);
      const deed = submitted.success ? readCardData(submitted.data.data, seal) : null;
      return deed === null ? null : { type: "card", deed, answer: "dialog" };
    }
    default:
      return null;
  }
}

function readAction(value: unknown, seal: Seal): Invoke | null {
  const parsed = actionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { verb, data } = parsed.data.action;
  if (verb === REFRESH_VERB) {
    const refresh = refreshSchema.safeParse(data);
    const isOurs = refresh.success && seal.holds(refresh.data.s, "refresh", refresh.data.live);
    return isOurs ? { type: "refresh", value: refresh.data.live } : null;
  }
  const deed = readCardData(data, seal);
  return deed === null ? null : { type: "card", deed, answer: "card" };
}

function readExtension(value: unknown): Invoke | null {
  const parsed = extensionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { commandId, messagePayload } = parsed.data;
  const message = messagePayload ?? null;
  if (message === null) return { type: "extension", commandId, message: null };
  const raw = message.body?.content ?? "";
  const bots = (message.mentions ?? []).filter(({ mentioned }) => mentioned?.application);
  const text = message.body?.contentType === "text" ? raw : textOfHtml(withoutBots(raw, bots));
  return {
    type: "extension",
    commandId,
    message: { key: message.id, text, rootKey: message.replyToId ?? null },
  };
}

const withoutBots = (html: string, bots: readonly { readonly mentionText?: string | null }[]): string =>
  bots.reduce(
    (left, { mentionText }) =>
      mentionText ? left.replace(new RegExp(`<at[^<>]{0,200}>${escaped(mentionText)}</at>`, "g"), " ") : left,
    html,
  );

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
