import { composeDiscord } from "../../../../src/app/discord.ts";
import type { ChannelMode, ChannelPurpose } from "../../../../src/domain/channel.ts";
import { SECOND } from "../../../../src/domain/time.ts";
import type { TenantStores } from "../../../../src/ports/stores/store.ts";
import { createReadPositions } from "../../../../src/store/read-positions.ts";
import { createFakeClock } from "../../../fakes/clock.ts";
import { openPlatformDesk } from "../../../support/platform-desk.ts";
import { commandData, controlsOf, until } from "../discord-harness.ts";
import { type FakeDiscord, GUILD, startFakeDiscord } from "../double/fake-discord.ts";
import { APPLICATION, BOT, type FakeMessage, TOKEN } from "../double/state.ts";

/** People at work in a Discord server: all they do is told by the gateway, and ends when the desk is done with it. */
export interface Stage {
  readonly discord: FakeDiscord;
  say(personKey: string, channelKey: string, text: string): Promise<FakeMessage>;
  openPost(personKey: string, forumKey: string, name: string, text: string): Promise<FakeMessage>;
  /** `@name` is the person of that name. */
  command(personKey: string, channelKey: string, typed: string, person?: string): Promise<void>;
  /** By the words on the button or of the menu's entry. */
  press(personKey: string, on: FakeMessage | undefined, label: string): Promise<void>;
  menu(personKey: string, on: FakeMessage, name: string): Promise<void>;
  /** Sends the newest form before somebody; fields that are not named stay as they were filled in. */
  submit(personKey: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** The newest thing that somebody alone sees. */
  whisper(personKey: string): FakeMessage;
  /** What the bot has posted in a channel or thread. */
  posts(placeKey: string): readonly FakeMessage[];
  upload(name: string, markdown: string): Promise<void>;
  /** Moves the clock and works off what became due. */
  wait(spanMs: number): Promise<void>;
  /** As an admin sets it up, here without the clicks. */
  setUp(channels: Readonly<Record<string, { purpose: ChannelPurpose; mode: ChannelMode }>>): Promise<void>;
  inTenant<T>(work: (stores: TenantStores) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The whole desk in this process before a Discord of our own, with a clock that is moved by hand. */
export async function openStage(): Promise<Stage> {
  const clock = createFakeClock();
  const discord = await startFakeDiscord({ nowMs: () => clock.now().getTime() });
  const taken: string[] = [];
  const { adapter, foundations, tenantId, settle, upload, close } = await openPlatformDesk({
    environment: {
      DISCORD_TOKEN: TOKEN,
      DISCORD_APPLICATION_ID: APPLICATION,
      DISCORD_API_URL: discord.apiUrl,
    },
    clock,
    compose: (foundations, { nowMs, ...parts }) =>
      composeDiscord(foundations, {
        ...parts,
        spans: {
          nowMs,
          times: { identifyEveryMs: 0, firstRetryMs: 10, mostRetryMs: 50 },
          onTaken: ({ name, outcome }) => taken.push(`${name} ${outcome}`),
        },
      }),
  });
  await until(() => adapter.health?.().isOk ?? false);
  // The server is somebody's, and read up to here: from now on what is said is kept at once.
  const positions = createReadPositions(foundations.database, "discord");
  while ((await positions.read(GUILD)).size === 0) await new Promise(setImmediate);

  /** Does something and waits until the desk has heard and done its part. */
  const deed = async <T>(name: string, work: () => T): Promise<T> => {
    clock.advance(SECOND);
    const heard = (): number => taken.filter((one) => one.startsWith(name)).length;
    const before = heard();
    const result = work();
    await until(() => heard() > before);
    await settle();
    return result;
  };
  const interact = (
    personKey: string,
    channelKey: string,
    more: Parameters<FakeDiscord["interact"]>[2],
  ): Promise<object> => deed("INTERACTION_CREATE", () => discord.interact(personKey, channelKey, more));

  return {
    discord,
    say: (personKey, channelKey, words) =>
      deed("MESSAGE_CREATE", () => {
        const text = words.replaceAll("@rapport", `<@${BOT}>`);
        return discord.say({ personKey, channelKey, text });
      }),
    openPost: (personKey, forumKey, name, words) =>
      deed("MESSAGE_CREATE", () =>
        discord.openPost(forumKey, personKey, name, words.replaceAll("@rapport", `<@${BOT}>`)),
      ),
    async command(personKey, channelKey, typed, person) {
      const data = commandData(typed) as { options?: { options?: object[]; type?: number }[] };
      const option = { name: "person", type: 6, value: person };
      if (person !== undefined) {
        const [first] = data.options ?? [];
        if (first?.type === 1) first.options?.unshift(option);
        else data.options = [option, ...(data.options ?? [])];
      }
      await interact(personKey, channelKey, { type: 2, data });
    },
    async press(personKey, on, label) {
      if (!on) throw new Error(`nothing to press “${label}” on`);
      const control = controlsOf(on).find((one) => one.label.startsWith(label));
      if (!control)
        throw new Error(
          `no “${label}” among ${controlsOf(on)
            .map((one) => one.label)
            .join(", ")}`,
        );
      const { custom_id, isMenu, value } = control;
      const data = { custom_id, component_type: isMenu ? 3 : 2, ...(isMenu && { values: [value] }) };
      await interact(personKey, on.channel_id, { type: 3, data, message: on });
    },
    async menu(personKey, on, name) {
      const message = { id: on.id, channel_id: on.channel_id, content: on.content, mentions: [] };
      const data = { id: "1", name, type: 3, target_id: on.id, resolved: { messages: { [on.id]: message } } };
      await interact(personKey, on.channel_id, { type: 2, data });
    },
    async submit(personKey, values) {
      const open = discord.state.modals.findLast((one) => one.personKey === personKey);
      if (!open) throw new Error("no form is open");
      const components = open.modal.components.map(({ component }) => {
        const filled = "value" in component ? (component.value ?? "") : "";
        const value = values[component.custom_id] ?? filled;
        return { type: 18, component: { type: component.type, custom_id: component.custom_id, value } };
      });
      const data = { custom_id: open.modal.custom_id, components };
      await interact(personKey, open.channelKey, { type: 5, data });
    },
    whisper(personKey) {
      const found = discord.state.messages.findLast(({ only }) => only === personKey);
      if (!found) throw new Error("nothing was whispered");
      return found;
    },
    posts: (placeKey) =>
      discord.state.messages.filter(
        (one) => one.channel_id === placeKey && one.author === BOT && !one.isDeleted && one.only === null,
      ),
    upload,
    async wait(spanMs) {
      clock.advance(spanMs);
      await settle();
    },
    setUp: (wanted) =>
      foundations.store.transaction(tenantId, async ({ workspaces, channels }) => {
        const workspace = await workspaces.findByKey("discord", GUILD);
        if (!workspace) throw new Error("the server is nobody's");
        await workspaces.setKind(workspace.id, "community");
        for (const [channelKey, { purpose, mode }] of Object.entries(wanted)) {
          const name = discord.state.channels.get(channelKey)?.name ?? "";
          const ref = { channelKey, name, isDirect: false, isPrivate: purpose !== "customers" };
          const channel = await channels.ensure(workspace.id, ref, clock.now());
          await channels.configure(channel.id, { purpose, mode });
        }
      }),
    inTenant: (work) => foundations.store.transaction(tenantId, work),
    async close() {
      await close();
      await discord.close();
    },
  };
}
