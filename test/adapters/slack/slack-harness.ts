import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackAdapter, type SlackAdapterConfig } from "../../../adapters/slack/index.ts";
import { controlIdOf } from "../../../adapters/slack/thread-key.ts";
import type { AdapterRuntime } from "../../../src/ports/chat-adapter.ts";
import type { Acknowledgement, AdapterHarness, Deed, SeenPost } from "../../contracts/adapter-harness.ts";
import { createFakeClock, type FakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../fakes/logger.ts";
import {
  BOT,
  closeServer,
  type FakePost,
  type FakeSlack,
  startFakeSlack,
  TEAM,
  TOKEN,
} from "./fake-slack.ts";
import { pingsIn, shownWords } from "./read-blocks.ts";
import {
  type Answered,
  FORM_TYPE,
  formOf,
  payloadForm,
  SIGNING_SECRET,
  sendSigned,
} from "./signed-sender.ts";

const CHANNEL = "C0HELP";
const PEOPLE = { customer: "U0MAYA", other: "U0OMAR", staff: "U0SUE" } as const;
export const TENANT = "00000000-0000-4000-8000-0000000000aa";

export interface SlackHarness extends AdapterHarness {
  readonly slack: FakeSlack;
  readonly url: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** An event of Slack's, in its envelope, signed. */
  sendEvent(event: object, more?: object): Promise<Answered>;
  sendForm(body: string): Promise<Answered>;
}

export interface SlackHarnessOptions {
  readonly config?: Partial<SlackAdapterConfig>;
  readonly isStarted?: boolean;
}

/** The adapter behind a real server, with a Slack of our own before and behind it. */
export async function makeSlackHarness(
  runtime: AdapterRuntime,
  { config = {}, isStarted = true }: SlackHarnessOptions = {},
): Promise<SlackHarness> {
  const slack = await startFakeSlack();
  for (const [name, id] of Object.entries(PEOPLE)) slack.users.set(id, { id, name, team_id: TEAM });
  slack.channels.set(CHANNEL, { id: CHANNEL, name: "help" });
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const adapter = createSlackAdapter({
    apiUrl: slack.apiUrl,
    signingSecret: SIGNING_SECRET,
    appToken: null,
    installs: { kind: "single", botToken: TOKEN, attach: async () => TENANT },
    staffPlaces: async () => ({ groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] }),
    readFile: async () => new TextEncoder().encode("bytes"),
    home: { page: async () => null, prompts: async () => [] },
    clock,
    logger,
    ...config,
  });
  const server = createServer((request, response) => {
    void adapter.mounts[0]?.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (isStarted) await adapter.start(runtime);
  let last: {
    readonly bodies: readonly string[];
    readonly type: string;
    readonly messageKey: string | null;
  } | null = null;
  let retries = 0;

  const send = async (
    bodies: readonly string[],
    type: string,
    messageKey: string | null,
  ): Promise<Acknowledgement> => {
    last = { bodies, type, messageKey };
    retries = 0;
    return deliverLast();
  };
  const deliverLast = async (): Promise<Acknowledgement> => {
    if (last === null) throw new Error("nothing was sent");
    const { bodies, type, messageKey } = last;
    const retry = retries === 0 ? undefined : { num: retries, reason: "http_error" };
    const answers: Answered[] = [];
    for (const body of bodies) {
      // Every delivery is signed at its own second, as Slack's are.
      clock.advance(1_000);
      answers.push(await sendSigned(`${url}/slack/events`, body, { now: clock.now(), type, retry }));
    }
    const worst = Math.max(...answers.map(({ status }) => status));
    return { answer: worst < 300 ? "ok" : worst >= 500 ? "try-again" : "refused", messageKey };
  };

  const envelopeOf = (event: object, more: object = {}): string =>
    JSON.stringify({
      type: "event_callback",
      token: "legacy",
      team_id: TEAM,
      api_app_id: "A0APP",
      event_id: `Ev${slack.nextTs()}`,
      event_time: Math.floor(clock.now().getTime() / 1_000),
      authorizations: [
        { team_id: TEAM, enterprise_id: null, user_id: BOT, is_bot: true, is_enterprise_install: false },
      ],
      event,
      ...more,
    });
  const tell = (events: readonly object[], messageKey: string | null): Promise<Acknowledgement> =>
    send(
      events.map((event) => envelopeOf(event)),
      "application/json",
      messageKey,
    );
  const interact = (payload: object): Promise<Acknowledgement> =>
    send([payloadForm(payload)], FORM_TYPE, null);

  const eventOf = (post: FakePost): object => ({
    type: "message",
    channel: post.channel,
    channel_type: post.channel.startsWith("D") ? "im" : "channel",
    user: post.user,
    text: post.text,
    ts: post.ts,
    event_ts: post.ts,
    ...(post.thread_ts && { thread_ts: post.thread_ts }),
  });
  const shown = (messageKey: string): FakePost => {
    const post = slack.posts.find((candidate) => candidate.ts === messageKey);
    if (!post) throw new Error("no such message");
    return post;
  };
  const triggerFor = (personKey: string): string => {
    const trigger = `trigger.${slack.nextTs()}`;
    slack.speaking.triggers.set(trigger, personKey);
    return trigger;
  };
  const interaction = (personKey: string, channel: string) => ({
    team: { id: TEAM, domain: "home" },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: personKey, username: personKey, team_id: TEAM },
    channel: { id: channel, name: "help" },
    trigger_id: triggerFor(personKey),
    response_url: "https://hooks.slack.test/1",
  });

  const act = async (deed: Deed): Promise<Acknowledgement> => {
    switch (deed.kind) {
      case "say": {
        if (deed.replyToKey !== undefined) return { answer: "refused", messageKey: null };
        const words = escaped(deed.text);
        const post = slack.say({
          channel: deed.channelKey,
          user: deed.personKey,
          text: deed.mentionsBot ? `<@${BOT}> ${words}` : words,
          ...(deed.threadKey !== undefined && { thread_ts: deed.threadKey }),
        });
        const files = deed.withFile
          ? {
              subtype: "file_share",
              files: [{ id: "F0SHOT", name: "shot.png", mimetype: "image/png", size: 70 }],
            }
          : {};
        const told = { ...eventOf(post), ...files };
        const mention = { ...told, type: "app_mention", channel_type: undefined };
        return tell(deed.mentionsBot ? [mention, told] : [told], post.ts);
      }
      case "edit": {
        const before = shown(deed.messageKey);
        const after = slack.change(deed.messageKey, { text: escaped(deed.text) });
        const message = { ...eventOf(after), edited: { user: deed.personKey, ts: slack.nextTs() } };
        const { channel } = after;
        const changed = { type: "message", subtype: "message_changed", channel, channel_type: "channel" };
        const previous_message = eventOf(before);
        return tell([{ ...changed, message, previous_message, event_ts: slack.nextTs() }], deed.messageKey);
      }
      case "delete": {
        const before = shown(deed.messageKey);
        slack.change(deed.messageKey, { isDeleted: true });
        const gone = {
          type: "message",
          subtype: "message_deleted",
          channel: before.channel,
          channel_type: "channel",
        };
        const previous_message = eventOf(before);
        return tell(
          [{ ...gone, deleted_ts: before.ts, previous_message, event_ts: slack.nextTs() }],
          before.ts,
        );
      }
      case "react": {
        const { channel } = shown(deed.messageKey);
        const type = deed.remove ? "reaction_removed" : "reaction_added";
        const item = { type: "message", channel, ts: deed.messageKey };
        return tell(
          [{ type, user: deed.personKey, reaction: "thumbsup", item, event_ts: slack.nextTs() }],
          null,
        );
      }
      case "use-control": {
        const post = shown(deed.messageKey);
        const action = elementsOf(post).find(
          ({ action_id, value, options }) =>
            controlIdOf(action_id) === deed.controlId &&
            (value === deed.value || options?.some((option) => option.value === deed.value)),
        );
        if (!action) return { answer: "refused", messageKey: null };
        const { type, action_id } = action;
        const chosen = type === "button" ? { value: deed.value } : { selected_option: { value: deed.value } };
        return interact({
          type: "block_actions",
          ...interaction(deed.personKey, post.channel),
          container: { type: "message", message_ts: post.ts, channel_id: post.channel },
          message: { type: "message", ts: post.ts, ...(post.thread_ts && { thread_ts: post.thread_ts }) },
          actions: [{ type, action_id, action_ts: slack.nextTs(), ...chosen }],
        });
      }
      case "use-shortcut": {
        const post = shown(deed.messageKey);
        const message = { type: "message", ts: post.ts, text: post.text, user: post.user };
        return interact({
          type: "message_action",
          callback_id: "ask_rapport",
          ...interaction(deed.personKey, post.channel),
          message,
        });
      }
      case "command": {
        const [command = "", ...rest] = deed.text.split(" ");
        const fields = {
          command,
          text: rest.join(" "),
          team_id: TEAM,
          channel_id: deed.channelKey,
          channel_name: "help",
          user_id: deed.personKey,
          user_name: deed.personKey,
          trigger_id: triggerFor(deed.personKey),
          response_url: "https://hooks.slack.test/1",
        };
        return send([formOf(fields)], FORM_TYPE, null);
      }
      case "submit-form": {
        const view = slack.speaking.views.findLast(({ personKey }) => personKey === deed.personKey);
        if (!view) return { answer: "refused", messageKey: null };
        const values = Object.fromEntries(
          view.blocks.map(({ block_id = "", element }) => [
            block_id,
            {
              [element?.action_id ?? ""]: { type: "plain_text_input", value: deed.values[block_id] ?? null },
            },
          ]),
        );
        return interact({
          type: "view_submission",
          team: { id: TEAM, domain: "home" },
          is_enterprise_install: false,
          user: { id: deed.personKey, username: deed.personKey, team_id: TEAM },
          trigger_id: triggerFor(deed.personKey),
          view: {
            id: view.id,
            callback_id: view.callbackId,
            private_metadata: view.metadata,
            state: { values },
          },
        });
      }
    }
  };

  return {
    adapter,
    slack,
    url,
    clock,
    logger,
    tenantId: TENANT,
    workspaceKey: TEAM,
    channelKey: CHANNEL,
    people: PEOPLE,
    maxTextLength: 12_050,
    act,
    async redeliver() {
      retries += 1;
      return deliverLast();
    },
    async seenBy(personKey, channelKey) {
      const isOpen = !channelKey.startsWith("D") || channelKey === `D${personKey}`;
      return slack.posts
        .filter((post) => isOpen && post.channel === channelKey)
        .filter(({ only }) => only === undefined || only === personKey)
        .map((post) => seenOf(post, slack));
    },
    hideStanding: () => slack.trouble("users.info", { kind: "error", code: "internal_error" }),
    formsBefore: async (personKey) =>
      slack.speaking.views.filter((view) => view.personKey === personKey).map(({ callbackId }) => callbackId),
    directChannelOf: (personKey) => `D${personKey}`,
    complete: async () => [],
    sendEvent: (event, more) => {
      clock.advance(1_000);
      return sendSigned(`${url}/slack/events`, envelopeOf(event, more), { now: clock.now() });
    },
    sendForm: (body) => {
      clock.advance(1_000);
      return sendSigned(`${url}/slack/events`, body, { now: clock.now(), type: FORM_TYPE });
    },
    async close() {
      await adapter.stop();
      await Promise.all([closeServer(server), slack.close()]);
    },
  };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const elementsOf = (post: FakePost) =>
  post.blocks.flatMap(({ type, elements }) => (type === "actions" ? (elements ?? []) : []));

/** A message as Slack's own client shows it, and whom it would notify. */
function seenOf(post: FakePost, { speaking }: FakeSlack): SeenPost {
  const text = shownWords(post);
  const isBot = post.user === BOT;
  const below = speaking.shared.filter(
    ({ channel, threadTs }) => channel === post.channel && threadTs === post.ts,
  );
  return {
    messageKey: post.ts,
    threadKey: post.thread_ts ?? null,
    isBot,
    isDeleted: post.isDeleted ?? false,
    isEphemeral: post.only !== undefined,
    text,
    notified: isBot ? pingsIn(post) : [],
    controls: elementsOf(post).flatMap(({ action_id, value, options }) =>
      (options ?? [{ value: value ?? "" }]).map((option) => ({
        controlId: controlIdOf(action_id),
        value: option.value,
      })),
    ),
    images: post.blocks.filter(({ type }) => type === "image").length,
    files: below.map(({ fileId }) => speaking.files.get(fileId)?.name ?? ""),
    hasPreview: post.unfurl && /https?:/.test(text),
    reactions: post.reactions.map(({ name, user }) => ({ emoji: name, personKey: user })),
  };
}
