import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoomEvent } from "../../../adapters/web/contract.ts";
import { createRoomFeed, type FeedEntry } from "../../../adapters/web/room/feed.ts";
import { sealForm, unsealForm } from "../../../adapters/web/room/form-token.ts";
import { createChangeGate } from "../../../adapters/web/room/http/change-gate.ts";
import { createKeyMemory } from "../../../adapters/web/room/key-memory.ts";
import { mentionedKeys } from "../../../adapters/web/room/mentions.ts";
import { createPostKeys } from "../../../adapters/web/room/post-key.ts";
import { maySeePlace, mayTake } from "../../../adapters/web/room/who-sees.ts";
import {
  interactionKeyOf,
  permalinkOf,
  personOfInteraction,
  threadKeyOf,
} from "../../../adapters/web/thread-key.ts";
import { attachmentName, attachmentType } from "../../../src/domain/file-type.ts";
import type { RoomMember } from "../../../src/ports/stores/web-room-store.ts";
import { createFakeClock } from "../../fakes/clock.ts";

const NOW = new Date("2026-03-03T09:00:00.000Z");
const member = (personKey: string, role: RoomMember["role"] = "customer"): RoomMember => ({
  personKey,
  displayName: personKey,
  role,
});

describe("post keys", () => {
  test("sort by time of posting, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 60 }), (steps) => {
        const keyAt = createPostKeys();
        const keys = steps.map((step) => keyAt(new Date(NOW.getTime() + step)));
        expect([...keys].sort()).toEqual(keys);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.every((key) => /^[0-9a-z]{17}$/.test(key))).toBe(true);
      }),
    );
  });
});

describe("keys of threads and interactions", () => {
  test("a reply to a reply is in the same thread", () => {
    expect(threadKeyOf({ postKey: "p1", threadKey: null })).toBe("p1");
    expect(threadKeyOf({ postKey: "p2", threadKey: "p1" })).toBe("p1");
  });

  test("a permalink leads into the console", () => {
    expect(permalinkOf("https://desk.example/", "help", "p1")).toBe("https://desk.example/#/room/help/p1");
    expect(permalinkOf("", "help", "p1")).toBe("/#/room/help/p1");
  });

  test("an interaction answers its person for five minutes", () => {
    const key = interactionKeyOf("maya.b", NOW);
    expect(personOfInteraction(key, new Date(NOW.getTime() + 299_000))).toBe("maya.b");
    expect(personOfInteraction(key, new Date(NOW.getTime() + 300_000))).toBeNull();
    for (const wrong of ["", "x", ".maya", "stale"]) expect(personOfInteraction(wrong, NOW)).toBeNull();
  });
});

describe("who sees what", () => {
  const place = (kind: "public" | "staff" | "direct", personKey: string | null = null) => ({
    channelKey: "c",
    name: "c",
    kind,
    personKey,
  });

  test("customers see no staff channel, nobody sees another's direct channel", () => {
    expect(maySeePlace(member("maya"), place("staff"))).toBe(false);
    expect(maySeePlace(member("ana", "agent"), place("staff"))).toBe(true);
    expect(maySeePlace(member("ada", "admin"), place("direct", "maya"))).toBe(false);
    expect(maySeePlace(member("maya"), place("direct", "maya"))).toBe(true);
  });

  test("an account takes its own persona; an admin the sample people too", () => {
    const as = (role: RoomMember["role"], personKey: string | null = null) =>
      ({ kind: "person", role, personKey }) as const;
    expect(mayTake(as("customer", "maya"), member("maya"))).toBe(true);
    expect(mayTake(as("customer", "maya"), member("tom"))).toBe(false);
    expect(mayTake(as("manager", "mo"), member("mo", "manager"))).toBe(true);
    // A colleague of the same rank or below, a customer, and a customer who has the account's name.
    for (const other of [member("ben", "agent"), member("zoe", "agent"), member("maya")]) {
      expect(mayTake(as("agent", "ana"), other)).toBe(false);
      expect(mayTake(as("manager", "mo"), other)).toBe(false);
    }
    expect(mayTake(as("agent", "maya"), member("maya"))).toBe(false);
    expect(mayTake(as("customer", "ana"), member("ana", "agent"))).toBe(false);
    expect(mayTake(as("agent", "clara"), member("clara", "manager"))).toBe(false);
    expect(mayTake(as("admin", "root"), member("maya"))).toBe(true);
    expect(mayTake(as("admin", "root"), member("clara", "manager"))).toBe(true);
    expect(mayTake(as("admin", "root"), member("real-customer"))).toBe(false);
    expect(mayTake(as("admin", null), member("zoe", "agent"))).toBe(false);
    expect(mayTake({ kind: "refused" }, member("maya"))).toBe(false);
    expect(mayTake({ kind: "open" }, member("zoe", "admin"))).toBe(true);
  });
});

describe("the feed", () => {
  const everybody = () => true;
  const event = (formToken: string): RoomEvent => ({
    type: "form-opened",
    form: { formId: "f", title: "t", submitLabel: "s", fields: [], value: "v" },
    formToken,
    channelKey: "help",
    threadKey: null,
  });
  const listen = (
    feed: ReturnType<typeof createRoomFeed>,
    personKey: string,
    lastId: string | null = null,
  ) => {
    const entries: FeedEntry[] = [];
    const close = feed.open(member(personKey), lastId, {
      send: (entry) => entries.push(entry),
      end: () => undefined,
    });
    const tokens = () =>
      entries.map(
        ({ json }) => (JSON.parse(json) as { formToken?: string; type: string }).formToken ?? "reset",
      );
    return { entries, tokens, close };
  };

  test("an event reaches only those it is for", () => {
    const feed = createRoomFeed();
    const maya = listen(feed, "maya");
    const tom = listen(feed, "tom");
    feed.publish(event("1"), (who) => who.personKey === "maya");
    expect(maya.tokens()).toEqual(["1"]);
    expect(tom.tokens()).toEqual([]);
  });

  test("a window that comes back hears what it missed, and only its own", () => {
    const feed = createRoomFeed();
    const before = listen(feed, "maya");
    feed.publish(event("1"), everybody);
    before.close();
    feed.publish(event("2"), (who) => who.personKey === "tom");
    feed.publish(event("3"), everybody);
    expect(listen(feed, "maya", before.entries.at(-1)?.id ?? null).tokens()).toEqual(["3"]);
  });

  test("when what was missed is no longer known it is told to load again", () => {
    const feed = createRoomFeed(4);
    const before = listen(feed, "maya");
    feed.publish(event("0"), everybody);
    before.close();
    for (let count = 1; count < 20; count++) feed.publish(event(String(count)), everybody);
    const id = before.entries[0]?.id ?? "";
    expect(listen(feed, "maya", id).tokens()).toEqual(["reset"]);
    for (const strange of ["other-1", "", "x", id.replace(/\d+$/, "999")]) {
      expect(listen(feed, "maya", strange).tokens()).toEqual(["reset"]);
    }
  });

  test("whatever was missed comes once, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (seen, missed) => {
        const feed = createRoomFeed(50);
        const before = listen(feed, "maya");
        for (let count = 0; count < seen; count++) feed.publish(event(`s${count}`), everybody);
        before.close();
        for (let count = 0; count < missed; count++) feed.publish(event(`m${count}`), everybody);
        const after = listen(feed, "maya", before.entries.at(-1)?.id ?? null);
        expect(after.tokens()).toEqual(Array.from({ length: missed }, (_, count) => `m${count}`));
      }),
    );
  });

  test("one person cannot open windows without end", () => {
    const feed = createRoomFeed();
    for (let count = 0; count < 20; count++) listen(feed, "maya");
    expect(() => listen(feed, "maya")).toThrow(/Too many windows/);
    expect(feed.countWindows("maya")).toBe(20);
  });
});

describe("sealed forms", () => {
  const secret = randomBytes(32);
  const form = {
    formId: "f",
    value: "t1",
    personKey: "maya",
    channelKey: "help",
    threadKey: null,
    fieldIds: ["a"],
    required: [],
    expiresAtMs: NOW.getTime() + 1_000,
  };

  test("come back as they were", () => {
    expect(unsealForm(secret, sealForm(secret, form), "maya", NOW)).toEqual(form);
  });

  test("cannot be changed, taken over or kept", () => {
    const token = sealForm(secret, form);
    const [body = "", signature = ""] = token.split(".");
    const changed = Buffer.from(JSON.stringify({ ...form, value: "t2" })).toString("base64url");
    const refused = (given: string, who = "maya", at = NOW) =>
      expect(() => unsealForm(secret, given, who, at)).toThrow(/no longer be sent/);
    refused(`${changed}.${signature}`);
    refused(body);
    refused("");
    refused(token, "tom");
    refused(token, "maya", new Date(NOW.getTime() + 1_000));
    refused(sealForm(randomBytes(32), form));
  });
});

describe("the gate", () => {
  test("lets a burst through, then as much as a second brings, for each person apart", () => {
    const clock = createFakeClock();
    const pass = createChangeGate(clock, 2);
    const passes = (who: string): number => {
      let count = 0;
      for (; count < 50; count++) {
        try {
          pass(who);
        } catch {
          break;
        }
      }
      return count;
    };
    expect(passes("maya")).toBe(10);
    expect(passes("tom")).toBe(10);
    clock.advance(1_000);
    expect(passes("maya")).toBe(2);
    clock.advance(3_600_000);
    expect(passes("maya")).toBe(10);
  });
});

describe("the memory of client keys", () => {
  test("knows the newest, each with its content, and forgets the oldest", () => {
    const keep = createKeyMemory(2);
    keep("a", "1");
    keep("b", "1");
    expect(() => keep("a", "2")).toThrow(/used for something else/);
    keep("a", "1");
    keep("c", "1");
    // `a` was used after `b`, so `b` made room.
    expect(() => keep("a", "2")).toThrow(/used for something else/);
    keep("b", "2");
  });
});

describe("attachments", () => {
  test.each([
    ["\u0089PNG\r\n\u001a\nrest", "image/png"],
    ["%PDF-1.7", "application/pdf"],
    ["PK\u0003\u0004", "application/zip"],
    ["RIFFxxxxWEBPVP8 ", "image/webp"],
    ["RIFFxxxxWAVEfmt ", "audio/wav"],
    ["<html><script>", "text/plain"],
    ["<svg onload=x>", "text/plain"],
    ["MZ\u0000\u0001", null],
    ["", null],
  ])("%j is %s", (bytes, mediaType) => {
    expect(attachmentType(Buffer.from(bytes, "latin1"))).toBe(mediaType);
  });

  test("a name has no path and no hidden signs, and there always is one", () => {
    expect(attachmentName("../../etc/pass\u202ewd\r\n.png", 120)).toBe("passwd.png");
    expect(attachmentName("C:\\x\\shot.png", 120)).toBe("shot.png");
    expect(attachmentName("///", 120)).toBe("file");
    expect(attachmentName("n".repeat(500), 120).length).toBeLessThanOrEqual(120);
  });
});

describe("mentions", () => {
  const people = [
    { personKey: "ana", displayName: "Ana" },
    { personKey: "ana-maria", displayName: "Ana Maria" },
  ];
  test("the longest name counts, and a name inside a word does not", () => {
    expect(mentionedKeys("ask @Ana Maria, not @ana", () => people)).toEqual(["ana-maria", "ana"]);
    expect(mentionedKeys("mail x@ana and @anabel", () => people)).toEqual([]);
  });
});
