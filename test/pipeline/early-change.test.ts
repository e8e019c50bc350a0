import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InboundEvent, MessagePosted } from "../../src/domain/inbound-event.ts";
import { MINUTE, SECOND } from "../../src/domain/time.ts";
import { actorOf, openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const at = (second: number): string => new Date(Date.UTC(2026, 2, 3, 8, 0, second)).toISOString();

function story(messageKey: string) {
  const post: MessagePosted = {
    ...desk.messageEvent(actorOf("maya"), {}),
    messageKey,
    dedupeKey: `message:${messageKey}`,
    occurredAt: at(0),
    text: "the first words",
  };
  const { platform, workspaceKey, channel, actor } = post;
  const base = { platform, workspaceKey, channel, actor, messageKey };
  const edit = (second: number, text: string): InboundEvent => ({
    ...base,
    kind: "message-edited",
    dedupeKey: `edit:${messageKey}:${second}`,
    occurredAt: at(second),
    text,
  });
  const remove: InboundEvent = {
    ...base,
    kind: "message-deleted",
    dedupeKey: `delete:${messageKey}`,
    occurredAt: at(59),
  };
  const stored = () =>
    desk.read(async (stores) => {
      const workspace = (await stores.workspaces.list())[0];
      const place = await stores.channels.ensure(workspace?.id ?? "", channel, new Date(at(0)));
      return stores.messages.findByKey(place.id, messageKey);
    });
  return { post, edit, remove, stored };
}

describe("a change that comes before its message", () => {
  it("is made when the message is there", async () => {
    const { post, edit, stored } = story("early-edit");
    await desk.accept(edit(5, "the second words"));
    await desk.accept(post);
    await desk.wait(SECOND);
    expect((await stored())?.text).toBe("the second words");
  });

  it("a deletion as well, however late the message is within ten minutes", async () => {
    const { post, remove, stored } = story("early-deletion");
    await desk.accept(remove);
    for (const waitMs of [SECOND, 10 * SECOND, MINUTE]) await desk.wait(waitMs);
    await desk.accept(post);
    expect((await stored())?.text).toBe("the first words");
    await desk.wait(10 * MINUTE);
    expect(await stored()).toMatchObject({ text: "", deletedAt: new Date(at(59)) });
  });

  it("is given up when the message never comes", async () => {
    const { edit } = story("from-before-our-time");
    await desk.accept(edit(5, "the second words"));
    for (const waitMs of [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE]) await desk.wait(waitMs);
    const left = await desk.database.spineQuery<{ left: number }>(
      "select count(*)::int as left from timers where name = 'early-change'",
      [],
    );
    expect(left[0]?.left).toBe(0);
  });

  it("does not bring back older words, not even behind an edit to the same ones", async () => {
    const { post, edit, stored } = story("back-and-forth");
    await desk.accept(post);
    await desk.accept(edit(9, "the first words"));
    await desk.accept(edit(5, "the second words"));
    expect((await stored())?.text).toBe("the first words");
  });
});
