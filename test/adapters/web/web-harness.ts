import { randomUUID } from "node:crypto";
import type { RoomEvent, RoomPost } from "../../../adapters/web/contract.ts";
import { createWebAdapter, createWebRoom, type WebAccess } from "../../../adapters/web/index.ts";
import { WEB_LIMITS } from "../../../adapters/web/limits.ts";
import type { Block, Inline } from "../../../src/domain/message-content.ts";
import type { AdapterRuntime } from "../../../src/ports/chat-adapter.ts";
import type { RoomFiles } from "../../../src/ports/stores/web-room-store.ts";
import type { Database } from "../../../src/store/database.ts";
import { createWebRoomStore } from "../../../src/store/web-room-store.ts";
import type { Acknowledgement, AdapterHarness, Deed, SeenPost } from "../../contracts/adapter-harness.ts";
import { createFakeClock, type FakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../fakes/logger.ts";
import { createTestTenant } from "../../support/database.ts";
import { type Answer, ask, type OpenWindow, openWindow, serveMounts } from "./room-client.ts";

export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export interface WebHarness extends AdapterHarness {
  readonly url: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** What login says from now on; `broken`: it cannot be asked. */
  login(access: WebAccess | "broken"): void;
  /** The same room in a second start, as after a crash. */
  restart(runtime: AdapterRuntime): Promise<void>;
}

/** Bytes in memory. */
function createFakeFiles(): RoomFiles {
  const kept = new Map<string, Awaited<ReturnType<RoomFiles["get"]>>>();
  return {
    async put({ name, mediaType, bytes }) {
      const ref = { fileId: randomUUID(), name, mediaType, sizeBytes: bytes.byteLength };
      kept.set(ref.fileId, { ref, bytes });
      return ref;
    },
    get: async (fileId) => kept.get(fileId) ?? null,
  } satisfies RoomFiles;
}

/** The browser adapter behind a real server on loopback, over a tenant of its own. */
export async function makeWebHarness(
  database: Database,
  runtime: AdapterRuntime,
  options: { readonly heartbeatMs?: number } = {},
): Promise<WebHarness> {
  const { tenantId, workspaceKey } = await createTestTenant(database);
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const files = createFakeFiles();
  let access: WebAccess | "broken" = { kind: "open" };
  const make = () => {
    const store = createWebRoomStore(database, tenantId);
    const room = createWebRoom({ workspaceKey, store, files, clock, logger });
    const authorise = async () => {
      if (access === "broken") throw new Error("no database");
      return access;
    };
    return createWebAdapter({ tenantId, workspaceKey, room, clock, logger, authorise, ...options });
  };
  let adapter = make();
  await adapter.start(runtime);
  let server = await serveMounts(adapter.mounts);
  const windows = new Map<string, OpenWindow>();
  let last: () => Promise<Answer> = () => Promise.reject(new Error("nothing was done yet"));

  /** A person who may be shown forms has a window open. */
  async function watch(personKey: string): Promise<OpenWindow> {
    const open = windows.get(personKey) ?? (await openWindow(server.url, personKey));
    windows.set(personKey, open);
    return open;
  }

  const act = async (deed: Deed): Promise<Acknowledgement> => {
    if (deed.kind === "command") for (const person of [people.customer, people.other]) await watch(person);
    const { method, path, options } = await requestOf(deed, await formTokenOf(deed));
    last = () => ask(server.url, deed.personKey, method, path, options());
    return acknowledgementOf(await last());
  };

  async function formTokenOf(deed: Deed): Promise<string> {
    if (deed.kind !== "submit-form") return "";
    const event = await (await watch(deed.personKey)).waitFor((one) => one.type === "form-opened");
    return event.type === "form-opened" ? event.formToken : "";
  }

  return {
    get adapter() {
      return adapter;
    },
    get url() {
      return server.url;
    },
    tenantId,
    workspaceKey,
    channelKey: "help",
    people,
    maxTextLength: WEB_LIMITS.contentText + WEB_LIMITS.summaryText,
    clock,
    logger,
    act,
    redeliver: async () => acknowledgementOf(await last()),
    directChannelOf: (personKey) => `dm-${personKey}`,
    login(next) {
      access = next;
    },

    async seenBy(personKey, channelKey) {
      const top = await ask(server.url, personKey, "GET", `/channels/${channelKey}/posts`);
      const roots = (top.body.posts ?? []) as RoomPost[];
      const threads = await Promise.all(
        roots.map(async (root) => {
          const { body } = await ask(
            server.url,
            personKey,
            "GET",
            `/channels/${channelKey}/threads/${root.postKey}`,
          );
          return [root, ...(body.posts as RoomPost[])];
        }),
      );
      return threads.flat().map(toSeen);
    },

    async formsBefore(personKey) {
      const window = await watch(personKey);
      // Events come in order: once this post is here, an earlier form would be too.
      const marker = randomUUID();
      await act({ kind: "say", personKey, channelKey: "general", text: marker });
      await window.waitFor((event) => event.type === "post-added" && event.post.text === marker);
      return window.events.flatMap((event: RoomEvent) =>
        event.type === "form-opened" ? [event.form.formId] : [],
      );
    },

    async complete(personKey, text) {
      const path = `/commands/completions?text=${encodeURIComponent(text)}`;
      const { body } = await ask(server.url, personKey, "GET", path);
      return (body.completions as { value: string }[]).map((one) => one.value);
    },

    async restart(next) {
      await adapter.stop();
      await server.close();
      adapter = make();
      await adapter.start(next);
      server = await serveMounts(adapter.mounts);
    },

    async close() {
      for (const window of windows.values()) window.close();
      await adapter.stop();
      await server.close();
    },
  };
}

const people = { customer: "maya", other: "tom", staff: "ana" } as const;

interface Wish {
  readonly method: string;
  readonly path: string;
  /** Made anew for each sending, with the same client key. */
  options(): { json?: unknown; form?: FormData };
}

function requestOf(deed: Deed, formToken: string): Wish {
  const clientKey = randomUUID();
  const json = (path: string, body: object, method = "POST"): Wish => ({
    method,
    path,
    options: () => ({ json: { clientKey, ...body } }),
  });
  switch (deed.kind) {
    case "say": {
      const { channelKey, threadKey = null, replyToKey = null } = deed;
      const text = deed.mentionsBot ? `@rapport ${deed.text}` : deed.text;
      const body = { channelKey, threadKey, replyToKey, text };
      if (!deed.withFile) return json("/posts", body);
      return { method: "POST", path: "/posts", options: () => ({ form: formOf({ clientKey, ...body }) }) };
    }
    case "edit":
      return json(`/posts/${deed.messageKey}`, { text: deed.text }, "PATCH");
    case "delete":
      return { method: "DELETE", path: `/posts/${deed.messageKey}`, options: () => ({}) };
    case "react":
      return json(`/posts/${deed.messageKey}/reactions`, { emoji: deed.emoji, remove: deed.remove ?? false });
    case "use-control":
      return json(`/posts/${deed.messageKey}/controls`, { controlId: deed.controlId, value: deed.value });
    case "use-shortcut":
      return json(`/posts/${deed.messageKey}/shortcuts`, { shortcut: "ask" });
    case "command":
      return json("/commands", { channelKey: deed.channelKey, text: deed.text });
    case "submit-form":
      return json("/forms", { formToken, values: deed.values });
  }
}

export function formOf(
  post: object,
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(PNG),
  name = "shot.png",
): FormData {
  const form = new FormData();
  form.set("post", JSON.stringify(post));
  form.append("file", new Blob([bytes]), name);
  return form;
}

function acknowledgementOf({ status, body }: Answer): Acknowledgement {
  const messageKey = (body.post as RoomPost | undefined)?.postKey ?? null;
  return { answer: status === 200 ? "ok" : status === 503 ? "try-again" : "refused", messageKey };
}

const inlinesOf = (block: Block): readonly Inline[] => {
  if (block.type === "paragraph" || block.type === "context") return block.inlines;
  if (block.type === "list") return block.items.flat();
  return block.type === "facts" ? block.facts.flatMap((fact) => fact.value) : [];
};

function toSeen(post: RoomPost): SeenPost {
  const blocks = post.content?.blocks ?? [];
  const inlines = blocks.flatMap(inlinesOf);
  return {
    messageKey: post.postKey,
    threadKey: post.threadKey,
    isBot: post.author.role === "bot",
    isDeleted: post.deletedAt !== null,
    isEphemeral: post.isEphemeral,
    text: [post.content?.summary ?? "", post.text].join("\n").trim(),
    notified: inlines.flatMap((inline) =>
      inline.type === "person" && inline.notify ? [inline.personKey] : [],
    ),
    controls: blocks
      .flatMap((block) => (block.type === "controls" ? block.controls : []))
      .flatMap((control) =>
        control.type === "button"
          ? [{ controlId: control.controlId, value: control.value }]
          : control.options.map((option) => ({ controlId: control.controlId, value: option.value })),
      ),
    images: blocks.filter((block) => block.type === "image").length,
    files: blocks.flatMap((block) => (block.type === "file" ? [block.file.name] : [])),
    // The room never fetches what a link points to.
    hasPreview: false,
    reactions: post.reactions.flatMap((one) =>
      one.personKeys.map((personKey) => ({ emoji: one.emoji, personKey })),
    ),
  };
}
