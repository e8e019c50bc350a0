import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "../../../src/domain/time.ts";
import { AGENTS, CHANNEL, GUILD, PEOPLE } from "./double/fake-discord.ts";
import { shownWords } from "./shown-words.ts";
import { openStage, type Stage } from "./story/stage.ts";

const { customer: MAYA, staff: SUE } = PEOPLE;
const SECRET = "My order 4711 never came, I want to talk to a human";

describe("a server that removes the bot", { timeout: 60_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.setUp({
      [CHANNEL]: { purpose: "customers", mode: "auto" },
      [AGENTS]: { purpose: "agents", mode: "mention" },
    });
    const asked = await stage.say(MAYA, CHANNEL, SECRET);
    await stage.say(SUE, asked.id, "We are looking for it.");
  }, 60_000);
  afterAll(() => stage?.close());

  const workspace = () => stage.inTenant(({ workspaces }) => workspaces.findByKey("discord", GUILD));
  const wordsKept = (): Promise<number> =>
    stage.inTenant(async ({ tickets, threads, messages }) => {
      const all = await threads.list({ before: null, limit: 50 });
      const said = await Promise.all(all.map(({ id }) => messages.listByThread(id, 50)));
      return said.flat().length + (await tickets.list({ limit: 50 })).length;
    });
  const actions = () =>
    stage.inTenant(async ({ audit }) => (await audit.list(50)).map(({ action }) => action));
  /** While nobody listened: the next session does not name the server any more, or names it again. */
  const setMember = async (isMember: boolean): Promise<void> => {
    const { state, gateway } = stage.discord;
    if (isMember && kept) state.guilds.set(GUILD, kept);
    else state.guilds.delete(GUILD);
    gateway.drop({ resumable: false });
    for (let tries = 0; tries < 2_000; tries += 1) {
      if ((((await workspace())?.removedAt ?? null) === null) === isMember) return;
      await new Promise(setImmediate);
    }
    throw new Error("the desk did not notice");
  };
  let kept: Parameters<Stage["discord"]["state"]["guilds"]["set"]>[1] | undefined;

  it("is noticed although nobody listened when it happened, and nothing is erased for thirty days", async () => {
    kept = stage.discord.state.guilds.get(GUILD);
    expect(await wordsKept()).toBeGreaterThan(3);
    await setMember(false);
    await stage.wait(29 * DAY);
    expect(await wordsKept()).toBeGreaterThan(3);
  });

  it("has the bot back in time: nothing is erased at all", async () => {
    await setMember(true);
    await stage.wait(40 * DAY);
    expect(await wordsKept()).toBeGreaterThan(3);
    const asked = await stage.say(MAYA, CHANNEL, "Hello again, any news? I want to talk to a human");
    expect(stage.posts(asked.id).map(shownWords).join()).toContain("A person");
  });

  it("and for good: people, words, tickets, channels and the server itself are gone after thirty days", async () => {
    stage.discord.state.guilds.delete(GUILD);
    stage.discord.gateway.tell("GUILD_DELETE", { id: GUILD }, GUILD);
    for (let tries = 0; tries < 2_000 && !(await workspace())?.removedAt; tries += 1)
      await new Promise(setImmediate);
    const { id } = (await workspace()) ?? { id: "" };
    await stage.wait(30 * DAY);
    await stage.wait(5_000);
    expect(await workspace()).toBeNull();
    expect(await wordsKept()).toBe(0);
    await stage.inTenant(async ({ people, channels }) => {
      expect((await people.search("", 50)).filter((one) => one.workspaceId === id)).toEqual([]);
      expect((await channels.list()).filter((one) => one.workspaceId === id)).toEqual([]);
    });
    expect(await actions()).toEqual(
      expect.arrayContaining(["workspace.removed", "workspace.returned", "workspace.purged"]),
    );
  });
});
