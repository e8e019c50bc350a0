import { expect, test } from "vitest";
import { OPS_USAGE, type OpsParts, runOps } from "../../src/spine/ops-command.ts";

const UUID = "6a8f1c1e-0000-4000-8000-000000000001";

function parts(): OpsParts & { readonly calls: string[] } {
  const calls: string[] = [];
  const list = <Row>(name: string, rows: readonly Row[]) => ({
    list: async () => rows,
    replay: async (id: string) => {
      calls.push(`${name} replay ${id}`);
      return id !== "9";
    },
    discard: async (id: string) => {
      calls.push(`${name} discard ${id}`);
      return true;
    },
  });
  return {
    calls,
    deadLetters: list("dead", [
      {
        id: "7",
        tenantId: "t",
        workspaceId: "w",
        platform: "slack",
        kind: "message-posted",
        attempts: 5,
        errorCode: "llm\u001b[31m",
        receivedAt: "2026-03-03T09:00:00.000Z",
      },
    ]),
    uncertain: list("uncertain", []),
    stats: async () => ({
      inboxDepth: 1,
      inboxActive: 0,
      inboxOldestMs: 5,
      deadLetters: 1,
      outboxDepth: 0,
      outboxOldestMs: 0,
      uncertain: 0,
      failed: 0,
      timers: 0,
    }),
  };
}

test("lists as a table and as JSON; control characters stay out of the terminal", async () => {
  const table = await runOps(["dead"], parts());
  expect(table.text.split("\n")[0]).toMatch(/^id\s+tenantId\s+workspaceId/);
  expect(table.text).not.toContain("\u001b");
  expect(JSON.parse((await runOps(["dead", "--json"], parts())).text)).toHaveLength(1);
  expect((await runOps(["uncertain"], parts())).text).toBe("nothing\n");
  expect((await runOps(["status"], parts())).text).toContain("inboxOldestMs");
});

test("a number is an event, a UUID a post", async () => {
  const desk = parts();
  expect(await runOps(["replay", "7"], desk)).toEqual({ text: "7: queued again\n", exitCode: 0 });
  expect(await runOps(["discard", UUID], desk)).toEqual({ text: `${UUID}: discarded\n`, exitCode: 0 });
  expect((await runOps(["replay", "9"], desk)).exitCode).toBe(1);
  expect(desk.calls).toEqual(["dead replay 7", `uncertain discard ${UUID}`, "dead replay 9"]);
});

test("anything else is answered with the usage", async () => {
  for (const words of [[], ["what"], ["dead", "7"], ["replay"], ["replay", "1", "2"]])
    expect(await runOps(words, parts())).toEqual({ text: OPS_USAGE, exitCode: 2 });
});
