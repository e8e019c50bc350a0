import { BOT_SCOPES } from "../../../adapters/slack/install/scopes.ts";
import {
  ADMIN,
  type ChannelName,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  PUBLIC_CHANNELS,
  type SlackMessage,
  type SlackWorkspace,
} from "../../adapters/slack/story/workspace.ts";
import { BOT_TOKEN, type Emulator, startEmulator, userTokenOf } from "./emulator.ts";
import { type Front, openFront } from "./front.ts";

const BOT = "rapport";
const PNG = "89504e47";

export interface EmulatedWorkspace {
  readonly emulator: Emulator;
  readonly front: Front;
  readonly workspace: SlackWorkspace;
  close(): Promise<void>;
}

interface RawMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly files?: readonly { readonly name: string }[];
}

const messageOf = (raw: RawMessage): SlackMessage => ({
  ts: raw.ts,
  threadTs: raw.thread_ts ?? null,
  userKey: raw.user,
  text: raw.text,
  blocks: raw.blocks ?? [],
  fileNames: (raw.files ?? []).map(({ name }) => name),
});

/** The story's workspace in the emulator; the bot has the scopes of the manifest and no other. */
export async function openEmulatedWorkspace(): Promise<EmulatedWorkspace> {
  const emulator = await startEmulator({
    users: [{ name: BOT }, ...PEOPLE.map((name) => ({ name, isAdmin: name === ADMIN }))],
    channels: PUBLIC_CHANNELS,
    botScopes: BOT_SCOPES,
  });
  const front = await openFront(emulator);
  const { call } = emulator;
  const { team_id: workspaceKey, user_id: botKey } = await call("auth.test", BOT_TOKEN);
  const keys = new Map<string, string>();
  for (const name of PEOPLE) keys.set(name, String((await call("auth.test", userTokenOf(name))).user_id));
  const channels = await findChannels(emulator, String(botKey), keys);

  const known = (map: ReadonlyMap<string, string>, name: string): string => {
    const key = map.get(name);
    if (key === undefined) throw new Error(`no ${name}`);
    return key;
  };
  const personKey = (name: PersonName): string => known(keys, name);
  let presses = 0;

  const workspace: SlackWorkspace = {
    workspaceKey: String(workspaceKey),
    botKey: String(botKey),
    personKey,
    channelKey: (name) => known(channels, name),
    async write(by, channel, text, threadTs) {
      const thread: Readonly<Record<string, string>> = threadTs === undefined ? {} : { thread_ts: threadTs };
      return String((await call("chat.postMessage", userTokenOf(by), { channel, text, ...thread })).ts);
    },
    async messages(channel, threadTs) {
      const method = threadTs === undefined ? "conversations.history" : "conversations.replies";
      const args = { channel, limit: "200", ...(threadTs !== undefined && { ts: threadTs }) };
      const { messages } = await call(method, BOT_TOKEN, args);
      return (messages as readonly RawMessage[])
        .map(messageOf)
        .sort((a, b) => a.ts.localeCompare(b.ts, "en"));
    },
    whispers: async (to) =>
      front.whispers
        .filter((whisper) => whisper.to === personKey(to))
        .map((whisper) => ({ ...whisper, userKey: String(botKey) })),
    async directChannel(of) {
      const { channel } = await call("conversations.open", BOT_TOKEN, { users: personKey(of) });
      return (channel as { readonly id: string }).id;
    },
    home: async (of) =>
      front.views.findLast(({ type, personKey: key }) => type === "home" && key === personKey(of))?.blocks ??
      null,
    modals: async (before) =>
      front.views
        .filter(({ type, personKey: key }) => type === "modal" && key === personKey(before))
        .map(({ id, callback_id, private_metadata, blocks }) => ({
          viewId: id,
          callbackId: callback_id,
          metadata: private_metadata,
          blocks,
        })),
    async trigger(by) {
      const { trigger_id } = await call("views.generateTriggerId", BOT_TOKEN, { user_id: personKey(by) });
      front.triggers.set(String(trigger_id), personKey(by));
      return String(trigger_id);
    },
    responseUrl(by) {
      presses += 1;
      return `${front.apiUrl}response/${personKey(by)}-${presses}`;
    },
    async picture(fileKey) {
      const { file } = await call("files.info", BOT_TOKEN, { file: fileKey });
      const { name, url_private } = file as { readonly name: string; readonly url_private: string };
      const response = await fetch(url_private, { headers: { authorization: `Bearer ${BOT_TOKEN}` } });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (bytes.subarray(0, 4).toString("hex") !== PNG) throw new Error(`${name} is no picture`);
      return { name, byteLength: bytes.length };
    },
  };
  return {
    emulator,
    front,
    workspace,
    async close() {
      await front.close();
      await emulator.stop();
    },
  };
}

/** Private channels are made by the admin, who invites the others and the bot; public ones are there. */
async function findChannels(
  { call }: Emulator,
  botKey: string,
  keys: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const admin = userTokenOf(ADMIN);
  const found = new Map<string, string>();
  for (const [name, members] of Object.entries(PRIVATE_CHANNELS)) {
    const { channel } = await call("conversations.create", admin, { name, is_private: "true" });
    const { id } = channel as { readonly id: string };
    const users = [
      botKey,
      ...members.filter((member) => member !== ADMIN).map((member) => keys.get(member) ?? ""),
    ];
    await call("conversations.invite", admin, { channel: id, users: users.join(",") });
    found.set(name, id);
  }
  const { channels } = await call("conversations.list", admin);
  for (const { id, name } of channels as readonly { readonly id: string; readonly name: string }[])
    if ((PUBLIC_CHANNELS as readonly string[]).includes(name))
      found.set(name satisfies string as ChannelName, id);
  for (const name of PUBLIC_CHANNELS)
    for (const token of [BOT_TOKEN, ...PEOPLE.map(userTokenOf)])
      await call("conversations.join", token, { channel: found.get(name) ?? "" });
  return found;
}
