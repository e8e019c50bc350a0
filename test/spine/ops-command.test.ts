import { expect, test } from "vitest";
import { PLATFORMS } from "../../src/domain/channel.ts";
import { OPS_USAGE, type OpsParts, runOps } from "../../src/spine/ops-command.ts";
import type { DeadLetter } from "../../src/store/spine/dead-letters.ts";
import type { Repair, TroubleFilter, TroubleList } from "../../src/store/spine/trouble.ts";
import type { UnsentPost } from "../../src/store/spine/unsent-posts.ts";

const UUID = "6a8f1c1e-0000-4000-8000-000000000001";
const NOTHING = {
  inboxDepth: 0,
  inboxActive: 0,
  inboxOldestMs: 0,
  deadLetters: 0,
  outboxDepth: 0,
  outboxOldestMs: 0,
  uncertain: 0,
  failed: 0,
};

const letter = (id: number): DeadLetter => ({
  id: String(id),
  tenantId: "t",
  workspaceId: "w",
  platform: "slack",
  channelName: "help",
  kind: "message-posted",
  attempts: 5,
  errorCode: "llm\u001b[31m",
  receivedAt: "2026-03-03T09:00:00.000Z",
});
const post: UnsentPost = {
  id: UUID,
  tenantId: "t",
  workspaceId: "w",
  platform: "discord",
  channelKey: "C1",
  ref: null,
  kind: "post",
  state: "uncertain",
  attempts: 1,
  errorCode: "timeout",
  createdAt: "2026-03-03T09:00:00.000Z",
};

function parts(letters: readonly DeadLetter[] = [letter(7)]) {
  const repairs: Repair[] = [];
  const filters: TroubleFilter[] = [];
  let waiting = letters;
  const listOf = <Row extends { readonly id: string }>(rows: () => readonly Row[]): TroubleList<Row> => ({
    async list(filter = {}) {
      filters.push(filter);
      return rows().slice(0, filter.limit);
    },
    find: async (id) => {
      const row = rows().find((one) => one.id === id);
      return row === undefined ? null : { ...row, words: "my private words", author: "Dana" };
    },
    async repair(repair) {
      if (repair.ids.length > 0) repairs.push(repair);
      const moved = repair.ids.filter((id) => rows().some((row) => row.id === id));
      waiting = waiting.filter(({ id }) => !moved.includes(id));
      return moved;
    },
  });
  const stats = { ...NOTHING, deadLetters: letters.length, timers: 2 };
  const platforms = { web: NOTHING, slack: NOTHING, discord: NOTHING, teams: NOTHING };
  const desk: OpsParts = {
    deadLetters: listOf(() => waiting),
    uncertain: listOf(() => [post]),
    stats: async () => ({ ...stats, platforms }),
    actor: "ops (root)",
    now: new Date("2026-03-03T10:00:00Z"),
  };
  return { ...desk, repairs, filters };
}

test("lists as a table and as JSON; control characters and customers' words stay out of the terminal", async () => {
  const table = await runOps(["list"], parts());
  expect(table.text.split("\n")[0]).toMatch(/^kind\s+id\s+platform\s+channel/);
  expect(table.text).not.toContain("\u001b");
  expect(JSON.parse((await runOps(["list", "dead", "--json"], parts())).text)).toMatchObject([
    { kind: "dead", id: "7", since: "2026-03-03T09:00:00.000Z" },
  ]);
  expect((await runOps(["list", "dead"], parts([]))).text).toBe("nothing\n");
  const shown = await runOps(["show", "7"], parts());
  expect(shown.text).toContain("message-posted");
  expect(shown.text).not.toContain("private");
  expect((await runOps(["show", "8"], parts())).exitCode).toBe(1);
});

test("status tells the whole and each platform", async () => {
  const { text } = await runOps(["status", "--json"], parts());
  expect(JSON.parse(text).map(({ platform }: { platform: string }) => platform)).toEqual([
    "all",
    ...PLATFORMS,
  ]);
});

test("filters reach the lists", async () => {
  const desk = parts();
  await runOps(["list", "failed", "--platform", "slack", "--code", "slack.is_archived"], desk);
  expect(desk.filters).toEqual([
    { platform: "slack", errorCode: "slack.is_archived", state: "failed", limit: 200 },
  ]);
});

test("a number is an event, a UUID a post; what is gone is said", async () => {
  const desk = parts();
  const answer = await runOps(["replay", "7", UUID, "9"], desk);
  expect(answer.exitCode).toBe(1);
  expect(answer.text).toMatch(/9 +false +not among what waits for you/);
  expect(desk.repairs).toMatchObject([
    { action: "replay", ids: ["7", "9"], actor: "ops (root)" },
    { action: "replay", ids: [UUID] },
  ]);
});

test("--all takes every one that waits now, however many there are", async () => {
  const desk = parts(Array.from({ length: 450 }, (_, n) => letter(n + 1)));
  const answer = await runOps(["discard", "--all", "dead", "--json"], desk);
  expect(JSON.parse(answer.text)).toHaveLength(450);
  expect(desk.repairs.map(({ ids }) => ids.length)).toEqual([200, 200, 50]);
});

test.each([
  [[]],
  [["what"]],
  [["list", "all"]],
  [["show"]],
  [["replay"]],
  [["replay", "1", "--all", "dead"]],
  [["discard", "--all", "everything"]],
  [["list", "--all", "dead"]],
  [["status", "--loud"]],
])("%j is answered with the usage", async (words) => {
  expect(await runOps(words, parts())).toEqual({ text: OPS_USAGE, exitCode: 2 });
});
