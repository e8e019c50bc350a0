import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  faultSchema,
  personasSchema,
  type RoomPost,
  roomPostSchema,
  roomStateSchema,
  threadPageSchema,
} from "../../../adapters/web/contract.ts";
import { DEFAULT_MEMBERS } from "../../../adapters/web/index.ts";
import { WEB_LIMITS } from "../../../adapters/web/limits.ts";
import type { Database } from "../../../src/store/database.ts";
import { createWebRoomStore } from "../../../src/store/web-room-store.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { openTestDatabase } from "../../support/database.ts";
import { type AskOptions, ask, openWindow } from "./room-client.ts";
import { formOf, makeWebHarness, PNG, type WebHarness } from "./web-harness.ts";

const completer = { complete: async () => [] };

describe("the room's API", () => {
  let database: Database;
  let harness: WebHarness;
  let intake: FakeIntake;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    intake = createFakeIntake();
    harness = await makeWebHarness(database, { intake, completer });
  });
  afterEach(() => harness.close());

  const as = (personKey: string, method: string, path: string, options?: AskOptions) =>
    ask(harness.url, personKey, method, path, options);
  const newPost = (text: string, change: object = {}) => ({
    clientKey: randomUUID(),
    channelKey: "help",
    text,
    ...change,
  });
  const say = async (personKey: string, text: string, change: object = {}): Promise<RoomPost> =>
    roomPostSchema.parse((await as(personKey, "POST", "/posts", { json: newPost(text, change) })).body.post);
  const faultOf = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    return `${status} ${faultSchema.parse(body).error.code}`;
  };

  describe("who sees what", () => {
    test("a customer has no staff channel, by list, by key or by a post's key", async () => {
      const secret = await say("ana", "Customer is about to leave", { channelKey: "agents" });
      const state = roomStateSchema.parse((await as("maya", "GET", "/room")).body);
      expect(state.channels.map((channel) => channel.channelKey)).toEqual(["help", "general", "dm-maya"]);
      expect(await faultOf(as("maya", "GET", "/channels/agents/posts"))).toBe("404 web.channel-unknown");
      expect(await faultOf(as("maya", "GET", "/channels/help/posts?before=%00"))).toBe("400 web.malformed");
      expect(await faultOf(as("maya", "GET", `/posts/${secret.postKey}`))).toBe("404 web.post-unknown");
      expect(await faultOf(as("maya", "GET", `/channels/help/threads/${secret.postKey}`))).toBe(
        "404 web.post-unknown",
      );
      const reply = { json: newPost("me too", { threadKey: secret.postKey }) };
      expect(await faultOf(as("maya", "POST", "/posts", reply))).toBe("404 web.post-unknown");
      expect(
        await faultOf(as("maya", "POST", "/posts", { json: newPost("hi", { channelKey: "agents" }) })),
      ).toBe("404 web.channel-unknown");
      expect(intake.events).toHaveLength(1);
    });

    test("live events keep the same walls", async () => {
      const maya = await openWindow(harness.url, "maya");
      const ana = await openWindow(harness.url, "ana");
      await say("ana", "staff only", { channelKey: "agents" });
      await say("tom", "just me and the bot", { channelKey: "dm-tom" });
      await say("tom", "for all");
      const texts = async (window: typeof maya) => {
        await window.waitFor((event) => event.type === "post-added" && event.post.text === "for all");
        window.close();
        return window.events.map((event) => (event.type === "post-added" ? event.post.text : event.type));
      };
      expect(await texts(maya)).toEqual(["for all"]);
      expect(await texts(ana)).toEqual(["staff only", "for all"]);
    });

    test("with login on, a customer is itself alone", async () => {
      harness.login({ kind: "refused" });
      expect(await faultOf(as("maya", "GET", "/room"))).toBe("401 web.login-required");
      harness.login({ kind: "person", role: "customer", personKey: "maya" });
      expect(
        personasSchema.parse((await as("x", "GET", "/personas")).body).people.map((one) => one.personKey),
      ).toEqual(["maya"]);
      expect((await as("maya", "GET", "/room")).status).toBe(200);
      for (const other of ["tom", "ana", "rapport", "nobody", ""]) {
        expect(await faultOf(as(other, "GET", "/room"))).toBe("403 web.persona-unknown");
      }
    });

    test("an account without a persona gets its own, and is nobody else: no colleague, no customer", async () => {
      await say("tom", "only for the bot", { channelKey: "dm-tom" });
      harness.login({ kind: "person", role: "agent", personKey: "nora" });
      const offered = personasSchema.parse((await as("x", "GET", "/personas")).body);
      expect(offered.people).toEqual([{ personKey: "nora", displayName: "nora", role: "agent" }]);
      const state = roomStateSchema.parse((await as("nora", "GET", "/room")).body);
      expect(state.channels.map((channel) => channel.channelKey)).toContain("dm-nora");
      expect((await say("nora", "here to help", { channelKey: "agents" })).author.role).toBe("agent");
      for (const other of ["ana", "ben", "tom"]) {
        expect(await faultOf(as(other, "GET", `/channels/dm-${other}/posts`))).toBe(
          "403 web.persona-unknown",
        );
      }
      expect(await faultOf(as("nora", "GET", "/channels/dm-tom/posts"))).toBe("404 web.channel-unknown");
    });

    test("an account whose name is somebody else's here is told so", async () => {
      for (const personKey of ["maya", "clara", "rapport", null]) {
        harness.login({ kind: "person", role: "agent", personKey });
        expect(await faultOf(as("maya", "GET", "/personas"))).toBe("403 web.no-persona");
        expect(await faultOf(as(personKey ?? "maya", "GET", "/room"))).toBe("403 web.no-persona");
      }
    });

    test("an admin tries the room out as the sample people, itself first, and never as real ones", async () => {
      harness.login({ kind: "person", role: "customer", personKey: "real-customer" });
      expect((await as("real-customer", "GET", "/room")).status).toBe(200);
      harness.login({ kind: "person", role: "admin", personKey: "root" });
      const { people } = personasSchema.parse((await as("x", "GET", "/personas")).body);
      expect(people.map((one) => one.personKey)).toEqual([
        "root",
        ...DEFAULT_MEMBERS.map((one) => one.personKey),
      ]);
      expect(await faultOf(as("real-customer", "GET", "/channels/dm-real-customer/posts"))).toBe(
        "403 web.persona-unknown",
      );
    });

    test("nobody can be the bot, and nobody changes another's post", async () => {
      const post = await say("maya", "mine");
      expect(await faultOf(as("rapport", "POST", "/posts", { json: newPost("I am the bot") }))).toBe(
        "403 web.persona-unknown",
      );
      const edit = { json: { clientKey: randomUUID(), text: "yours" } };
      expect(await faultOf(as("tom", "PATCH", `/posts/${post.postKey}`, edit))).toBe("403 web.forbidden");
      expect(await faultOf(as("ada", "DELETE", `/posts/${post.postKey}`))).toBe("403 web.forbidden");
    });

    test("another site can change nothing: no persona by link, no simple form, no cross-site call", async () => {
      const json = newPost("forged");
      const byLink = await fetch(`${harness.url}/posts?as=maya`, {
        method: "POST",
        body: JSON.stringify(json),
      });
      expect(byLink.status).toBe(403);
      const plain = { json, headers: { "content-type": "text/plain" } };
      expect(await faultOf(as("maya", "POST", "/posts", plain))).toBe("415 web.media-type");
      const crossSite = { json, headers: { "sec-fetch-site": "cross-site" } };
      expect(await faultOf(as("maya", "POST", "/posts", crossSite))).toBe("403 web.cross-site");
      expect(intake.calls).toEqual([]);
    });
  });

  describe("what is sent", () => {
    test("a repeated send is the same post, a key of another person's is not", async () => {
      const json = newPost("once");
      const first = (await as("maya", "POST", "/posts", { json })).body.post as RoomPost;
      const again = (await as("maya", "POST", "/posts", { json })).body.post as RoomPost;
      const stranger = (await as("tom", "POST", "/posts", { json })).body.post as RoomPost;
      expect(again.postKey).toBe(first.postKey);
      expect(stranger.postKey).not.toBe(first.postKey);
      expect(intake.events).toHaveLength(2);
    });

    test("a key sent again with other content is refused, and room and desk stay of one mind", async () => {
      const post = await say("maya", "first");
      const clientKey = randomUUID();
      const edit = (text: string) =>
        as("maya", "PATCH", `/posts/${post.postKey}`, { json: { clientKey, text } });
      const react = (emoji: string, remove = false) =>
        as("maya", "POST", `/posts/${post.postKey}/reactions`, { json: { clientKey, emoji, remove } });
      expect((await edit("second")).status).toBe(200);
      expect(await faultOf(edit("third"))).toBe("409 web.key-reused");
      expect((await edit("second")).status).toBe(200);
      expect((await react("👍")).status).toBe(200);
      expect(await faultOf(react("❤️"))).toBe("409 web.key-reused");
      expect(await faultOf(react("👍", true))).toBe("409 web.key-reused");
      expect((await react("👍")).status).toBe(200);
      const { body } = await as("maya", "GET", `/posts/${post.postKey}`);
      expect(body.post).toMatchObject({ text: "second", reactions: [{ emoji: "👍", personKeys: ["maya"] }] });
      expect(intake.events.map((event) => event.kind)).toEqual([
        "message-posted",
        "message-edited",
        "reaction-added",
      ]);
    });

    test("a key of before a new start with other content is another fact for the desk", async () => {
      const post = await say("maya", "first");
      const clientKey = randomUUID();
      const edit = (text: string) =>
        as("maya", "PATCH", `/posts/${post.postKey}`, { json: { clientKey, text } });
      await edit("second");
      await harness.restart({ intake, completer });
      await edit("second");
      await harness.restart({ intake, completer });
      await edit("third");
      expect(intake.events.flatMap((event) => (event.kind === "message-edited" ? [event.text] : []))).toEqual(
        ["second", "third"],
      );
    });

    test("a reply to a reply is in the thread of its root, and the root counts it", async () => {
      const root = await say("maya", "root");
      const reply = await say("tom", "reply", { threadKey: root.postKey });
      const deep = await say("maya", "deep", { threadKey: reply.postKey });
      expect(deep.threadKey).toBe(root.postKey);
      const thread = threadPageSchema.parse(
        (await as("maya", "GET", `/channels/help/threads/${root.postKey}`)).body,
      );
      expect(thread.posts.map((post) => post.text)).toEqual(["reply", "deep"]);
      expect(thread.root.replyCount).toBe(2);
    });

    test("pages go back to the beginning", async () => {
      for (const text of ["1", "2", "3"]) await say("maya", text);
      const { body } = await as("maya", "GET", "/channels/help/posts?limit=2");
      const posts = body.posts as RoomPost[];
      expect([posts.map((post) => post.text), body.hasMore]).toEqual([["2", "3"], true]);
      const older = await as("maya", "GET", `/channels/help/posts?limit=2&before=${posts[0]?.postKey}`);
      expect([(older.body.posts as RoomPost[]).map((post) => post.text), older.body.hasMore]).toEqual([
        ["1"],
        false,
      ]);
    });

    test("what cannot be sent is told why", async () => {
      const post = (json: unknown) => faultOf(as("maya", "POST", "/posts", { json }));
      expect(await post(newPost("x".repeat(WEB_LIMITS.postText + 1)))).toBe("400 web.malformed");
      expect(await post(newPost(" \n\u0000"))).toBe("400 web.malformed");
      expect(await post(newPost("hi", { clientKey: "../x" }))).toBe("400 web.malformed");
      expect(await post(newPost("hi", { channelKey: "no' or 1=1" }))).toBe("400 web.malformed");
      expect(await post({ ...newPost("hi"), deep: JSON.parse("[".repeat(50) + "]".repeat(50)) })).toBe(
        "400 web.malformed",
      );
      expect(await post(newPost("hi", { padding: "x".repeat(WEB_LIMITS.jsonBytes) }))).toBe(
        "413 web.too-large",
      );
      const command = { json: { clientKey: randomUUID(), channelKey: "help", text: "/format c:" } };
      expect(await faultOf(as("maya", "POST", "/commands", command))).toBe("400 web.unknown-command");
      expect(await faultOf(as("maya", "GET", "/nothing/here"))).toBe("404 web.not-found");
      expect(await faultOf(as("maya", "DELETE", "/posts"))).toBe("405 web.method");
      expect(intake.calls).toEqual([]);
    });

    test("an edit to nothing is refused like an empty post, unless files stay", async () => {
      const blank = () => ({ json: { clientKey: randomUUID(), text: " \n\u0000 " } });
      const post = await say("maya", "keep me");
      expect(await faultOf(as("maya", "PATCH", `/posts/${post.postKey}`, blank()))).toBe("400 web.malformed");
      const { body } = await as("maya", "GET", `/posts/${post.postKey}`);
      expect(body.post).toMatchObject({ text: "keep me", editedAt: null });
      expect(intake.events).toHaveLength(1);
      const withFile = (await as("maya", "POST", "/posts", { form: formOf(newPost("see")) })).body
        .post as RoomPost;
      expect((await as("maya", "PATCH", `/posts/${withFile.postKey}`, blank())).status).toBe(200);
    });

    test("no body makes it fall over", async () => {
      const paths = ["/posts", "/commands", "/forms", "/posts/p1/controls", "/posts/p1/reactions"];
      const body = fc.oneof(fc.json(), fc.string(), fc.constant('{"clientKey":"aaaaaaaa","text":"\\ud800"}'));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...paths), body, async (path, raw) => {
          const headers = { "content-type": "application/json", "x-rapport-persona": "maya" };
          const response = await fetch(`${harness.url}${path}`, { method: "POST", headers, body: raw });
          expect(response.status).toBeGreaterThanOrEqual(400);
          expect(response.status).toBeLessThan(500);
          faultSchema.parse(await response.json());
        }),
        { numRuns: 40 },
      );
      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 30 }), async (path) => {
          const response = await fetch(`${harness.url}/${encodeURI(path.replace(/\p{Surrogate}/gu, ""))}`, {
            headers: { "x-rapport-persona": "maya" },
          });
          expect(response.status).toBeLessThan(500);
          await response.body?.cancel();
        }),
        { numRuns: 40 },
      );
    });

    test("no customer word is in the log, whatever fails", async () => {
      intake.fail();
      await as("maya", "POST", "/posts", { json: newPost("my card is 4111") });
      expect(harness.logger.lines.length).toBeGreaterThan(0);
      expect(harness.logger.said).not.toContain("4111");
    });
  });

  describe("files", () => {
    const send = (form: FormData) => as("maya", "POST", "/posts", { form });
    const body = (change: object = {}) => newPost("see", change);

    test("a picture is shown in place to those who see the post, and to nobody else", async () => {
      const post = (await send(formOf(body({ channelKey: "dm-maya" })))).body.post as RoomPost;
      const path = `${harness.url}/posts/${post.postKey}/files/${post.files[0]?.fileId}`;
      const picture = await fetch(`${path}?as=maya`);
      expect(picture.headers.get("content-type")).toBe("image/png");
      expect(picture.headers.get("x-content-type-options")).toBe("nosniff");
      expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG);
      expect((await fetch(`${path}?as=tom`)).status).toBe(404);
    });

    test("a page in disguise is only ever downloaded, under a harmless name", async () => {
      const page = new Uint8Array(Buffer.from("<script>alert(1)</script>"));
      const post = (await send(formOf(body(), page, '../a"\r\n.png'))).body.post as RoomPost;
      const file = await fetch(`${harness.url}/posts/${post.postKey}/files/${post.files[0]?.fileId}?as=maya`);
      expect(file.headers.get("content-type")).toBe("application/octet-stream");
      expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''[\w.%-]+$/);
      expect(file.headers.get("content-security-policy")).toContain("sandbox");
    });

    test("a file of one post cannot be had through another", async () => {
      const hidden = (await send(formOf(body({ channelKey: "dm-maya" })))).body.post as RoomPost;
      const open = await say("tom", "mine");
      const path = `/posts/${open.postKey}/files/${hidden.files[0]?.fileId}`;
      expect(await faultOf(as("tom", "GET", path))).toBe("404 web.not-found");
    });

    test("programs, too many and too large ones are refused, and nothing is posted", async () => {
      const program = formOf(body(), new Uint8Array([77, 90, 0, 1]));
      expect(await faultOf(send(program))).toBe("415 web.media-type");
      const many = formOf(body());
      for (let count = 0; count < WEB_LIMITS.filesPerPost; count++)
        many.append("file", new Blob(["x"]), "x.txt");
      expect(await faultOf(send(many))).toBe("413 web.too-large");
      const large = formOf(body(), new Uint8Array(WEB_LIMITS.fileBytes + 1).fill(65));
      expect(await faultOf(send(large))).toBe("413 web.too-large");
      const torn = { headers: { "content-type": "multipart/form-data; boundary=x" }, json: "torn" };
      expect(await faultOf(as("maya", "POST", "/posts", torn))).toBe("400 web.malformed");
      expect(intake.calls).toEqual([]);
    });
  });

  describe("live", () => {
    test("a window that comes back hears what it missed", async () => {
      const first = await openWindow(harness.url, "maya");
      await say("tom", "one");
      await first.waitFor((event) => event.type === "post-added");
      first.close();
      await say("tom", "two");
      const second = await openWindow(harness.url, "maya", first.lastId ?? undefined);
      await second.waitFor((event) => event.type === "post-added" && event.post.text === "two");
      expect(second.events).toHaveLength(1);
      second.close();
    });

    test("after a new start it is told to load again", async () => {
      const first = await openWindow(harness.url, "maya");
      await say("tom", "one");
      await first.waitFor((event) => event.type === "post-added");
      await harness.restart({ intake, completer });
      const second = await openWindow(harness.url, "maya", first.lastId ?? undefined);
      await second.waitFor((event) => event.type === "reset");
      second.close();
    });

    test("edits, reactions, deletions and the bot's updates arrive as the whole changed post", async () => {
      const window = await openWindow(harness.url, "tom");
      const post = await say("maya", "helo");
      const clientKey = randomUUID();
      await as("maya", "PATCH", `/posts/${post.postKey}`, { json: { clientKey, text: "hello" } });
      await as("tom", "POST", `/posts/${post.postKey}/reactions`, { json: { clientKey, emoji: "👍" } });
      await as("maya", "DELETE", `/posts/${post.postKey}`);
      await window.waitFor((event) => event.type === "post-changed" && event.post.deletedAt !== null);
      window.close();
      const story = window.events.flatMap((event) =>
        event.type === "post-added" || event.type === "post-changed"
          ? [[event.type, event.post.text, event.post.reactions.length]]
          : [],
      );
      expect(story).toEqual([
        ["post-added", "helo", 0],
        ["post-changed", "hello", 0],
        ["post-changed", "hello", 1],
        ["post-changed", "", 1],
      ]);
    });
  });

  test("what the desk cannot keep is not in the room either, and sent again it is in both", async () => {
    const json = newPost("once more");
    intake.fail();
    expect((await as("maya", "POST", "/posts", { json })).status).toBe(503);
    const shown = async () =>
      ((await as("maya", "GET", "/channels/help/posts")).body.posts as RoomPost[]).map((post) => post.text);
    expect(await shown()).toEqual([]);
    intake.recover();
    expect((await as("maya", "POST", "/posts", { json })).status).toBe(200);
    expect(await shown()).toEqual(["once more"]);
    expect(intake.events).toHaveLength(1);
  });

  test("a post that the desk never heard of is told at the next start, once", async () => {
    const { postKey } = await say("maya", "kept");
    await createWebRoomStore(database, harness.tenantId).addPost({
      postKey: `${postKey}0`,
      channelKey: "help",
      threadKey: null,
      replyToKey: null,
      authorKey: "maya",
      text: "half done",
      content: null,
      files: [],
      visibleToKey: null,
      clientKey: null,
      postedAt: harness.clock.now(),
    });
    await harness.restart({ intake, completer });
    expect(intake.events.map((event) => (event.kind === "message-posted" ? event.text : event.kind))).toEqual(
      ["kept", "half done"],
    );
  });

  test("a flood of one person is told to wait and holds up nobody else", async () => {
    const clientKey = randomUUID();
    const press = { json: { clientKey, controlId: "a.b", value: "v" } };
    const floods = await Promise.all(
      Array.from({ length: 110 }, () => as("maya", "POST", "/posts/none/controls", press)),
    );
    expect(floods.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await as("tom", "POST", "/posts", { json: newPost("hello") })).status).toBe(200);
    expect((await as("maya", "GET", "/room")).status).toBe(200);
    harness.clock.advance(1_000);
    expect((await as("maya", "POST", "/posts", { json: newPost("calm again") })).status).toBe(200);
  });

  test("whoever types is completed in their role", async () => {
    const heard: string[] = [];
    await harness.restart({
      intake,
      completer: {
        complete: async ({ personKey, role }) => {
          heard.push(`${personKey} ${role}`);
          return [];
        },
      },
    });
    for (const personKey of ["maya", "clara"]) await as(personKey, "GET", "/commands/completions?text=/s");
    expect(heard).toEqual(["maya customer", "clara manager"]);
  });

  test("an old press cannot open a form", async () => {
    const json = { clientKey: randomUUID(), channelKey: "help", text: "/rapport ticket" };
    await as("maya", "POST", "/commands", { json });
    const [event] = intake.events;
    const interactionKey = event?.kind === "command-invoked" ? (event.interactionKey ?? "") : "";
    harness.clock.advance(6 * 60_000);
    const outcome = await harness.adapter.deliver(
      {
        kind: "open-form",
        platform: "web",
        workspaceKey: harness.workspaceKey,
        channelKey: "help",
        threadKey: null,
        personKey: "maya",
        interactionKey,
        form: { formId: "f", title: "t", submitLabel: "s", fields: [], value: "v" },
      },
      { tenantId: harness.tenantId, idempotencyKey: randomUUID(), targetMessageKey: null },
    );
    expect(outcome).toMatchObject({ kind: "refused", code: "web.interaction-expired" });
  });
});
