import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { modelWriter } from "../../src/domain/knowledge.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import { attachWorkspace } from "../../src/store/attach-workspace.ts";
import { createFakeChatAdapter } from "../fakes/chat-adapter.ts";
import { ANSWER, openQuickDesk, type QuickDesk } from "./quick-desk.ts";

describe("an answer that a model wrote", () => {
  let desk: QuickDesk;
  const slack = createFakeChatAdapter({ platform: "slack" });
  beforeAll(async () => {
    const adapters: readonly ChatAdapter[] = [slack];
    desk = await openQuickDesk(undefined, adapters, {
      write: async ({ question }) => ({
        ...ANSWER,
        writer: /model/.test(question) ? modelWriter("some-model") : "embedded",
      }),
    });
    const workspace = { platform: "slack", workspaceKey: "T0HOME", name: "Home" } as const;
    await attachWorkspace(desk.database, desk.tenantId, workspace, desk.clock.now());
    desk.desk.spine.intake.forgetWorkspaces();
  }, 60_000);
  afterAll(() => desk.close());

  const ask = async (text: string, messageKey: string) => {
    const actor = { personKey: "U0MAYA", displayName: "Maya", isBot: false };
    const channel = { channelKey: "C0HELP", name: "help", isDirect: false, isPrivate: false };
    const where = { platform: "slack", workspaceKey: "T0HOME", channel, messageKey } as const;
    await desk.accept(desk.messageEvent(actor, { ...where, text, mentionsBot: true }));
    const said = slack.posted.at(-1)?.outbound;
    if (said?.kind !== "post") throw new Error("nothing was said");
    const buttons = said.content.blocks.flatMap((block) => (block.type === "controls" ? block.controls : []));
    const marked = buttons.flatMap((button) =>
      button.type === "button" && button.feedback ? [`${button.controlId}: ${button.feedback}`] : [],
    );
    return { streamFor: said.streamFor, marked };
  };

  it("may appear sentence by sentence for whoever asked, and its judgement by the platform's own buttons", async () => {
    expect(await ask("how does the model change it?", "1772528400.000001")).toEqual({
      streamFor: "U0MAYA",
      marked: [`${CONTROLS.answerSolved}: positive`, `${CONTROLS.answerNotHelpful}: negative`],
    });
  });

  it("is told from one in the documents' own sentences, which is said at once", async () => {
    expect(await ask("how do I change it?", "1772528400.000002")).toEqual({
      streamFor: undefined,
      marked: [],
    });
  });

  it("is one row of the outbox all the same", async () => {
    const rows = await desk.database.transaction("rapport_spine", null, (tx) =>
      tx.rows<{ state: string }>(
        sql`select state from outbox where platform = 'slack' and cause_key like '%:answer'`,
      ),
    );
    expect(rows.map(({ state }) => state)).toEqual(["sent", "sent"]);
  });
});
