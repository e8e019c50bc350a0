import { createHmac } from "node:crypto";
import { type TeamsSource, teamsActivity } from "./teams-activities.ts";
import { questionOf, seededText } from "./texts.ts";
import { zipfDraw } from "./zipf.ts";

/** What one measured phase writes: messages in conversations, a share of them twice. */
export interface Talk {
  readonly kind: "slack" | "teams" | "web";
  readonly count: number;
  /** 0..1: how many of them are sent a second time, as platforms do. */
  readonly redelivered: number;
  /** 0..1: how many ask what the documents answer, with the bot mentioned. */
  readonly asking?: number;
  /** Companies that the messages are for; `skew` is Zipf's exponent, 0 for all alike. */
  readonly tenants?: { readonly count: number; readonly skew: number };
  /** Roots to reply under, the n-th of company n modulo their number; none makes every message a root. */
  readonly rootKeys: readonly string[];
  /** Makes ids of this phase unlike those of all others. */
  readonly prefix: string;
  readonly draw: () => number;
  /** Of `teams`. */
  readonly teams?: TeamsSource;
}

export interface MadeRequests {
  readonly bytes: readonly Buffer[];
  readonly unique: number;
}

export const SIGNING_SECRET = "bench-signing-secret";
export const PERSONAS = 400;
export const CHANNELS = 20;
export const personaKey = (index: number): string => `bench-person-${index}`;
export const channelKey = (index: number): string => `bench-${index}`;
export const teamKey = (index: number): string => `T${index}BENCH`;

/** Everything that will be sent, whole and signed, before the clock starts. */
export function makeRequests(talk: Talk): MadeRequests {
  const make = {
    slack: slackEvent,
    teams: teamsRequests,
    web: (...given: Parameters<typeof webPost>) => [webPost(...given)],
  }[talk.kind];
  const place = placesOf(talk);
  const bytes: Buffer[] = [];
  for (let index = 0; index < talk.count; index += 1) {
    const [request, again = request] = make(talk, index, place(index));
    if (request === undefined || again === undefined) throw new Error("no request was made");
    bytes.push(request);
    if (talk.draw() < talk.redelivered) bytes.push(again);
  }
  return { bytes, unique: talk.count };
}

/** Channel and root in one word, so that a reply stays in its root's channel. */
export const rootKey = (channel: string, key: string): string => `${channel}|${key}`;

interface Place {
  readonly team: number;
  readonly channel: string;
  readonly threadKey: string | null;
}

function placesOf(talk: Talk): (index: number) => Place {
  const { count, skew } = talk.tenants ?? { count: 1, skew: 0 };
  const { rootKeys } = talk;
  if (rootKeys.length === 0)
    return (index) => ({ team: index % count, channel: channelKey(index % CHANNELS), threadKey: null });
  const drawTeam = zipfDraw(Math.min(count, rootKeys.length), skew, talk.draw);
  return () => {
    const team = drawTeam();
    const itsRoots = Math.floor((rootKeys.length - 1 - team) / count) + 1;
    const root = rootKeys[team + count * Math.floor(talk.draw() * itsRoots)] ?? "";
    const [channel = "", threadKey = ""] = root.split("|");
    return { team, channel, threadKey };
  };
}

const textOf = (talk: Talk, mention: string): string =>
  talk.asking !== undefined && talk.draw() < talk.asking
    ? `${mention} ${questionOf(talk.draw)}`
    : seededText(talk.draw);

function webPost(talk: Talk, index: number, { channel, threadKey }: Place): Buffer {
  const body = JSON.stringify({
    clientKey: `${talk.prefix}-${String(index).padStart(8, "0")}`,
    channelKey: channel,
    threadKey,
    replyToKey: null,
    text: textOf(talk, "@rapport"),
  });
  return post("/web/api/posts", body, {
    "x-rapport-persona": personaKey(Math.floor(talk.draw() * PERSONAS)),
  });
}

function teamsRequests(talk: Talk, index: number, { channel, threadKey }: Place): readonly Buffer[] {
  const { teams, prefix, draw } = talk;
  if (teams === undefined) throw new Error("activities of Teams need a source");
  const person = Math.floor(draw() * PERSONAS);
  const said = { prefix, index, channel, threadKey, person, text: textOf(talk, "") };
  const headers: Readonly<Record<string, string>> =
    teams.authorization === null ? {} : { authorization: teams.authorization };
  return teamsActivity(teams, said).map((body) => post("/api/messages", body, headers));
}

/** As Slack sends it: an `event_callback` of a message, about 900 bytes, signed; and once more, signed for its own second. */
function slackEvent(
  talk: Talk,
  index: number,
  { team, channel, threadKey }: Place,
): readonly [Buffer, Buffer] {
  const text = textOf(talk, "<@U0BOT>");
  const ts = slackTs(talk, index);
  // Everybody writes in one company.
  const companies = talk.tenants?.count ?? 1;
  const user = `U${team + companies * Math.floor((talk.draw() * PERSONAS) / companies)}`;
  const body = JSON.stringify({
    token: "bench-token",
    team_id: teamKey(team),
    api_app_id: "A0BENCH",
    event: {
      type: "message",
      channel,
      user,
      text,
      ts,
      ...(threadKey === null ? {} : { thread_ts: threadKey }),
      team: teamKey(team),
      channel_type: "channel",
      event_ts: ts,
      client_msg_id: `${talk.prefix}-${index}`,
      blocks: [
        {
          type: "rich_text",
          block_id: "b1",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
        },
      ],
    },
    type: "event_callback",
    event_id: `Ev${talk.prefix}${index}`,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamKey(team),
        user_id: "U0BOT",
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: "4-bench",
  });
  const sentAt = Math.floor(Date.now() / 1_000);
  return [signed(body, sentAt, 0), signed(body, sentAt + 1, 1)];
}

function signed(body: string, sentAt: number, retries: number): Buffer {
  const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${sentAt}:${body}`).digest("hex");
  return post("/slack/events", body, {
    "x-slack-request-timestamp": String(sentAt),
    "x-slack-signature": `v0=${digest}`,
    ...(retries > 0 && { "x-slack-retry-num": String(retries), "x-slack-retry-reason": "http_timeout" }),
  });
}

/** Unique for the phase: seconds from its prefix, microseconds from the index. */
export function slackTs(talk: Pick<Talk, "prefix">, index: number): string {
  let hash = 0;
  for (const sign of talk.prefix) hash = (hash * 31 + sign.charCodeAt(0)) % 100_000_000;
  return `${1_700_000_000 + hash}.${String(index).padStart(6, "0")}`;
}

function post(path: string, body: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({
    host: "127.0.0.1",
    connection: "keep-alive",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}
