import { setTimeout as sleep } from "node:timers/promises";
import { BOT } from "../../adapters/teams/fake-teams.ts";
import { frameOf, personKey, shownOf, wordsWithMentions } from "../../adapters/teams/story/activities.ts";
import type {
  ChannelName,
  Invocation,
  PersonName,
  TeamsMessage,
  TeamsWorkspace,
} from "../../adapters/teams/story/workspace.ts";
import type { Front } from "./front.ts";
import { PLACES } from "./playground.ts";

export interface PlaygroundWorkspaceParts {
  readonly front: Front;
  /** Resolves when the desk has nothing left to do. */
  readonly settle: () => Promise<void>;
}

const channelKey = (name: ChannelName): string => (name === "random" ? PLACES.help : PLACES[name]);

/** The organisation in Microsoft's playground: what is written goes in by its API, what the bot says is what it took. */
export function openPlaygroundWorkspace({ front, settle }: PlaygroundWorkspaceParts): TeamsWorkspace {
  const written: TeamsMessage[] = [];
  const directs = new Map<PersonName, string>();

  const directOf = async (of: PersonName): Promise<string> => {
    const known = directs.get(of);
    if (known !== undefined) return known;
    const response = await fetch(`${front.playgroundUrl}/_connector/v3/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer x" },
      body: JSON.stringify({ isGroup: false, bot: { id: BOT }, members: [{ id: personKey(of) }] }),
    });
    const { id } = (await response.json()) as { readonly id: string };
    directs.set(of, id);
    return id;
  };

  /** Into the playground, which tells the front, which signs and tells the desk. */
  const write = async (
    by: PersonName,
    place: string,
    typed: string,
    threadKey: string | null,
  ): Promise<string> => {
    const { text, entities } = wordsWithMentions(typed);
    let give: (messageKey: string) => void = () => undefined;
    const messageKey = new Promise<string>((resolve) => {
      give = resolve;
    });
    const isChat = [...directs.values()].includes(place) || place === PLACES["support-team"];
    const isTold = isChat || typed.includes("@rapport");
    front.next = isTold ? { by, messageKey } : null;
    const before = front.answered;
    const conversationId = threadKey === null ? place : `${place};messageid=${threadKey}`;
    const address = `${front.playgroundUrl}/_conversation/v1/conversations/${encodeURIComponent(conversationId)}/messages`;
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        from: { id: personKey(by) },
        text,
        textFormat: "plain",
        mentions: entities.map(({ mentioned: { id }, text: tag }) => ({ mentioned: { id }, text: tag })),
      }),
    });
    if (!response.ok) throw new Error(`the playground refused it: ${await response.text()}`);
    const { messageId } = (await response.json()) as { readonly messageId: string };
    give(messageId);
    written.push({
      messageKey: messageId,
      channelKey: place,
      threadKey,
      isBot: false,
      text: typed,
      card: null,
    });
    // The playground tells of mentions alone; with ChannelMessage.Read.Group Bot Service tells of everything.
    if (!isTold) await tellUnasked(by, place, messageId, threadKey, { text, entities });
    while (isTold && front.answered === before) await sleep(10);
    await settle();
    return messageId;
  };

  const tellUnasked = async (
    by: PersonName,
    place: string,
    id: string,
    threadKey: string | null,
    words: ReturnType<typeof wordsWithMentions>,
  ): Promise<void> => {
    const { serviceUrl } = front;
    const frame = frameOf({ serviceUrl, by, channelKey: place, rootKey: threadKey ?? id, at: new Date() });
    await front.tell({ ...frame, type: "message", id, textFormat: "plain", ...words });
  };

  /** A pressed card goes through the playground; dialogs, which it lacks, the front asks for itself. */
  const press = async ({ by, message, name, value }: Invocation): Promise<unknown> => {
    const isDirect = [...directs.values()].includes(message.channelKey);
    const isChat = isDirect || message.channelKey === PLACES["support-team"];
    const rootKey = isChat ? null : (message.threadKey ?? message.messageKey);
    const conversationId =
      rootKey === null ? message.channelKey : `${message.channelKey};messageid=${rootKey}`;
    if (name === "adaptiveCard/action") {
      front.next = { by };
      const response = await fetch(`${front.playgroundUrl}/_conversation/v1/invoke`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          name,
          value,
          from: { id: personKey(by) },
          conversation: { id: conversationId },
          replyToId: message.messageKey,
        }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the playground refused a press: ${text}`);
      return JSON.parse(text);
    }
    const frame = frameOf({
      serviceUrl: front.serviceUrl,
      by,
      channelKey: message.channelKey,
      rootKey,
      at: new Date(),
    });
    const id = `f:${crypto.randomUUID()}`;
    const { status, body } = await front.tell({
      ...frame,
      type: "invoke",
      id,
      replyToId: message.messageKey,
      name,
      value,
    });
    if (status !== 200) throw new Error(`the desk answered ${status}`);
    return body;
  };

  const within = (place: string): readonly TeamsMessage[] =>
    [...written, ...front.posts].filter((message) => message.channelKey === place);

  return {
    personKey,
    channelKey,
    write: (by, channel, text, threadKey) => write(by, channelKey(channel), text, threadKey ?? null),
    writeDirectly: async (by, text) => write(by, await directOf(by), text, null),
    async invoke(invocation) {
      const shown = shownOf(await press(invocation));
      await settle();
      return shown;
    },
    messages: async (channel) => (channel === "random" ? [] : within(channelKey(channel))),
    aloneBefore: async (of) => within(await directOf(of)),
    async pictureBytes(url) {
      if (url.startsWith("data:")) return Buffer.from(url.split(",")[1] ?? "", "base64").byteLength;
      const response = await fetch(url);
      if (!response.ok) throw new Error(`the picture was answered ${response.status}`);
      return (await response.arrayBuffer()).byteLength;
    },
  };
}
