import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeServer } from "../../adapters/slack/fake-slack.ts";
import { refusedBySlack } from "../../adapters/slack/read-blocks.ts";
import type { SlackMessage } from "../../adapters/slack/story/workspace.ts";
import { type Answer, BOT_TOKEN, type Emulator } from "./emulator.ts";

type Args = Readonly<Record<string, string>>;

export interface EmulatedView {
  readonly id: string;
  readonly type: "home" | "modal";
  readonly personKey: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly unknown[];
}

/** What Slack has and the emulator lacks, before it: block rules, Socket Mode's ticket, response addresses, groups, the pane. */
export interface Front {
  readonly apiUrl: string;
  /** What one person alone saw, in the order it came, by the person. */
  readonly whispers: readonly (SlackMessage & { readonly to: string })[];
  /** Views as the emulator answered that it has them. */
  readonly views: readonly EmulatedView[];
  /** Whose press a trigger was, so that it is known before whom a form opened. */
  readonly triggers: Map<string, string>;
  /** Calls that were refused, in words. */
  readonly refusals: readonly string[];
  socketUrl: string;
  /** The bot said something that all can see. */
  onPost: (post: { readonly channelKey: string; readonly message: SlackMessage }) => void;
  close(): Promise<void>;
}

const WITH_BLOCKS = new Set(["chat.postMessage", "chat.postEphemeral", "chat.update"]);
const WITH_VIEW = new Set(["views.open", "views.publish"]);
const MOST_IN_VIEW = 100;
/** The emulator knows no such places; Slack has them. */
const ALWAYS_GOOD = new Set([
  "assistant.threads.setSuggestedPrompts",
  "assistant.threads.setStatus",
  "assistant.threads.setTitle",
]);

export async function openFront(emulator: Emulator): Promise<Front> {
  const whispers: (SlackMessage & { to: string })[] = [];
  const views: EmulatedView[] = [];
  const triggers = new Map<string, string>();
  const refusals: string[] = [];
  let count = 0;
  const nextTs = (): string => {
    count += 1;
    return `${Math.floor(Date.now() / 1_000)}.9${String(count).padStart(5, "0")}`;
  };
  const front: Front & { socketUrl: string } = {
    apiUrl: "",
    whispers,
    views,
    triggers,
    refusals,
    socketUrl: "",
    onPost: () => undefined,
    close: () => closeServer(server),
  };

  const pass = async (request: IncomingMessage, method: string, body: Buffer) => {
    const { authorization = "", "content-type": type = "" } = request.headers;
    const response = await fetch(new URL(method, emulator.apiUrl), {
      method: "POST",
      headers: { authorization, "content-type": type },
      body: new Uint8Array(body),
    });
    return { status: response.status, text: await response.text() };
  };

  const faultOf = async (method: string, args: Args): Promise<string | null> => {
    if (WITH_BLOCKS.has(method)) {
      const blocks = parsed(args.blocks) as readonly unknown[];
      const faults = blocks.length === 0 ? [] : refusedBySlack({ text: args.text ?? "", blocks });
      if (faults.length > 0) return `invalid_blocks: ${faults.join(", ")}`;
      for (const id of picturesIn(blocks)) {
        const info = await emulator.call("files.info", BOT_TOKEN, { file: id }).catch(() => null);
        if (info === null) return `invalid_blocks: no picture ${id}`;
      }
    }
    if (WITH_VIEW.has(method)) {
      const { blocks = [] } = parsed(args.view, {}) as { readonly blocks?: readonly unknown[] };
      const faults = refusedBySlack({ text: "view", blocks }, MOST_IN_VIEW);
      if (faults.length > 0) return `invalid_arguments: ${faults.join(", ")}`;
    }
    return null;
  };

  const note = (method: string, args: Args, answer: Answer): void => {
    const { channel = "", thread_ts: threadTs = null, text = "", user = "" } = args;
    const blocks = parsed(args.blocks) as readonly unknown[];
    const said = { threadTs, userKey: "", text, blocks, fileNames: [] };
    if (method === "chat.postEphemeral") whispers.push({ to: user, ts: String(answer.message_ts), ...said });
    if (method === "chat.postMessage")
      front.onPost({ channelKey: channel, message: { ts: String(answer.ts), ...said } });
    if (WITH_VIEW.has(method)) {
      const view = answer.view as Omit<EmulatedView, "personKey">;
      views.push({ ...view, personKey: args.user_id ?? triggers.get(args.trigger_id ?? "") ?? "" });
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const path = (request.url ?? "").replace(/^\/(?:api\/)?/, "");
    const send = (answer: object, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    };
    const [kind, to = ""] = path.split("/");
    if (kind === "response") {
      const {
        text = "",
        blocks = [],
        thread_ts,
      } = JSON.parse(body.toString("utf8")) as Partial<SlackMessage> & {
        readonly thread_ts?: string;
      };
      const faults = refusedBySlack({ text, blocks });
      if (faults.length > 0) {
        refusals.push(`response: ${faults.join(", ")}`);
        return send({ ok: false, error: "invalid_blocks" }, 400);
      }
      whispers.push({
        to: to.split("-")[0] ?? "",
        ts: nextTs(),
        threadTs: thread_ts ?? null,
        userKey: "",
        text,
        blocks,
        fileNames: [],
      });
      return send({ ok: true });
    }
    if (path === "apps.connections.open") return send({ ok: true, url: front.socketUrl });
    if (path === "usergroups.users.list") return send({ ok: false, error: "no_such_subteam" });
    if (path === "usergroups.list") return send({ ok: true, usergroups: [] });
    if (path === "users.conversations") {
      const { types = "" } = Object.fromEntries(new URLSearchParams(body.toString("utf8")));
      const { channels } = await emulator.call("conversations.list", BOT_TOKEN, { types, limit: "200" });
      const own = (channels as readonly { readonly is_member?: boolean }[]).filter((one) => one.is_member);
      return send({ ok: true, channels: own });
    }
    if (ALWAYS_GOOD.has(path)) return send({ ok: true });
    const args = Object.fromEntries(new URLSearchParams(body.toString("utf8")));
    const fault = await faultOf(path, args);
    if (fault !== null) {
      refusals.push(`${path}: ${fault}`);
      return send({ ok: false, error: fault.split(":")[0] });
    }
    const { status, text } = await pass(request, path, body);
    const answer = asAnswer(text);
    if (answer?.ok === true) note(path, args, answer);
    else refusals.push(`${path}: ${String(answer?.error ?? status)}`);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(front, { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/` });
}

const parsed = (json: string | undefined, otherwise: unknown = []): unknown =>
  json === undefined ? otherwise : JSON.parse(json);

function asAnswer(text: string): Answer | null {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return null;
  }
}

const picturesIn = (blocks: readonly unknown[]): readonly string[] =>
  (blocks as readonly { readonly slack_file?: { readonly id?: string } }[]).flatMap(({ slack_file }) =>
    slack_file?.id === undefined ? [] : [slack_file.id],
  );

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
