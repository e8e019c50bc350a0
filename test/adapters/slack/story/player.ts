import { setTimeout as sleep } from "node:timers/promises";
import type { Line } from "./line.ts";
import {
  type ChosenElement,
  type Deed,
  envelope,
  homePress,
  messageEvents,
  messagePress,
  messageShortcut,
  slashCommand,
  submission,
} from "./payloads.ts";
import {
  type ChannelName,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  type SlackMessage,
  type SlackWorkspace,
} from "./workspace.ts";

export interface PlayerParts {
  readonly workspace: SlackWorkspace;
  readonly line: Line;
  readonly now: () => Date;
  /** Resolves when the desk has nothing left to do. */
  readonly settle: () => Promise<void>;
}

/** Where a message stands, for whoever presses on it. */
export interface Seen {
  readonly channelKey: string;
  readonly message: SlackMessage;
  readonly isWhisper: boolean;
}

/** People at work in a Slack workspace: everything they do is told to the desk as Slack tells it, and ends when the desk is done with it. */
export interface Player {
  readonly workspace: SlackWorkspace;
  say(by: PersonName, channel: ChannelName, text: string, threadTs?: string): Promise<string>;
  sayDirectly(by: PersonName, text: string): Promise<string>;
  command(by: PersonName, channel: ChannelName, typed: string): Promise<void>;
  /** By the words on the button, or a menu's by the words of the entry. */
  press(by: PersonName, seen: Seen, label: string): Promise<void>;
  shortcut(by: PersonName, seen: Seen, callbackId: string): Promise<void>;
  openHome(by: PersonName): Promise<readonly unknown[]>;
  pressHome(by: PersonName, label: string): Promise<void>;
  /** Sends the newest form before somebody; fields that are not named stay as they were filled in. */
  submit(by: PersonName, values: Readonly<Record<string, string>>): Promise<void>;
  /** The newest thing that somebody alone sees. */
  whisper(to: PersonName, channel: ChannelName): Promise<Seen>;
  top(channel: ChannelName): Promise<readonly SlackMessage[]>;
  thread(channel: ChannelName, threadTs: string): Promise<readonly SlackMessage[]>;
  seen(channel: ChannelName, message: SlackMessage | undefined): Seen;
}

export function createPlayer({ workspace, line, now, settle }: PlayerParts): Player {
  const where = { workspaceKey: workspace.workspaceKey, botKey: workspace.botKey };
  let presses = 0;

  const deed = async (by: PersonName, channelKey: string): Promise<Deed> => ({
    personKey: workspace.personKey(by),
    personName: by,
    triggerId: await workspace.trigger(by),
    responseUrl: workspace.responseUrl(by, channelKey),
  });
  const actionTs = (): string => {
    presses += 1;
    return `${Math.floor(now().getTime() / 1_000)}.${String(presses).padStart(6, "0")}`;
  };
  const tell = async (event: object): Promise<void> =>
    line({ kind: "event", payload: envelope(where, event, now()) });

  const write = async (
    by: PersonName,
    place: { readonly channelKey: string; readonly channelType: "channel" | "group" | "im" },
    words: string,
    threadTs?: string,
  ): Promise<string> => {
    const text = words.replaceAll("@rapport", `<@${workspace.botKey}>`);
    const ts = await workspace.write(by, place.channelKey, text, threadTs);
    const userKey = workspace.personKey(by);
    for (const event of messageEvents(where, { ...place, userKey, text, ts, threadTs })) await tell(event);
    await settle();
    return ts;
  };

  const showHome = async (by: PersonName): Promise<readonly unknown[]> => {
    const before = JSON.stringify(await workspace.home(by));
    const event = {
      type: "app_home_opened",
      user: workspace.personKey(by),
      channel: "D0",
      tab: "home",
      event_ts: actionTs(),
    };
    await tell(event);
    // A page that is shown again as it was looks like one that is not shown.
    let blocks: readonly unknown[] | null = null;
    for (let waitedMs = 0; waitedMs < 4_000; waitedMs += 20) {
      blocks = await workspace.home(by);
      if (blocks !== null && JSON.stringify(blocks) !== before) return blocks;
      if (blocks !== null && waitedMs > 400) return blocks;
      await sleep(20);
    }
    throw new Error(`${by} opened the page and saw none`);
  };

  return {
    workspace,
    say: (by, channel, text, threadTs) =>
      write(by, { channelKey: workspace.channelKey(channel), channelType: typeOf(channel) }, text, threadTs),
    sayDirectly: async (by, text) =>
      write(by, { channelKey: await workspace.directChannel(by), channelType: "im" }, text),
    async command(by, channel, typed) {
      const channelKey = workspace.channelKey(channel);
      const place = { channelKey, channelName: typeOf(channel) === "group" ? "privategroup" : channel };
      // With "escape channels, users and links" on, as the manifest has it.
      const escaped = typed.replace(/@(\w+)/g, (whole, name: string) =>
        isPerson(name) ? `<@${workspace.personKey(name)}|${name}>` : whole,
      );
      await line({
        kind: "command",
        payload: slashCommand(where, await deed(by, channelKey), place, escaped),
      });
      await settle();
    },
    async press(by, seen, label) {
      const action = { ...elementCalled(seen.message.blocks, label), action_ts: actionTs() };
      const payload = messagePress(where, await deed(by, seen.channelKey), seen, action);
      await line({ kind: "interaction", payload });
      await settle();
    },
    async shortcut(by, seen, callbackId) {
      const payload = messageShortcut(where, await deed(by, seen.channelKey), seen, callbackId);
      await line({ kind: "interaction", payload });
      await settle();
    },
    openHome: showHome,
    async pressHome(by, label) {
      const blocks = (await workspace.home(by)) ?? [];
      const action = { ...elementCalled(blocks, label), action_ts: actionTs() };
      const payload = homePress(where, await deed(by, "D0"), blocks, action);
      await line({ kind: "interaction", payload });
      await settle();
    },
    async submit(by, values) {
      const modal = (await workspace.modals(by)).at(-1);
      if (!modal) throw new Error(`no form is open before ${by}`);
      const payload = submission(where, await deed(by, "D0"), modal, values);
      await line({ kind: "interaction", payload });
      await settle();
    },
    async whisper(to, channel) {
      const message = (await workspace.whispers(to)).at(-1);
      if (!message) throw new Error(`${to} was told nothing`);
      return { channelKey: workspace.channelKey(channel), message, isWhisper: true };
    },
    top: (channel) => workspace.messages(workspace.channelKey(channel)),
    thread: (channel, threadTs) => workspace.messages(workspace.channelKey(channel), threadTs),
    seen(channel, message) {
      if (!message) throw new Error(`no such message in #${channel}`);
      return { channelKey: workspace.channelKey(channel), message, isWhisper: false };
    },
  };
}

const typeOf = (channel: ChannelName): "group" | "channel" =>
  Object.hasOwn(PRIVATE_CHANNELS, channel) ? "group" : "channel";
const isPerson = (name: string): name is PersonName => (PEOPLE as readonly string[]).includes(name);

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
  readonly options?: readonly { readonly value: string; readonly text: { readonly text: string } }[];
}

/** The button of that name, or the menu that has an entry of it. */
function elementCalled(blocks: readonly unknown[], label: string): ChosenElement {
  const elements = (
    blocks as readonly { readonly type: string; readonly elements?: readonly Element[] }[]
  ).flatMap(({ type, elements: within }) => (type === "actions" ? (within ?? []) : []));
  for (const { type, action_id, value, text, options } of elements) {
    if (text?.text === label) return { type, action_id, value };
    const option = options?.find((one) => one.text.text.startsWith(label));
    if (option) return { type, action_id, selected_option: option };
  }
  const names = elements.flatMap(({ text, options }) => [
    text?.text,
    ...(options ?? []).map((one) => one.text.text),
  ]);
  throw new Error(`nothing is called “${label}” there, but: ${names.filter(Boolean).join(", ")}`);
}
