import { setTimeout as sleep } from "node:timers/promises";
import {
  AGENTS,
  CHANNEL,
  type FakeDiscord,
  GUILD,
  startFakeDiscord,
} from "../../adapters/discord/double/fake-discord.ts";
import { APPLICATION, BOT, type FakeMessage, TOKEN } from "../../adapters/discord/double/state.ts";
import { shownWords } from "../../adapters/discord/shown-words.ts";
import type { JournalEntry } from "./journal.ts";
import type { OpenPlatform } from "./platform-under-test.ts";

/** Discord lets five posts in five seconds into a channel: so many channels that no answer waits long for its turn. */
const CHANNELS = Array.from({ length: 12 }, (_, at) => `8200000000000001${String(at).padStart(2, "0")}`);
/** Discord never sends anything again: the desk reads on by itself, and what is tried again is only the first moment. */
const AGAIN_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** From its first session on a desk must miss nothing; before it has never heard of the server. */
const FIRST_SESSION_MS = 3_000;
/** Beside PostgreSQL a dead one's place is free after 15 s. */
const LISTENS_MS = 20_000;

/**
 * Discord before the product as it is. Nothing is acknowledged: once a person has written, the desk must find it, whatever
 * becomes of it and of its session meanwhile.
 */
export const openDiscord: OpenPlatform = async () => {
  const discord = await startFakeDiscord();
  for (const [at, id] of CHANNELS.entries())
    discord.state.channels.set(id, {
      ...channelLike(discord),
      id,
      name: `help-${at}`,
    });
  const said = new Set<string>();
  let heardSinceMs: number | null = null;
  return {
    name: "discord",
    program: "product",
    environment: {
      DISCORD_TOKEN: TOKEN,
      DISCORD_APPLICATION_ID: APPLICATION,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_WORKSPACE_KIND: "community",
      DISCORD_CUSTOMER_CHANNELS: CHANNELS.join(","),
      DISCORD_AGENT_CHANNELS: AGENTS,
    },
    mayBeUncertain: false,
    resendAfterMs: AGAIN_AFTER_MS,
    async send({ token, text, personKey }) {
      if (discord.gateway.isConnected) heardSinceMs ??= performance.now();
      if (heardSinceMs === null || performance.now() - heardSinceMs < FIRST_SESSION_MS) return false;
      if (said.has(token)) return true;
      said.add(token);
      const number = Number(token.slice("RIG".length));
      const author = authorOf(discord, personKey, number);
      const channelKey = CHANNELS[number % CHANNELS.length] ?? CHANNEL;
      discord.say({ personKey: author, channelKey, text: `<@${BOT}> ${text}` });
      return true;
    },
    async listens() {
      const endsAt = performance.now() + LISTENS_MS;
      while (!discord.gateway.isConnected && performance.now() < endsAt) await sleep(20);
    },
    posts: () =>
      discord.state.messages
        .filter(({ author, isDeleted }) => author === BOT && !isDeleted)
        .map((message) => postedOf(discord, message)),
    close: () => discord.close(),
  };
};

/** The same before the rig's desk, which dies where it is told to. */
export const openDiscordRig: OpenPlatform = async (journal) => ({
  ...(await openDiscord(journal)),
  program: "rig",
});

const channelLike = ({ state }: FakeDiscord) => {
  const channel = state.channels.get(CHANNEL);
  if (!channel) throw new Error("the double has no channel");
  return channel;
};

/** Every event has a customer of its own. */
function authorOf({ state }: FakeDiscord, name: string, number: number): string {
  const id = `87${String(number).padStart(16, "0")}`;
  if (!state.users.has(id)) {
    state.users.set(id, { id, username: name });
    state.guilds.get(GUILD)?.members.set(id, { nick: null, roles: [] });
  }
  return id;
}

function postedOf({ state }: FakeDiscord, message: FakeMessage): Extract<JournalEntry, { kind: "posted" }> {
  const place = state.channels.get(message.channel_id);
  const channelKey = place?.parent_id ?? message.channel_id;
  return {
    kind: "posted",
    postKey: message.id,
    copyKey: message.nonce ?? message.id,
    channelKey: channelKey === AGENTS ? "agents" : channelKey,
    threadKey: place?.parent_id === undefined ? null : message.channel_id,
    text: shownWords(message),
  };
}
