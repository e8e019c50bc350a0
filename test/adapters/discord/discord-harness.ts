import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDiscordAdapter, type DiscordAdapterConfig } from "../../../adapters/discord/index.ts";
import { readCustomId } from "../../../adapters/discord/thread-key.ts";
import type { AdapterRuntime } from "../../../src/ports/chat-adapter.ts";
import type { Acknowledgement, AdapterHarness, Deed, SeenPost } from "../../contracts/adapter-harness.ts";
import { createFakeClock, type FakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../fakes/logger.ts";
import {
  CHANNEL,
  type FakeDiscord,
  type FakeDiscordOptions,
  GUILD,
  PEOPLE,
  startFakeDiscord,
} from "./double/fake-discord.ts";
import { APPLICATION, BOT, type FakeMessage, isThread, sees, TOKEN } from "./double/state.ts";
import { shownWords } from "./shown-words.ts";

export const TENANT = "00000000-0000-4000-8000-0000000000aa";

export interface DiscordHarness extends AdapterHarness {
  readonly discord: FakeDiscord;
  readonly url: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly positions: Map<string, string>;
  readonly taken: { readonly name: string; readonly outcome: string }[];
  /** Resolves with the next `count` outcomes of that name. */
  heard(name: string, count?: number): Promise<readonly string[]>;
}

export interface DiscordHarnessOptions {
  readonly config?: Partial<DiscordAdapterConfig>;
  readonly isStarted?: boolean;
  readonly double?: FakeDiscordOptions;
}

const COMMANDS = [
  { name: "rapport help", usage: "", summary: "What I can do", choices: [] },
  { name: "rapport new", usage: "[subject]", summary: "Ask the team", choices: [] },
  { name: "history", usage: "[words]", summary: "What a customer went through", choices: [] },
];

/** Spans short enough for tests that meet them, long enough not to come in between. */
const TIMES = { identifyEveryMs: 0, firstRetryMs: 10, mostRetryMs: 50, readyMs: 5_000 };

/** The adapter before a Discord of our own. */
export async function makeDiscordHarness(
  runtime: AdapterRuntime,
  { config = {}, isStarted = true, double = {} }: DiscordHarnessOptions = {},
): Promise<DiscordHarness> {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const discord = await startFakeDiscord({ nowMs: () => clock.now().getTime(), ...double });
  const positions = new Map<string, string>();
  const taken: { name: string; outcome: string }[] = [];
  let listeners: (() => void)[] = [];
  const adapter = createDiscordAdapter({
    apiUrl: discord.apiUrl,
    token: TOKEN,
    applicationKey: APPLICATION,
    publicKey: null,
    shards: null,
    commands: COMMANDS,
    attach: async () => TENANT,
    ownerOf: async (workspaceKey) => (workspaceKey === GUILD ? TENANT : null),
    onRemoved: async () => undefined,
    listServers: async () => [],
    staffPlaces: async () => ({ agentChannelKeys: [], managerChannelKeys: [] }),
    positions: {
      read: async () => new Map(positions),
      async save(_workspaceKey, saved) {
        for (const [placeKey, messageKey] of saved) positions.set(placeKey, messageKey);
      },
    },
    readFile: async () => new TextEncoder().encode("bytes"),
    ownership({ onGained }) {
      onGained();
      return { release: async () => undefined };
    },
    clock,
    logger,
    onTaken(one) {
      taken.push(one);
      for (const listener of listeners) listener();
    },
    ...config,
    times: { ...TIMES, ...config.times },
  });
  const server = createServer((request, response) => {
    void adapter.mounts[0]?.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (isStarted) {
    await adapter.start(runtime);
    await discord.gateway.connected();
    await until(() => adapter.health?.().isOk ?? false);
    await new Promise(setImmediate);
  }

  const heard = async (name: string, count = 1, since = taken.length): Promise<readonly string[]> => {
    const found = (): readonly string[] =>
      taken.slice(since).flatMap((one) => (one.name === name ? [one.outcome] : []));
    if (found().length < count)
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${name} was not heard`)), 5_000);
        const listener = (): void => {
          if (found().length < count) return;
          clearTimeout(timer);
          listeners = listeners.filter((one) => one !== listener);
          resolve();
        };
        listeners.push(listener);
      });
    return found();
  };

  const answerOf = (outcome: string | undefined): Acknowledgement["answer"] =>
    outcome === "not-kept" ? "try-again" : "ok";
  let lastKey: string | null = null;
  let lastName = "";

  const told = async (name: string, does: () => string | null): Promise<Acknowledgement> => {
    lastName = name;
    if (!discord.gateway.isConnected) return { answer: "refused", messageKey: does() };
    const since = taken.length;
    lastKey = does();
    const [outcome] = await heard(name, 1, since);
    return { answer: answerOf(outcome), messageKey: lastKey };
  };

  const act = async (deed: Deed): Promise<Acknowledgement> => {
    clock.advance(1_000);
    switch (deed.kind) {
      case "say":
        return told("MESSAGE_CREATE", () => {
          const { personKey, text, replyToKey, threadKey } = deed;
          const channelKey = threadKey ?? deed.channelKey;
          return discord.say({
            personKey,
            channelKey,
            text: deed.mentionsBot ? `<@${BOT}> ${text}` : text,
            ...(replyToKey !== undefined && { replyTo: replyToKey }),
            ...(deed.withFile && { files: [{ name: "shot.png", size: 70 }] }),
          }).id;
        });
      case "edit":
        return told("MESSAGE_UPDATE", () => {
          discord.edit(deed.messageKey, deed.text);
          return deed.messageKey;
        });
      case "delete":
        return told("MESSAGE_DELETE", () => {
          discord.remove(deed.messageKey);
          return deed.messageKey;
        });
      case "react": {
        const name = deed.remove ? "MESSAGE_REACTION_REMOVE" : "MESSAGE_REACTION_ADD";
        return told(name, () => {
          discord.react(deed.messageKey, deed.personKey, deed.emoji, deed.remove ?? false);
          return null;
        });
      }
      case "use-control": {
        const on = discord.message(deed.messageKey);
        const control = controlsOf(on).find(
          ({ controlId, value }) => controlId === deed.controlId && value === deed.value,
        );
        if (!control) return { answer: "refused", messageKey: null };
        const { custom_id, isMenu } = control;
        const data = { custom_id, component_type: isMenu ? 3 : 2, ...(isMenu && { values: [deed.value] }) };
        return told("INTERACTION_CREATE", () => {
          discord.interact(deed.personKey, on.channel_id, { type: 3, data, message: on });
          return null;
        });
      }
      case "use-shortcut": {
        const on = discord.message(deed.messageKey);
        const shown = {
          id: on.id,
          channel_id: on.channel_id,
          content: on.content,
          mentions: on.mentions.map((id) => ({ id, username: id })),
        };
        const data = {
          id: "1",
          name: "Ask Rapport",
          type: 3,
          target_id: on.id,
          resolved: { messages: { [on.id]: shown } },
        };
        return told("INTERACTION_CREATE", () => {
          discord.interact(deed.personKey, on.channel_id, { type: 2, data });
          return null;
        });
      }
      case "command":
        return told("INTERACTION_CREATE", () => {
          discord.interact(deed.personKey, deed.channelKey, { type: 2, data: commandData(deed.text) });
          return null;
        });
      case "submit-form": {
        const open = discord.state.modals.findLast(({ personKey }) => personKey === deed.personKey);
        if (!open) return { answer: "refused", messageKey: null };
        const components = open.modal.components.map(({ component: { type, custom_id } }) => ({
          type: 18,
          component: {
            type,
            custom_id,
            ...(type === 3 ? { values: [deed.values[custom_id]] } : { value: deed.values[custom_id] ?? "" }),
          },
        }));
        const data = { custom_id: open.modal.custom_id, components };
        return told("INTERACTION_CREATE", () => {
          discord.interact(deed.personKey, open.channelKey, { type: 5, data });
          return null;
        });
      }
    }
  };

  return {
    adapter,
    discord,
    url,
    clock,
    logger,
    positions,
    taken,
    heard,
    tenantId: TENANT,
    workspaceKey: GUILD,
    channelKey: CHANNEL,
    people: PEOPLE,
    maxTextLength: 6_500,
    act,
    async redeliver() {
      const since = taken.length;
      discord.gateway.tellAgain();
      const [outcome] = await heard(lastName, 1, since);
      return { answer: answerOf(outcome), messageKey: lastKey };
    },
    async seenBy(personKey, channelKey) {
      return discord.state.messages
        .filter(({ channel_id }) => {
          const channel = discord.state.channels.get(channel_id);
          const isHere = channel_id === channelKey || channel?.parent_id === channelKey;
          return channel !== undefined && isHere && sees(discord.state, channel, personKey);
        })
        .filter(({ only }) => only === null || only === personKey)
        .map((message) => seenOf(message, discord));
    },
    formsBefore: async (personKey) =>
      discord.state.modals
        .filter((one) => one.personKey === personKey)
        .map(({ modal }) => readCustomId(modal.custom_id)?.controlId ?? ""),
    directChannelOf: (personKey) => discord.directOf(personKey).id,
    // Discord's own client offers the names of commands; it asks us for what follows them alone.
    complete: async (_personKey, text) =>
      discord.state.commands
        .flatMap(({ name, type, options }) =>
          type !== 1
            ? []
            : options.some((option) => option.type === 1)
              ? options.map((option) => `/${name} ${option.name}`)
              : [`/${name}`],
        )
        .filter((name) => name.startsWith(text)),
    async close() {
      await adapter.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, discord.close()]);
    },
  };
}

/** A typed command as Discord's client sends it: subcommand, then one field. */
export function commandData(text: string): object {
  const [name = "", ...rest] = text.replace(/^\//, "").split(" ");
  const field = (words: readonly string[]) =>
    words.length === 0 ? [] : [{ name: "words", type: 3, value: words.join(" ") }];
  if (name !== "rapport") return { id: "1", name, type: 1, options: field(rest) };
  const [sub = "help", ...words] = rest;
  return { id: "1", name, type: 1, options: [{ name: sub, type: 1, options: field(words) }] };
}

export interface ShownControl {
  readonly custom_id: string;
  readonly controlId: string;
  readonly value: string;
  readonly label: string;
  readonly isMenu: boolean;
}

export const controlsOf = ({ components }: FakeMessage): readonly ShownControl[] =>
  components.flatMap((row) =>
    row.components.flatMap((part): readonly ShownControl[] => {
      const found = readCustomId(part.custom_id);
      if (found === null) return [];
      const { custom_id } = part;
      return part.type === 2
        ? [{ custom_id, ...found, label: part.label, isMenu: false }]
        : part.options.map((one) => ({ custom_id, controlId: found.controlId, ...one, isMenu: true }));
    }),
  );

/** A message as Discord's own client shows it, and whom it has notified. */
export function seenOf(message: FakeMessage, { state }: FakeDiscord): SeenPost {
  const channel = state.channels.get(message.channel_id);
  const isBot = message.author === BOT;
  const pictures = message.embeds.filter(({ image }) => image).length;
  const shownInCard = new Set(
    message.embeds.map(({ image }) => image?.url.replace("attachment://", "") ?? ""),
  );
  const hasBareLink = /(?<![<\w\\])https?:\/\/[^\s>]+/.test(message.content);
  return {
    messageKey: message.id,
    threadKey: channel && isThread(channel) ? channel.id : null,
    isBot,
    isDeleted: message.isDeleted,
    isEphemeral: message.only !== null,
    text: shownWords(message),
    notified: isBot ? message.notified : [],
    controls: controlsOf(message).map(({ controlId, value }) => ({ controlId, value })),
    images: pictures,
    files: isBot ? message.files.filter(({ name }) => !shownInCard.has(name)).map(({ name }) => name) : [],
    hasPreview: hasBareLink && !(message.flags & 4),
    reactions: message.reactions.map(({ emoji, user }) => ({ emoji, personKey: user })),
  };
}

export async function until(is: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await is())) {
    if (performance.now() > endMs) throw new Error("it did not come");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
