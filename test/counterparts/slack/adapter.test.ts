import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../../src/ports/chat-adapter.ts";
import { silentLogger } from "../../../src/ports/logger.ts";
import { closeServer } from "../../adapters/slack/fake-slack.ts";
import { SIGNING_SECRET, sendSigned } from "../../adapters/slack/signed-sender.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { type EmulatedWorkspace, openEmulatedWorkspace } from "./emulated-workspace.ts";
import { BOT_TOKEN } from "./emulator.ts";

const TENANT = "00000000-0000-4000-8000-0000000000aa";

/** The adapter alone, one thing after the other in one thread. */
describe("the adapter beside the emulator", () => {
  const intake = createFakeIntake();
  let slack: EmulatedWorkspace;
  let adapter: ChatAdapter;
  let server: Server;
  let help: string;
  let threadKey: string;
  beforeAll(async () => {
    slack = await openEmulatedWorkspace();
    help = slack.workspace.channelKey("help");
    adapter = createSlackAdapter({
      apiUrl: slack.front.apiUrl,
      signingSecret: SIGNING_SECRET,
      appToken: null,
      installs: { kind: "single", botToken: BOT_TOKEN, attach: async () => TENANT },
      staffPlaces: async () => ({ groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] }),
      readFile: async () => new TextEncoder().encode("{}"),
      home: { page: async () => null, prompts: async () => [] },
      clock: { now: () => new Date() },
      logger: silentLogger,
    });
    server = createServer((request, response) => void adapter.mounts[0]?.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await adapter.start({ intake, completer: { complete: async () => [] } });
  });
  afterAll(async () => {
    await adapter?.stop();
    await closeServer(server);
    await slack?.close();
  });

  const content = (words: string) => ({
    summary: words,
    blocks: [{ type: "paragraph", inlines: [{ type: "text", text: words }] }] as const,
  });
  const to = () =>
    ({ platform: "slack", workspaceKey: slack.workspace.workspaceKey, channelKey: help, threadKey }) as const;
  const deliver = (outbound: Outbound, targetMessageKey: string | null = null) =>
    adapter.deliver(outbound, { tenantId: TENANT, idempotencyKey: randomUUID(), targetMessageKey });
  const shown = async () => JSON.stringify(await slack.workspace.messages(help, threadKey));

  it("knows who it is, who wrote, what they are and where", async () => {
    expect(adapter.health?.().isOk).toBe(true);
    const { workspace } = slack;
    const text = `<@${workspace.botKey}> where is it?`;
    threadKey = await workspace.write("maya", help, text);
    const user = workspace.personKey("maya");
    const event = { type: "message", channel: help, channel_type: "channel", user, text, ts: threadKey };
    const body = JSON.stringify({ type: "event_callback", team_id: workspace.workspaceKey, event });
    const { port } = server.address() as AddressInfo;
    const { status } = await sendSigned(`http://127.0.0.1:${port}/slack/events`, body, { now: new Date() });
    expect(status).toBe(200);
    expect(intake.events).toMatchObject([
      {
        kind: "message-posted",
        actor: { displayName: "maya", standing: { groupKeys: [] } },
        channel: { name: "help", isPrivate: false },
      },
    ]);
  });

  it("posts in the thread, changes and deletes what it posted", async () => {
    const posted = await deliver({ ...to(), kind: "post", content: content("On <its> way & well") });
    const messageKey = posted.kind === "sent" ? posted.messageKey : null;
    expect(await shown()).toContain("On &lt;its&gt; way &amp; well");
    await deliver({ ...to(), kind: "update", targetRef: "r", content: content("Delivered") }, messageKey);
    expect(await shown()).toContain("Delivered");
    await deliver({ ...to(), kind: "delete", targetRef: "r" }, messageKey);
    expect(await shown()).not.toContain("Delivered");
  });

  it("gives a reaction once however often, and takes it back", async () => {
    const react = { ...to(), kind: "react", messageKey: threadKey, emoji: "👀" } as const;
    for (const remove of [false, false, true])
      expect(await deliver({ ...react, remove })).toMatchObject({ kind: "sent" });
  });

  it("writes to a person, and is refused where nobody or nothing is", async () => {
    const personKey = slack.workspace.personKey("maya");
    const direct = { ...to(), threadKey: null, kind: "direct", personKey, content: content("Hi") } as const;
    expect(await deliver(direct)).toMatchObject({ kind: "sent" });
    expect(await deliver({ ...direct, personKey: "U0NOBODY" })).toMatchObject({ kind: "refused" });
    const lost = { ...to(), channelKey: "C0NOWHERE", threadKey: null, kind: "post" } as const;
    expect(await deliver({ ...lost, content: content("x") })).toMatchObject({ kind: "refused" });
  });

  it("sends a file below its message", async () => {
    const file = { fileId: "f1", name: "week.json", mediaType: "application/json", sizeBytes: 2 };
    const withFile = { ...content("All of it"), blocks: [{ type: "file", file }] } as const;
    expect(await deliver({ ...to(), kind: "post", content: withFile })).toMatchObject({ kind: "sent" });
    expect(await shown()).toContain("week.json");
  });

  it("finds a post by what it carries, and knows that one never came", async () => {
    const once = { tenantId: TENANT, idempotencyKey: randomUUID() };
    const post = { ...to(), kind: "post", content: content("Did it arrive?") } as const;
    expect(await adapter.reconcile?.(post, once)).toMatchObject({ kind: "retry" });
    const there = await adapter.deliver(post, { ...once, targetMessageKey: null });
    expect(there).toMatchObject({ kind: "sent" });
    expect(await adapter.reconcile?.(post, once)).toEqual(there);
  });
});
