import type { WebSocket } from "ws";
import {
  BOT,
  type FakePost,
  type FakeSlack,
  startFakeSlack,
  TEAM,
  TOKEN,
} from "../../adapters/slack/fake-slack.ts";
import { hello, startFakeSocketServer } from "../../adapters/slack/fake-socket-server.ts";
import { SIGNING_SECRET, type SignedOptions, sendSigned } from "../../adapters/slack/signed-sender.ts";
import type { JournalEntry } from "./journal.ts";
import type { OpenPlatform, PlatformUnderTest } from "./platform-under-test.ts";
import type { TestEvent } from "./test-events.ts";

/** Slack takes about one post a second for a channel: with one alone most of a run would be waiting. */
const HELP = Array.from({ length: 20 }, (_, n) => `C0HELP${n}`);
const AGENTS = "C0AGENTS";
/** Slack's own: at once, after a minute, after five; sixty times faster, and a little more patient at the end. */
const RESEND_AFTER_MS = [50, 1_000, 5_000, 15_000, 30_000];
const ANSWER_MS = 3_000;

type Posted = Extract<JournalEntry, { kind: "posted" }>;

/** Slack over requests, which can also send a second copy that is no exact one. */
export interface SlackRequests extends PlatformUnderTest {
  /** Both forms of a mention in turn, each delivery signed at a second of its own, as Slack's are. */
  sendCopy(event: TestEvent, address: string, copy: number): Promise<boolean>;
}

/** Slack before the product as `npm start` runs it: a workspace set up by the environment, over signed requests. */
export async function openSlackRequests(): Promise<SlackRequests> {
  const slack = await startWorkspace();
  const deliver = (address: string, body: object, options: SignedOptions): Promise<boolean> => {
    const answer = sendSigned(`${address}/slack/events`, JSON.stringify(body), options).then(
      ({ status }) => status === 200,
      () => false,
    );
    return Promise.race([answer, late()]);
  };
  return {
    ...sharedParts(slack, "slack"),
    environment: { ...environmentOf(slack), SLACK_SIGNING_SECRET: SIGNING_SECRET },
    send: (event, address) => deliver(address, callbackOf(slack, event), { now: new Date() }),
    sendCopy(event, address, copy) {
      const now = new Date(Date.now() - copy * 1_000);
      const retry = copy < 2 ? undefined : { num: copy - 1, reason: "http_timeout" };
      const form = copy % 2 === 0 ? "app_mention" : "message";
      return deliver(address, callbackOf(slack, event, form), { now, retry });
    },
    close: slack.close,
  };
}

export const openSlack: OpenPlatform = () => openSlackRequests();

/** The same before the rig's desk, which dies where it is told to. */
export const openSlackRig: OpenPlatform = async (journal) => ({
  ...(await openSlack(journal)),
  program: "rig",
});

/** The same over Socket Mode; what is sent again has a new envelope around it. */
export const openSlackSocket: OpenPlatform = async () => {
  const slack = await startWorkspace();
  const server = await startFakeSocketServer();
  slack.socketUrl = server.url;
  const waiting = new Map<string, (isAcked: boolean) => void>();
  let open: WebSocket | null = null;
  let count = 0;
  server.greet = (socket) => {
    const forget = (): void => {
      if (open === socket) open = null;
    };
    socket.on("close", forget).on("message", (data) => {
      const { envelope_id: id } = JSON.parse(String(data)) as { readonly envelope_id?: string };
      if (id !== undefined) waiting.get(id)?.(true);
    });
    hello(socket);
    open = socket;
  };
  return {
    ...sharedParts(slack, "slack-socket"),
    environment: { ...environmentOf(slack), SLACK_APP_TOKEN: "xapp-fake-token" },
    async send(event) {
      const socket = open;
      if (socket === null || socket.readyState !== socket.OPEN) return false;
      count += 1;
      const envelope_id = `envelope-${count}`;
      const acked = new Promise<boolean>((resolve) => {
        waiting.set(envelope_id, resolve);
        socket.once("close", () => resolve(false));
      });
      socket.send(JSON.stringify({ type: "events_api", envelope_id, payload: callbackOf(slack, event) }));
      const isAcked = await Promise.race([acked, late()]);
      waiting.delete(envelope_id);
      return isAcked;
    },
    async close() {
      await server.close();
      await slack.close();
    },
  };
};

async function startWorkspace(): Promise<FakeSlack> {
  const slack = await startFakeSlack(() => new Date());
  for (const id of HELP) slack.channels.set(id, { id, name: id.toLowerCase().slice(2) });
  slack.channels.set(AGENTS, { id: AGENTS, name: "agents", is_private: true, members: [BOT] });
  return slack;
}

const environmentOf = (slack: FakeSlack) => ({
  SLACK_BOT_TOKEN: TOKEN,
  SLACK_API_URL: slack.apiUrl,
  SLACK_WORKSPACE_KIND: "community",
  SLACK_CUSTOMER_CHANNELS: HELP.map((id) => `${id}=mention`).join(","),
  SLACK_AGENT_CHANNELS: AGENTS,
});

const sharedParts = (slack: FakeSlack, name: string) =>
  ({
    name,
    program: "product",
    // Slack takes a second copy, and is asked by what the first one carries.
    mayBeUncertain: false,
    resendAfterMs: RESEND_AFTER_MS,
    posts: () => slack.posts.filter(isFirstPart).map(postedOf),
  }) satisfies Partial<PlatformUnderTest>;

/** A person's words that call the bot; the same event has the same `ts` however often it is sent. */
function callbackOf(
  slack: FakeSlack,
  { token, personKey, text }: TestEvent,
  form: "app_mention" | "message" = "app_mention",
): object {
  const user = `U0${personKey}`;
  slack.users.set(user, { id: user, name: personKey, team_id: TEAM });
  const number = Number(token.slice("RIG".length));
  const ts = `1780000000.${String(number).padStart(6, "0")}`;
  const event = {
    type: form,
    ...(form === "message" && { channel_type: "channel" }),
    channel: HELP[number % HELP.length] ?? "",
    user,
    text: `<@${BOT}> ${text}`,
    ts,
    event_ts: ts,
    team: TEAM,
  };
  return {
    type: "event_callback",
    team_id: TEAM,
    event_id: `Ev${token}`,
    event_time: 1_780_000_000,
    authorizations: [
      { enterprise_id: null, team_id: TEAM, user_id: BOT, is_bot: true, is_enterprise_install: false },
    ],
    event,
  };
}

interface OwnMetadata {
  readonly event_payload?: { readonly outbox_id?: string; readonly part?: number };
}

const metadataOf = ({ metadata }: FakePost): OwnMetadata =>
  metadata === undefined ? {} : (JSON.parse(metadata) as OwnMetadata);

/** What everybody sees, long messages once; what only one person sees is no reply. */
const isFirstPart = (post: FakePost): boolean =>
  post.user === BOT &&
  !post.isDeleted &&
  post.only === undefined &&
  (metadataOf(post).event_payload?.part ?? 0) === 0;

const postedOf = (post: FakePost): Posted => ({
  kind: "posted",
  postKey: post.ts,
  copyKey: metadataOf(post).event_payload?.outbox_id ?? post.ts,
  channelKey: post.channel === AGENTS ? "agents" : post.channel,
  threadKey: post.thread_ts ?? null,
  text: JSON.stringify(post.blocks),
});

const late = (): Promise<false> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(false), ANSWER_MS).unref();
  });
