import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MessagePosted } from "../../src/domain/inbound-event.ts";
import { HOUR, MINUTE } from "../../src/domain/time.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { FetchedFile } from "../../src/ports/file-fetcher.ts";
import { attachWorkspace } from "../../src/store/attach-workspace.ts";
import { cardOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";
import { createFakeChatAdapter } from "../fakes/chat-adapter.ts";

const PNG = Buffer.from("\u0089PNG\r\n\u001a\n and more", "latin1");
let given: FetchedFile;
let asked = 0;
const slack: ChatAdapter = {
  ...createFakeChatAdapter({ platform: "slack" }),
  async fetchFile() {
    asked += 1;
    return given;
  },
};

describe("what a customer attaches", () => {
  let desk: QuickDesk;
  beforeAll(async () => {
    desk = await openQuickDesk(undefined, [slack]);
    const workspace = { platform: "slack", workspaceKey: "T0HOME", name: "Home" } as const;
    await attachWorkspace(desk.database, desk.tenantId, workspace, desk.clock.now());
    desk.desk.spine.intake.forgetWorkspaces();
  }, 60_000);
  afterAll(() => desk.close());
  afterEach(() => {
    asked = 0;
  });

  const actor = { personKey: "U0MAYA", displayName: "Maya", isBot: false };
  const say = async (files: MessagePosted["files"]): Promise<string> => {
    const messageKey = `1772528400.${String(Math.floor(Math.random() * 1e6)).padStart(6, "0")}`;
    await desk.accept(
      desk.messageEvent(actor, {
        platform: "slack",
        workspaceKey: "T0HOME",
        channel: { channelKey: "C0HELP", name: "help", isDirect: false, isPrivate: false },
        messageKey,
        text: "See what it says",
        files,
      }),
    );
    return messageKey;
  };
  const shot = (change: Partial<MessagePosted["files"][number]> = {}) => ({
    fileId: `F${randomUUID()}`,
    name: "../../shot\u202e.png",
    mediaType: "image/png",
    sizeBytes: 20,
    ...change,
  });
  const attachedTo = (messageKey: string) =>
    desk.read(async (stores) => {
      const channel = (await stores.channels.list()).find(({ channelKey }) => channelKey === "C0HELP");
      const message = await stores.messages.findByKey(channel?.id ?? "", messageKey);
      return stores.attachments.list([message?.id ?? randomUUID()]);
    });

  it("is fetched beside the answer, judged by its first bytes, and kept under a plain name", async () => {
    given = { kind: "fetched", bytes: PNG };
    const [kept, ...more] = await attachedTo(await say([shot({ mediaType: "application/x-sh" })]));
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ state: "kept", name: "shot.png", mediaType: "image/png" });
    const file = await desk.read((stores) => stores.files.get(kept?.fileId ?? ""));
    expect(Buffer.from(file?.bytes ?? [])).toEqual(PNG);
    expect(asked).toBe(1);
  });

  it("of another kind, or too large, is not kept, and staff read why", async () => {
    given = { kind: "fetched", bytes: Buffer.from([0, 1, 2, 3]) };
    const [wild] = await attachedTo(await say([shot()]));
    expect(wild).toMatchObject({ state: "refused", fileId: null, why: "Files of this kind are not kept." });
    asked = 0;
    const [large] = await attachedTo(await say([shot({ sizeBytes: 50_000_000 })]));
    expect(large).toMatchObject({ state: "refused", why: "It is larger than 8 MB." });
    expect(asked).toBe(0);
  });

  it("is asked for again while the platform cannot give it, and given up after the fourth time", async () => {
    given = { kind: "later" };
    const messageKey = await say([shot()]);
    expect(await attachedTo(messageKey)).toMatchObject([{ state: "wanted" }]);
    await desk.wait(MINUTE);
    given = { kind: "fetched", bytes: PNG };
    await desk.wait(MINUTE);
    expect(await attachedTo(messageKey)).toMatchObject([{ state: "kept" }]);
    given = { kind: "later" };
    const lost = await say([shot()]);
    for (let attempt = 1; attempt < 4; attempt += 1) await desk.wait(HOUR);
    expect(asked).toBe(7);
    expect(await attachedTo(lost)).toMatchObject([{ state: "refused" }]);
    expect(await desk.troubles()).toEqual([]);
  });

  it("goes with its message, bytes and all", async () => {
    given = { kind: "fetched", bytes: PNG };
    const messageKey = await say([shot()]);
    const [kept] = await attachedTo(messageKey);
    const {
      files: _f,
      text: _t,
      ...event
    } = desk.messageEvent(actor, {
      platform: "slack",
      workspaceKey: "T0HOME",
      channel: { channelKey: "C0HELP", name: "help", isDirect: false, isPrivate: false },
    });
    await desk.accept({
      kind: "message-deleted",
      messageKey,
      platform: event.platform,
      workspaceKey: event.workspaceKey,
      channel: event.channel,
      actor: event.actor,
      dedupeKey: `d:${messageKey}`,
      occurredAt: desk.clock.now().toISOString(),
    });
    expect(await attachedTo(messageKey)).toEqual([]);
    expect(await desk.read((stores) => stores.files.get(kept?.fileId ?? ""))).toBeNull();
  });

  it("in the browser chat lies there already, and stands on the ticket's card", async () => {
    const said = await desk.attach("maya", "general", "@rapport human please, see my note", "It broke at 9.");
    expect(said.files).toHaveLength(1);
    const [ticket] = await desk.read((stores) => stores.tickets.list({ limit: 1 }));
    expect(textOf((await cardOf(desk, ticket?.number ?? 0)).content)).toContain("note.txt, in the console");
    expect(asked).toBe(0);
  });
});
