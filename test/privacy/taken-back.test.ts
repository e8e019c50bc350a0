import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetPerson } from "../../src/desk/forget-person.ts";
import type { Outbound } from "../../src/domain/outbound.ts";
import type { Person } from "../../src/domain/person.ts";
import { attachWorkspace } from "../../src/store/attach-workspace.ts";
import { openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

describe("what was said of an erased person on another platform", () => {
  let desk: QuickDesk;
  let workspaceId: string;
  let maya: Person;
  let omar: Person;
  beforeAll(async () => {
    desk = await openQuickDesk();
    const now = desk.clock.now();
    const slack = { platform: "slack", workspaceKey: "T0HOME", name: "Home" } as const;
    ({ workspaceId } = await attachWorkspace(desk.database, desk.tenantId, slack, now));
    const person = (personKey: string) =>
      desk.read((stores) =>
        stores.people.ensure({ workspaceId, personKey, displayName: personKey, role: "customer", now }),
      );
    maya = await person("U0MAYA");
    omar = await person("U0OMAR");
  }, 60_000);
  afterAll(() => desk.close());

  const posted = (ref: string, channelKey: string, messageKey: string): Promise<unknown> =>
    desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
      tx.rows(sql`insert into posts (tenant_id, ref, workspace_id, channel_key, message_key, posted_at)
        values (${desk.tenantId}::uuid, ${ref}, ${workspaceId}::uuid, ${channelKey}, ${messageKey}, now()) returning 1`),
    );
  const waiting = async (): Promise<readonly Outbound[]> => {
    const rows = await desk.database.transaction("rapport_spine", null, (tx) =>
      tx.rows<{ payload: Outbound }>(
        sql`select payload from outbox where platform = 'slack' and payload is not null order by seq`,
      ),
    );
    return rows.map(({ payload }) => payload);
  };

  it("is taken back: messages to agents, drafts with their words, the root of their ticket", async () => {
    const suggestionId = randomUUID();
    const replyId = randomUUID();
    await desk.read(async (stores) => {
      const channel = await stores.channels.ensure(
        workspaceId,
        { channelKey: "C0HELP", name: "help", isDirect: false, isPrivate: false },
        desk.clock.now(),
      );
      const { thread } = await stores.threads.ensure({
        channelId: channel.id,
        threadKey: "1772528400.000001",
        customerId: maya.id,
        openedAt: desk.clock.now(),
      });
      for (const [id, kind] of [
        [suggestionId, "suggest"],
        [replyId, "reply"],
      ] as const)
        await stores.answers.add({
          id,
          kind,
          threadId: thread.id,
          messageId: randomUUID(),
          text: "An answer",
          citations: [],
          answerability: 0.9,
          writer: "test",
          answeredAt: desk.clock.now(),
        });
    });
    await posted(`about:${maya.id}:csat:1:low`, "@U0ANA", "1772528500.000001");
    await posted(`about:${omar.id}:csat:2:low`, "@U0ANA", "1772528500.000002");
    await posted(`answer:${suggestionId}`, "C0AGENTS", "1772528500.000003");
    await posted(`answer:${replyId}`, "C0HELP", "1772528500.000004");
    await posted(`opened:${randomUUID()}`, "C0HELP", "1772528400.000001");

    await desk.read((stores) => forgetPerson(stores, maya, desk.clock.now()));
    const said = await waiting();
    expect(said.map(({ kind, channelKey }) => `${kind} ${channelKey}`).sort()).toEqual([
      "delete @U0ANA",
      "delete C0AGENTS",
      "update C0HELP",
    ]);
    expect(JSON.stringify(said)).not.toContain(maya.id);
    for (const outbound of said) {
      if (outbound.kind !== "delete" && outbound.kind !== "update") continue;
      const target = await desk.read((stores) => stores.posts.find(outbound.targetRef));
      expect(target?.channelKey).toBe(outbound.channelKey);
    }
    const others = await desk.read((stores) => stores.posts.find(`about:${omar.id}:csat:2:low`));
    expect(others?.messageKey).toBe("1772528500.000002");
  });
});
