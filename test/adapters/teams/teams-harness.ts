import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTeamsAdapter, MESSAGES_PATH, type TeamsAdapterConfig } from "../../../adapters/teams/index.ts";
import type { AdapterRuntime } from "../../../src/ports/chat-adapter.ts";
import type { ConversationBook, ConversationReference } from "../../../src/ports/stores/conversation-book.ts";
import type { Acknowledgement, AdapterHarness, Deed, SeenPost } from "../../contracts/adapter-harness.ts";
import { createFakeClock, type FakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../fakes/logger.ts";
import { APP_ID, APP_PASSWORD, botServiceKeys } from "./bot-service.ts";
import {
  BOT,
  closeServer,
  type FakePost,
  type FakeTeams,
  ORGANISATION,
  startFakeTeams,
  TEAM,
  TEAM_GROUP,
} from "./fake-teams.ts";
import { actionsIn, cardOf, type FoundAction, filesIn, imagesIn, wordsOf } from "./read-card.ts";

export const CHANNEL = "19:help@thread.tacv2";
export const PEOPLE = { customer: "29:maya", other: "29:omar", staff: "29:sue" } as const;
export const TENANT = "00000000-0000-4000-8000-0000000000aa";

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | null;
}

export interface TeamsHarness extends AdapterHarness {
  readonly teams: FakeTeams;
  readonly url: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly book: ConversationBook & { readonly entries: Map<string, ConversationReference> };
  /** An activity as Bot Service sends it, signed unless a header is given. */
  send(activity: object, authorization?: string | null): Promise<Answered>;
  /** A channel message's frame: who, where, when. */
  frame(personKey: string, channelKey: string, threadKey?: string | null): Readonly<Record<string, unknown>>;
  /** What was shown to a person in dialogs, newest last. */
  readonly dialogs: { readonly personKey: string; readonly card: unknown }[];
}

export interface TeamsHarnessOptions {
  readonly config?: Partial<TeamsAdapterConfig>;
  readonly isStarted?: boolean;
}

export function createFakeBook(): TeamsHarness["book"] {
  const entries = new Map<string, ConversationReference>();
  return {
    entries,
    find: async (workspaceKey, channelKey) => entries.get(`${workspaceKey}/${channelKey}`) ?? null,
    findAny: async (workspaceKey) =>
      [...entries].findLast(([key]) => key.startsWith(`${workspaceKey}/`))?.[1] ?? null,
    homeTeam: async (workspaceKey) =>
      [...entries].find(
        ([key, { teamKey }]) => key.startsWith(`${workspaceKey}/`) && teamKey !== null,
      )?.[1] ?? null,
    async save(workspaceKey, reference) {
      entries.set(`${workspaceKey}/${reference.channelKey}`, reference);
    },
    async removeTeam(workspaceKey, teamKey) {
      for (const [key, reference] of entries)
        if (key.startsWith(`${workspaceKey}/`) && reference.teamKey === teamKey) entries.delete(key);
    },
    async remove(workspaceKey, channelKey) {
      entries.delete(`${workspaceKey}/${channelKey}`);
    },
  };
}

/** The adapter behind a real server, with a Bot Service and a Bot Connector of our own before and behind it. */
export async function makeTeamsHarness(
  runtime: AdapterRuntime,
  { config = {}, isStarted = true }: TeamsHarnessOptions = {},
): Promise<TeamsHarness> {
  const teams = await startFakeTeams();
  const keys = await botServiceKeys();
  for (const [name, id] of Object.entries(PEOPLE))
    teams.members.set(id, { id, name, aadObjectId: `entra-${name}` });
  teams.channels.push({ id: TEAM, type: "standard" }, { id: CHANNEL, name: "help", type: "standard" });
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const book = createFakeBook();
  const reference = (channelKey: string) => ({
    channelKey,
    serviceUrl: teams.serviceUrl,
    isDirect: false,
    teamKey: TEAM,
    teamGroupKey: TEAM_GROUP,
    botKey: BOT,
  });
  // Added to the team before the test begins.
  await book.save(ORGANISATION, reference(CHANNEL), clock.now());
  const adapter = createTeamsAdapter({
    appId: APP_ID,
    appPassword: APP_PASSWORD,
    organisationKey: ORGANISATION,
    loginUrl: teams.loginUrl,
    openIdUrl: teams.openIdUrl,
    publicUrl: null,
    organisations: { admit: async (key) => (key === ORGANISATION ? TENANT : null) },
    book,
    heldAnswers: null,
    staffPlaces: async () => ({ groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] }),
    readFile: async () => ({ bytes: new TextEncoder().encode("bytes"), mediaType: "image/png" }),
    sealKey: async () => new TextEncoder().encode("a key for seals"),
    liveCard: async () => null,
    controls: { opensForm: ["ticket.reply"], isLive: ["ticket.claim"] },
    commandNames: ["rapport help", "rapport new", "rapport setup", "history", "stats"],
    clock,
    logger,
    waits: { cardMs: 5, dialogMs: 5, streamMs: 0, lookMs: 1 },
    ...config,
  });
  const server = createServer((request, response) => {
    const mount = adapter.mounts.find(({ path }) => request.url?.startsWith(path)) ?? adapter.mounts[0];
    void mount?.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (isStarted) await adapter.start(runtime);
  const token = await keys.sign({ serviceUrl: teams.serviceUrl });
  const dialogs: { personKey: string; card: unknown }[] = [];
  const offersPressed = new Set<string>();
  let last: { readonly activity: object; readonly messageKey: string | null } | null = null;

  const send = async (
    activity: object,
    authorization: string | null = `Bearer ${token}`,
  ): Promise<Answered> => {
    const response = await fetch(`${url}${MESSAGES_PATH}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization !== null && { authorization }) },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };

  const tell = async (activity: object, messageKey: string | null): Promise<Acknowledgement> => {
    last = { activity, messageKey };
    const { status } = await send(activity);
    return { answer: status < 300 ? "ok" : status >= 500 ? "try-again" : "refused", messageKey };
  };

  const frame = (personKey: string, channelKey: string, threadKey: string | null = null) => {
    clock.advance(1_000);
    const isDirect = channelKey.startsWith("a:");
    return {
      channelId: "msteams",
      serviceUrl: teams.serviceUrl,
      timestamp: clock.now().toISOString(),
      localTimestamp: clock.now().toISOString(),
      from: { id: personKey, name: personKey.slice(3), aadObjectId: `entra-${personKey.slice(3)}` },
      recipient: { id: BOT, name: "Rapport" },
      conversation: {
        id: threadKey === null ? channelKey : `${channelKey};messageid=${threadKey}`,
        conversationType: isDirect ? "personal" : "channel",
        tenantId: ORGANISATION,
        ...(!isDirect && { isGroup: true }),
      },
      channelData: {
        tenant: { id: ORGANISATION },
        ...(!isDirect && { team: { id: TEAM, name: "Support" }, channel: { id: channelKey } }),
      },
    };
  };

  /** As Teams tells of a message: the root of a channel's thread names itself. */
  const messageOf = (post: FakePost, text: string) => ({
    ...frame(
      post.user,
      post.channelKey,
      post.channelKey.startsWith("a:") ? null : (post.threadKey ?? post.messageKey),
    ),
    type: "message",
    id: post.messageKey,
    text,
    textFormat: "plain",
  });

  const shown = (messageKey: string): FakePost => {
    const post = teams.posts.find((candidate) => candidate.messageKey === messageKey);
    if (!post) throw new Error("no such message");
    return post;
  };
  const mention = {
    type: "mention",
    text: "<at>Rapport</at>",
    mentioned: { id: BOT, name: "Rapport" },
  };

  const invoke = async (personKey: string, post: FakePost, name: string, value: object) => {
    const activity = {
      ...frame(personKey, post.channelKey, post.threadKey ?? post.messageKey),
      type: "invoke",
      id: `f:${teams.nextKey()}`,
      replyToId: post.messageKey,
      name,
      value,
    };
    const { status, body } = await send(activity);
    const task = body?.task as
      | { readonly type: string; readonly value: { readonly card?: { readonly content: unknown } } }
      | undefined;
    if (task?.type === "continue") dialogs.push({ personKey, card: task.value.card?.content });
    last = { activity, messageKey: null };
    return {
      answer: status < 300 ? "ok" : status >= 500 ? "try-again" : "refused",
      messageKey: null,
    } as const;
  };

  const isForAlone = (personKey: string) => (post: FakePost) =>
    post.onlyFor === personKey || post.channelKey === teams.directOf(personKey);

  /** A person opens every form that was offered to them by a button. */
  const openOffers = async (personKey: string): Promise<void> => {
    for (const post of teams.posts.filter(isForAlone(personKey)))
      for (const { data } of actionsIn(cardOf(post)).filter(({ data }) => data.rapport?.form !== undefined)) {
        if (offersPressed.has(post.messageKey)) continue;
        offersPressed.add(post.messageKey);
        await invoke(personKey, post, "task/fetch", { data });
      }
  };

  const formOf = (card: unknown): FoundAction | undefined =>
    actionsIn(card as never).find(({ data }) => data.rapport?.f !== undefined);

  const act = async (deed: Deed): Promise<Acknowledgement> => {
    switch (deed.kind) {
      case "say": {
        if (deed.replyToKey !== undefined) return { answer: "refused", messageKey: null };
        const post = teams.say({
          channelKey: deed.channelKey,
          threadKey: deed.threadKey ?? null,
          user: deed.personKey,
          text: deed.text,
        });
        const words = encoded(deed.text);
        const attachments = deed.withFile
          ? [
              {
                contentType: "image/png",
                contentUrl: `${teams.serviceUrl}v3/attachments/1/views/original`,
                name: "shot.png",
              },
            ]
          : [];
        return tell(
          {
            ...messageOf(post, deed.mentionsBot ? `<at>Rapport</at> ${words}` : words),
            ...(deed.mentionsBot && { entities: [mention] }),
            attachments,
          },
          post.messageKey,
        );
      }
      case "edit": {
        const post = teams.change(deed.messageKey, { activity: { text: deed.text } });
        const channelData = { ...messageOf(post, "").channelData, eventType: "editMessage" };
        return tell(
          { ...messageOf(post, encoded(deed.text)), type: "messageUpdate", channelData },
          deed.messageKey,
        );
      }
      case "delete": {
        const post = teams.change(deed.messageKey, { isDeleted: true });
        const { text: _text, ...gone } = messageOf(post, "");
        const channelData = { ...gone.channelData, eventType: "softDeleteMessage" };
        return tell({ ...gone, type: "messageDelete", channelData }, deed.messageKey);
      }
      case "react": {
        const post = shown(deed.messageKey);
        const reactions = [{ type: "like" }];
        return tell(
          {
            ...frame(deed.personKey, post.channelKey, post.threadKey ?? post.messageKey),
            type: "messageReaction",
            id: teams.nextKey(),
            replyToId: deed.messageKey,
            ...(deed.remove ? { reactionsRemoved: reactions } : { reactionsAdded: reactions }),
          },
          null,
        );
      }
      case "use-control": {
        const post = shown(deed.messageKey);
        const actions = actionsIn(cardOf(post));
        const found =
          actions.find(({ data }) => data.rapport?.c === deed.controlId) ??
          actions.find(({ data }) => data.rapport?.c !== undefined);
        if (!found) return { answer: "refused", messageKey: null };
        // A client may send whatever it likes: a value that was not offered goes out under the same seal.
        const own = found.data.rapport ?? {};
        const data =
          own.m === undefined
            ? { ...found.data, rapport: { ...own, c: deed.controlId, v: deed.value } }
            : { ...found.data, [own.m]: deed.value };
        if (found.data.msteams?.type === "task/fetch")
          return invoke(deed.personKey, post, "task/fetch", { data });
        const action = { type: "Action.Execute", verb: found.verb, data };
        return invoke(deed.personKey, post, "adaptiveCard/action", { action, trigger: "manual" });
      }
      case "use-shortcut": {
        const post = shown(deed.messageKey);
        return invoke(deed.personKey, post, "composeExtension/fetchTask", {
          commandId: "askRapport",
          commandContext: "message",
          messagePayload: {
            id: post.messageKey,
            body: {
              contentType: "html",
              content: `<div><div><at id="0">Rapport</at>&nbsp;${encoded(post.activity.text ?? "")}</div></div>`,
            },
            mentions: [{ id: 0, mentionText: "Rapport", mentioned: { application: { id: APP_ID } } }],
          },
        });
      }
      case "command":
        return act({ ...deed, kind: "say", text: deed.text, mentionsBot: true });
      case "submit-form": {
        await openOffers(deed.personKey);
        const dialog = dialogs.findLast(({ personKey }) => personKey === deed.personKey);
        const action = formOf(dialog?.card);
        const place =
          teams.posts[0] ??
          teams.say({ channelKey: CHANNEL, threadKey: null, user: deed.personKey, text: "" });
        if (!action) return { answer: "refused", messageKey: null };
        const inputs = Object.fromEntries(
          Object.entries(deed.values).map(([fieldId, value]) => [`field.${fieldId}`, value]),
        );
        return invoke(deed.personKey, place, "task/submit", { data: { ...action.data, ...inputs } });
      }
    }
  };

  return {
    adapter,
    teams,
    url,
    clock,
    logger,
    book,
    dialogs,
    tenantId: TENANT,
    workspaceKey: ORGANISATION,
    channelKey: CHANNEL,
    people: PEOPLE,
    // What a person wrote is as long as they made it; the bot's cards are shorter.
    maxTextLength: 12_400,
    act,
    send,
    frame,
    async redeliver() {
      if (last === null) throw new Error("nothing was sent");
      return tell(last.activity, last.messageKey);
    },
    async seenBy(personKey, channelKey) {
      const isOpen = !channelKey.startsWith("a:") || channelKey === teams.directOf(personKey);
      return teams.posts
        .filter((post) => isOpen && post.channelKey === channelKey)
        .filter(({ onlyFor = personKey }) => onlyFor === personKey)
        .map(seenOf);
    },
    hideStanding() {
      teams.down.roster = 500;
    },
    async formsBefore(personKey) {
      await openOffers(personKey);
      return dialogs
        .filter((dialog) => dialog.personKey === personKey)
        .flatMap(({ card }) => formOf(card)?.data.rapport?.f ?? []);
    },
    directChannelOf: (personKey) => teams.directOf(personKey),
    complete: async () => [],
    async close() {
      await adapter.stop();
      await Promise.all([closeServer(server), teams.close()]);
    },
  };
}

const encoded = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A message as Teams' own client shows it, and whom it would notify. */
function seenOf(post: FakePost): SeenPost {
  const card = cardOf(post);
  const text = wordsOf(post);
  const isBot = post.user === BOT;
  return {
    messageKey: post.messageKey,
    threadKey: post.threadKey,
    isBot,
    isDeleted: post.isDeleted ?? false,
    isEphemeral: post.onlyFor !== undefined,
    text,
    notified: isBot ? (card?.msteams?.entities ?? []).map(({ mentioned }) => mentioned.id) : [],
    controls: actionsIn(card).flatMap(({ data }) => {
      const { c: controlId, v, o } = data.rapport ?? {};
      return controlId === undefined ? [] : (o ?? [v ?? ""]).map((value) => ({ controlId, value }));
    }),
    images: imagesIn(card),
    files: filesIn(card),
    hasPreview: isBot && /https?:/.test(post.activity.text ?? ""),
    reactions: [],
  };
}
