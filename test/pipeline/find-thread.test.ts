import { describe, expect, it } from "vitest";
import type { MessagePosted } from "../../src/domain/inbound-event.ts";
import type { Role } from "../../src/domain/role.ts";
import { findThread } from "../../src/pipeline/find-thread.ts";
import { CHANNEL, createMemorySources } from "../../src/replay/speaking/memory-sources.ts";
import { messageOf, turnOf } from "../support/turn.ts";

const BEGAN_MS = Date.parse("2026-03-02T10:00:00.000Z");

/** A channel in which people write one after another; gives whose request each message joined. */
function openChannel() {
  const sources = createMemorySources();
  let count = 0;
  return async (
    who: string,
    minute: number,
    change: Partial<MessagePosted> & { readonly role?: Role } = {},
  ): Promise<string | null> => {
    const { role = "customer", ...parts } = change;
    count += 1;
    const at = new Date(BEGAN_MS + minute * 60_000);
    const messageKey = `m${count}`;
    const event = { ...turnOf("words").event, messageKey, occurredAt: at.toISOString(), ...parts };
    const author = sources.person(who, role);
    const { thread } = await findThread(sources, event, CHANNEL, author);
    sources.keep(
      messageOf({
        id: messageKey,
        text: "words",
        messageKey,
        threadId: thread.id,
        channelId: CHANNEL.id,
        authorId: who,
        sentAt: at,
      }),
    );
    sources.change(thread.id, { lastMessageAt: at });
    return thread.customerId === null ? null : `${thread.customerId}:${thread.id}`;
  };
}

const agent = { role: "agent" as const };

describe("whose request a message belongs to", () => {
  it("keeps what one person writes within ten minutes together, and begins anew after", async () => {
    const write = openChannel();
    expect(await write("maya", 0)).toBe("maya:m1");
    expect(await write("maya", 9)).toBe("maya:m1");
    expect(await write("maya", 20)).toBe("maya:m3");
  });

  it("never puts a customer's words into another customer's request, even when they name each other", async () => {
    const write = openChannel();
    await write("maya", 0);
    expect(await write("tom", 1, { mentionedKeys: ["maya"] })).toBe("tom:m2");
  });

  it("takes what the team says to somebody for an answer to that person", async () => {
    const write = openChannel();
    await write("maya", 0);
    await write("tom", 1);
    expect(await write("ana", 2, { ...agent, mentionedKeys: ["maya"] })).toBe("maya:m1");
  });

  it("takes a second sentence of the team as meant for the same person", async () => {
    const write = openChannel();
    await write("maya", 0);
    await write("tom", 1);
    await write("ana", 2, { ...agent, mentionedKeys: ["maya"] });
    expect(await write("ana", 3, agent)).toBe("maya:m1");
    expect(await write("ana", 8, agent)).toBeNull();
  });

  it("takes words of the team without a name for the only one who waits", async () => {
    const write = openChannel();
    await write("maya", 0);
    expect(await write("ana", 4, agent)).toBe("maya:m1");
  });

  it("leaves words of the team alone when two people wait, nobody does, or they go to a stranger", async () => {
    const write = openChannel();
    await write("maya", 0);
    await write("tom", 1);
    expect(await write("ana", 4, agent)).toBeNull();
    expect(await write("ana", 40, agent)).toBeNull();
    await write("maya", 50);
    expect(await write("ben", 51, { ...agent, mentionedKeys: ["ana"] })).toBeNull();
  });

  it("follows native threads and replies whatever the clock says", async () => {
    const write = openChannel();
    await write("maya", 0);
    expect(await write("tom", 300, { threadKey: "m1" })).toBe("maya:m1");
    expect(await write("tom", 301, { replyToKey: "m1" })).toBe("maya:m1");
  });
});
