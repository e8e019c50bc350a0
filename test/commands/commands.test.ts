import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mayUse } from "../../src/commands/command.ts";
import { completions, createCommands, findCommand } from "../../src/commands/create-commands.ts";
import { isStaff, mayManage, ROLES, type Role } from "../../src/domain/role.ts";
import { NO_SURVEYOR } from "../../src/ports/surveyor.ts";
import { openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
  await desk.say("maya", "general", "human please, my parcel is lost");
  await desk.say("maya", "help", "I am furious, which address?");
}, 60_000);
afterAll(() => desk.close());

const said = async (personKey: string, channelKey: string, command: string): Promise<string> => {
  await desk.command(personKey, channelKey, command);
  return textOf((await desk.posts(personKey, channelKey)).at(-1)?.content);
};

/** What a role hears: `own` its own things, `all` the desk's, `no` a refusal. */
const RIGHTS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    "/stats",
    {
      maya: "for the support team",
      ana: "Last seven days",
      clara: "Last seven days",
      ada: "Last seven days",
    },
  ],
  [
    "/rapport digest",
    { maya: "for the support team", ana: "for the support team", clara: "digest", ada: "digest" },
  ],
  [
    "/history @Maya",
    {
      maya: "Your tickets",
      tom: "no tickets",
      ana: "Mood over time",
      clara: "Mood over time",
      ada: "Mood over time",
    },
  ],
  ["/history @Ana", { ana: "never analysed", clara: "never analysed", ada: "never analysed" }],
  ["/history @nobody-here", { ana: "Nobody of that name" }],
  ["/history", { ana: "Whose?", maya: "#1" }],
  ["/rapport help", { maya: "What I can do", ana: "/stats" }],
  ["/rapport privacy", { maya: "Mood readings", ana: "Mood readings" }],
  ["/rapport no-such-thing", { maya: "I don't know that one", ada: "I don't know that one" }],
  ["/rapport ask", { maya: "Ask something", ana: "Ask something" }],
];

describe("commands", () => {
  it("tell every role what is for it, and nothing else", async () => {
    for (const [command, heard] of RIGHTS) {
      for (const [personKey, words] of Object.entries(heard)) {
        const channelKey = personKey === "maya" || personKey === "tom" ? "help" : "agents";
        expect(`${command} by ${personKey}: ${await said(personKey, channelKey, command)}`).toContain(words);
      }
    }
    expect(await desk.troubles()).toEqual([]);
  }, 60_000);

  it("never show a customer a mood, a risk or somebody else", async () => {
    for (const command of [
      "/history",
      "/history @Tom",
      "/history @Ana",
      "/rapport help",
      "/rapport privacy",
    ]) {
      const heard = await said("maya", "help", command);
      expect(heard).not.toMatch(/angry|frustrated|elevated|churn|Mood over time|Tom|Ana/);
    }
  });

  it("are heard by the one who typed alone", async () => {
    const before = await desk.posts("tom", "help");
    await said("maya", "help", "/history");
    await said("maya", "help", "/rapport privacy");
    expect(await desk.posts("tom", "help")).toEqual(before);
  });

  it("open the form of the own thread only inside of it", async () => {
    const asked = await desk.say("ines", "help", "@rapport do you sell cards?");
    await desk.command("ines", "help", "/rapport ticket", asked.postKey);
    const own = desk.openedForm("ines").value;
    expect(await desk.read((stores) => stores.threads.get(own))).not.toBeNull();
    await desk.command("tom", "help", "/rapport ticket", asked.postKey);
    expect(desk.openedForm("tom").value).not.toBe(own);
    expect(await desk.read((stores) => stores.threads.get(desk.openedForm("tom").value))).toBeNull();
  });

  it("take any words after them", async () => {
    const words = fc.sample(fc.string({ unit: "binary", maxLength: 80 }), { numRuns: 40, seed: 3 });
    for (const [at, more] of words.entries()) {
      const name =
        ["/history", "/stats", "/rapport ask", "/rapport optout", "/rapport help"][at % 5] ?? "/stats";
      await desk.desk.spine.intake.accept({
        kind: "command-invoked",
        ...commandBase(at),
        command: name.slice(1).split(" ")[0] ?? "",
        argumentText: `${name.split(" ")[1] ?? ""} ${more}`,
        threadKey: null,
        interactionKey: null,
      });
    }
    await desk.wait(1_000);
    expect(await desk.desk.spine.deadLetters.list()).toEqual([]);
  }, 60_000);

  const commandBase = (at: number) => {
    const { platform, workspaceKey, channel, actor, occurredAt } = desk.controlEvent(
      at % 2 === 0 ? "ana" : "tom",
      {},
    );
    return { platform, workspaceKey, channel, actor, occurredAt, dedupeKey: `command:${at}` };
  };
});

describe("finding and completing", () => {
  const { list, complete } = createCommands({
    index: {
      retrieve: async () => ({ passages: [], answerability: 0 }),
      refresh: async () => {},
      status: async () => {
        throw new Error("not asked");
      },
      close: async () => {},
    },
    surveyor: NO_SURVEYOR,
    writer: { write: async () => ({ kind: "unavailable", code: "x" }) },
    digests: { prepare: async () => async () => "nothing-happened", noteWordsGone: async () => undefined },
  });

  it("knows a command by its words, however they are spaced and spelled", () => {
    expect(findCommand(list, "  Rapport   ASK  how  late? ")).toMatchObject({
      command: { name: "rapport ask" },
      argument: "how late?",
    });
    expect(findCommand(list, "rapport")?.command.name).toBe("rapport help");
    expect(findCommand(list, "rapport asking")).toBeNull();
    expect(findCommand(list, "historyx")).toBeNull();
  });

  it("offers each role only what it may use", async () => {
    const offered = async (role: Role, text: string) =>
      (await complete({ platform: "web", workspaceKey: "w", personKey: "p", role, text })).map(
        (one) => one.value,
      );
    for (const role of ROLES) {
      const all = await offered(role, "/");
      expect(all).toEqual(list.filter(({ allowed }) => mayUse(allowed, role)).map(({ name }) => `/${name}`));
      expect([role, all.includes("/stats")]).toEqual([role, isStaff(role)]);
      expect([role, (await offered(role, "/rapport digest ")).length > 0]).toEqual([role, mayManage(role)]);
    }
  });

  it("completes what is begun, and only with what exists", () => {
    expect(completions(list, "/rapport d").map((one) => one.value)).toEqual(["/rapport digest"]);
    expect(completions(list, "/rapport digest w").map((one) => one.value)).toEqual([
      "/rapport digest weekly",
    ]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => {
        for (const { value } of completions(list, typed))
          expect(list.some(({ name }) => value.startsWith(`/${name}`))).toBe(true);
      }),
    );
  });
});
