import { BOT, ORGANISATION, TEAM, TEAM_GROUP } from "../fake-teams.ts";
import { PEOPLE, type PersonName, type Shown } from "./workspace.ts";

export interface Frame {
  readonly serviceUrl: string;
  readonly by: PersonName;
  readonly channelKey: string;
  /** Root of the thread; `null` in private chats. */
  readonly rootKey: string | null;
  readonly at: Date;
}

export const personKey = (name: PersonName): string => `29:${name}`;

/** Who, where and when, as Bot Service says it of everything. */
export function frameOf({ serviceUrl, by, channelKey, rootKey, at }: Frame) {
  const isDirect = rootKey === null;
  return {
    channelId: "msteams",
    serviceUrl,
    timestamp: at.toISOString(),
    localTimestamp: at.toISOString(),
    from: { id: personKey(by), name: by, aadObjectId: `entra-${by}` },
    recipient: { id: BOT, name: "Rapport" },
    conversation: {
      id: isDirect ? channelKey : `${channelKey};messageid=${rootKey}`,
      conversationType: isDirect ? "personal" : "channel",
      tenantId: ORGANISATION,
      ...(!isDirect && { isGroup: true }),
    },
    channelData: {
      tenant: { id: ORGANISATION },
      ...(!isDirect && {
        team: { id: TEAM, name: "Parcels", aadGroupId: TEAM_GROUP },
        channel: { id: channelKey },
      }),
    },
  };
}

const MENTION = { type: "mention", text: "<at>Rapport</at>", mentioned: { id: BOT, name: "Rapport" } };

/** `@rapport` and `@name` as Teams writes mentions. */
export function wordsWithMentions(typed: string) {
  const people = PEOPLE.filter((name) => typed.includes(`@${name}`));
  const text = people.reduce(
    (words, name) => words.replace(`@${name}`, `<at>${name}</at>`),
    typed.replace("@rapport", MENTION.text),
  );
  return {
    text,
    entities: [
      ...(typed.includes("@rapport") ? [MENTION] : []),
      ...people.map((name) => ({
        type: "mention",
        text: `<at>${name}</at>`,
        mentioned: { id: personKey(name), name },
      })),
    ],
  };
}

interface Answer {
  readonly statusCode?: number;
  readonly type?: string;
  readonly value?: unknown;
  readonly task?: {
    readonly type: string;
    readonly value: string | { readonly card?: { readonly content: Shown["dialog"] } };
  };
}

/** What a client shows of an answer to a press. */
export function shownOf(raw: unknown): Shown {
  const { type, value, task } = (raw ?? {}) as Answer;
  const isMessage = type === "application/vnd.microsoft.activity.message";
  return {
    words: isMessage ? String(value) : task?.type === "message" ? String(task.value) : null,
    dialog: typeof task?.value === "object" ? (task.value.card?.content ?? null) : null,
    card: type === "application/vnd.microsoft.card.adaptive" ? (value as Shown["card"]) : null,
  };
}
