import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { botServiceKeys } from "../../adapters/teams/bot-service.ts";
import {
  closeServer,
  type FakeCard,
  type Posted,
  TEAM,
  TEAM_GROUP,
} from "../../adapters/teams/fake-teams.ts";
import { personKey } from "../../adapters/teams/story/activities.ts";
import {
  OWNER,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  type TeamsMessage,
} from "../../adapters/teams/story/workspace.ts";
import { PLACES } from "./playground.ts";

/** Who acts next, and the key of what they write once the playground has given it. */
export interface Act {
  readonly by: PersonName;
  readonly messageKey?: Promise<string>;
}

/**
 * What Bot Service has and the playground lacks, between the two: signatures and keys, tokens, Graph, a chat's members, and
 * more than one person who acts. What the bot sends is the playground's to take or refuse.
 */
export interface Front {
  readonly url: string;
  readonly serviceUrl: string;
  playgroundUrl: string;
  deskUrl: string;
  /** Whose doing the next activity of the playground is. */
  next: Act | null;
  /** Activities of the playground that the desk has answered. */
  readonly answered: number;
  /** What the bot has posted and the playground has taken, oldest first. */
  readonly posts: readonly TeamsMessage[];
  /** Calls that the playground refused, in words. */
  readonly refusals: readonly string[];
  /** Signs an activity and hands it to the desk. */
  tell(activity: object): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

const TOKEN = "token-of-the-front";

type Json = Readonly<Record<string, unknown>>;

export async function openFront(): Promise<Front> {
  const keys = await botServiceKeys();
  const posts: TeamsMessage[] = [];
  const refusals: string[] = [];
  let answered = 0;
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${url}/smba/`;
  const signature = await keys.sign({ serviceUrl });

  const tell = async (activity: object) => {
    const response = await fetch(`${front.deskUrl}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${signature}` },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
  };

  const front: Front = {
    url,
    serviceUrl,
    playgroundUrl: "",
    deskUrl: "",
    next: null,
    get answered() {
      return answered;
    },
    posts,
    refusals,
    tell,
    close: () => closeServer(server),
  };

  /** As Bot Service would have sent it: signed, by whoever acts, a channel's root under its own name. */
  const fromPlayground = async (activity: Json): Promise<object> => {
    const act = front.next;
    front.next = null;
    const messageKey = await act?.messageKey;
    const data = (activity.channelData ?? {}) as Json;
    const conversation = activity.conversation as Json;
    return {
      ...activity,
      serviceUrl,
      ...(conversation.id === PLACES["support-team"] && {
        conversation: { ...conversation, name: "support-team" },
      }),
      ...(act && { from: { id: personKey(act.by), name: act.by, aadObjectId: `entra-${act.by}` } }),
      ...(messageKey !== undefined && { id: messageKey }),
      channelData: {
        ...data,
        ...(data.team !== undefined && { team: { id: TEAM, aadGroupId: TEAM_GROUP } }),
      },
    };
  };

  const note = (method: string, path: readonly string[], body: Json, answer: Json): void => {
    const [, , room = "", conversationId = "", what, activityId] = path;
    if (room !== "conversations") return;
    const activity = (conversationId === "" ? body.activity : body) as Posted | undefined;
    if (!activity?.attachments) return;
    const card: FakeCard | null = activity.attachments[0]?.content ?? null;
    if (method === "PUT" && what === "activities") {
      const at = posts.findIndex(({ messageKey }) => messageKey === activityId);
      const before = posts[at];
      if (before) posts[at] = { ...before, card };
      return;
    }
    const [started = "", root = null] = String(answer.id ?? "").split(";messageid=");
    const [channelKey = "", threadKey = null] = conversationId.split(";messageid=");
    const isStart = conversationId === "";
    posts.push({
      messageKey: isStart ? (root ?? started) : String(answer.id),
      channelKey: isStart ? started : channelKey,
      threadKey: isStart ? null : threadKey,
      isBot: true,
      text: activity.text ?? "",
      card,
    });
  };

  const toPlayground = async (request: IncomingMessage, path: readonly string[], raw: string) => {
    const method = request.method ?? "GET";
    const address = `${front.playgroundUrl}/_connector/${path.slice(1).map(encodeURIComponent).join("/")}`;
    const response = await fetch(address, {
      method,
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
      ...(raw !== "" && { body: raw }),
    });
    const text = await response.text();
    if (!response.ok) refusals.push(`${method} ${path.join("/")}: ${response.status} ${text.slice(0, 200)}`);
    else if (raw !== "")
      note(method, path, JSON.parse(raw) as Json, text === "" ? {} : (JSON.parse(text) as Json));
    return { status: response.status, text };
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let raw = "";
    for await (const chunk of request) raw += String(chunk);
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const path = pathname.split("/").slice(1).map(decodeURIComponent);
    const send = (status: number, value?: unknown): void => {
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(value === undefined || value === null ? undefined : JSON.stringify(value));
    };
    if (path[0] === "openid") return send(200, { jwks_uri: `${url}/keys` });
    if (path[0] === "keys") return send(200, keys.jwks);
    if (path.at(-1) === "token") return send(200, { access_token: TOKEN, expires_in: 3_600 });
    if (path[0] === "api") {
      // The page looks whether anybody is there.
      if (request.method !== "POST") return send(405);
      const { status, body } = await tell(await fromPlayground(JSON.parse(raw) as Json));
      answered += 1;
      return send(status, body);
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return send(401, { error: { code: "Unauthorized" } });
    if (path[1] === "graph") {
      const value = PEOPLE.map((name) => ({
        userId: `entra-${name}`,
        roles: name === OWNER ? ["owner"] : [],
      }));
      return send(200, { value });
    }
    const [, , room, id = "", what, which = ""] = path;
    if (what === "members" && !isMember(id, which)) return send(404, { error: { code: "MemberNotFound" } });
    if (room === "teams" && what === "conversations") return send(200, { conversations: CHANNELS });
    // The playground knows no targeted messages and would show them to everybody.
    if (searchParams.has("isTargetedActivity")) return send(400, { error: { code: "BadArgument" } });
    const { status, text } = await toPlayground(request, path, raw);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  }

  return front;
}

/** The playground gives its first channel no name. */
const CHANNELS = [
  { id: PLACES.leads, name: "leads", type: "standard" },
  { id: PLACES.help, name: "help", type: "standard" },
];

const isMember = (placeKey: string, who: string): boolean =>
  placeKey !== PLACES["support-team"] || PRIVATE_CHANNELS["support-team"].map(personKey).includes(who);
