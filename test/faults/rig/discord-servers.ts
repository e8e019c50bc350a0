import {
  AGENTS,
  CHANNEL,
  type FakeDiscord,
  type FakeDiscordOptions,
  GUILD,
  startFakeDiscord,
} from "../../adapters/discord/double/fake-discord.ts";
import { APPLICATION, BOT, TOKEN } from "../../adapters/discord/double/state.ts";

/** Several servers of one company, for trials of more than one process. */
export interface DiscordServers {
  readonly discord: FakeDiscord;
  readonly environment: Readonly<Record<string, string>>;
  /** Somebody new asks the bot something that the documents answer, or for a person; gives the message's key. */
  ask(number: number): { readonly token: string; readonly messageKey: string };
  /** By message: how many posts of the bot stand in its thread. */
  repliesTo(messageKey: string): number;
  close(): Promise<void>;
}

const FIRST_SERVER = 810_000_000_000_000_000n;
const CHANNELS_OF_EACH = 2;
const WORDS = [
  "what are your opening hours?",
  "how long does a refund take?",
  "can I talk to a human please?",
];

export async function openDiscordServers(
  count: number,
  options: FakeDiscordOptions = {},
): Promise<DiscordServers> {
  const discord = await startFakeDiscord(options);
  const { state } = discord;
  const template = state.guilds.get(GUILD);
  const channel = state.channels.get(CHANNEL);
  if (!template || !channel) throw new Error("the double has no server");
  const bot = template.members.get(BOT);
  const channelKeys: string[] = [];
  for (let n = 0; n < count; n += 1) {
    // Neighbours in Discord's own reckoning: each hears on another shard than the one before.
    const id = String(FIRST_SERVER + (BigInt(n) << 22n));
    const roles = template.roles.map((role) => (role.id === GUILD ? { ...role, id } : role));
    state.guilds.set(id, {
      ...template,
      id,
      name: `Server ${n}`,
      roles,
      members: new Map(bot ? [[BOT, bot]] : []),
    });
    for (let at = 0; at < CHANNELS_OF_EACH; at += 1) {
      const key = `8200000000000002${String(n * CHANNELS_OF_EACH + at).padStart(2, "0")}`;
      state.channels.set(key, { ...channel, id: key, guild_id: id, name: `help-${at}`, people: new Set() });
      channelKeys.push(key);
    }
  }
  return {
    discord,
    environment: {
      DISCORD_TOKEN: TOKEN,
      DISCORD_APPLICATION_ID: APPLICATION,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_WORKSPACE_KIND: "community",
      DISCORD_CUSTOMER_CHANNELS: channelKeys.join(","),
      DISCORD_AGENT_CHANNELS: AGENTS,
    },
    ask(number) {
      const channelKey = channelKeys[number % channelKeys.length] ?? CHANNEL;
      const personKey = `87${String(number).padStart(16, "0")}`;
      const guildKey = state.channels.get(channelKey)?.guild_id ?? "";
      state.users.set(personKey, { id: personKey, username: `guest-${number}` });
      state.guilds.get(guildKey)?.members.set(personKey, { nick: null, roles: [] });
      const token = `RIG${number}`;
      const text = `<@${BOT}> ${token} ${WORDS[number % WORDS.length]}`;
      return { token, messageKey: discord.say({ personKey, channelKey, text }).id };
    },
    repliesTo: (messageKey) =>
      state.messages.filter(
        (one) => one.author === BOT && one.channel_id === messageKey && !one.isDeleted && one.only === null,
      ).length,
    close: () => discord.close(),
  };
}
