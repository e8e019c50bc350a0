import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { offeredPlaces } from "../../src/desk/channel-form.ts";
import { CONTROLS, FORMS } from "../../src/desk/control-ids.ts";
import { createSurveyor } from "../../src/desk/create-surveyor.ts";
import { setupSteps } from "../../src/desk/setup-checklist.ts";
import type { Workspace } from "../../src/domain/channel.ts";
import { NO_SURVEY, type WorkspaceSurvey } from "../../src/domain/workspace-survey.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createRecordingLogger } from "../fakes/logger.ts";
import { openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

const SURVEY: WorkspaceSurvey = {
  channels: [
    { channelKey: "billing-help", name: "billing-help", isPrivate: false, isMember: true },
    { channelKey: "bugs", name: "bugs", isPrivate: false, isMember: false },
    { channelKey: "lunch", name: "lunch", isPrivate: false, isMember: false },
  ],
  groups: [{ groupKey: "S0AGENTS", name: "@support" }],
};

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());
afterEach(() => vi.useRealTimers());

const workspace = (): Promise<Workspace> =>
  desk.read(async (stores) => {
    const [found] = await stores.workspaces.list();
    if (!found) throw new Error("no workspace");
    return found;
  });
const channel = (name: string) =>
  desk.read(async (stores) => (await stores.channels.list()).find((one) => one.name === name));
const heard = async (): Promise<string> => textOf((await desk.posts("ada", "help")).at(-1)?.content);
const press = async (controlId: string): Promise<void> => {
  await desk.command("ada", "help", "/rapport setup");
  const card = (await desk.posts("ada", "help")).at(-1);
  if (!card) throw new Error("no card");
  await desk.press("ada", card, controlId);
};
const fill = async (personKey: string, formId: string, values: Record<string, string>): Promise<string> => {
  const { id } = await workspace();
  await desk.accept(desk.formEvent(personKey, { formId, value: id, values }));
  return textOf((await desk.posts(personKey, "help")).at(-1)?.content);
};
const entered = (): Promise<readonly object[]> =>
  desk.database.spineQuery(
    `select channel_key as "channelKey" from outbox where cause_key like 'enter:%' and state = 'sent'`,
    [],
  );

function surveyorOf(survey: () => Promise<WorkspaceSurvey | null>) {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const store = {
    transaction: (_tenant: string, work: Parameters<QuickDesk["read"]>[0]) => desk.read(work),
  } as unknown as Parameters<typeof createSurveyor>[0]["store"];
  return { clock, logger, surveyor: createSurveyor({ adapterOf: () => ({ survey }), store, clock, logger }) };
}

describe("what a platform offers for set-up", () => {
  it("is kept: channels we are in are ours at once, the others and the groups wait to be chosen", async () => {
    const { surveyor } = surveyorOf(async () => SURVEY);
    const { id, ...rest } = await workspace();
    await surveyor.refresh({ id, ...rest });
    expect(await channel("billing-help")).toMatchObject({ purpose: "other", mode: "mention" });
    expect(await channel("bugs")).toBeUndefined();
    expect(await desk.read((stores) => stores.workspaces.survey(id))).toEqual({
      open: [
        { channelKey: "bugs", name: "bugs" },
        { channelKey: "lunch", name: "lunch" },
      ],
      groups: SURVEY.groups,
    });
  });

  it("is asked once for two looks in a row, and what was kept stays when the platform fails", async () => {
    let times = 0;
    const { surveyor, clock, logger } = surveyorOf(async () => {
      times += 1;
      if (times > 1) throw new Error("the platform is down");
      return SURVEY;
    });
    const space = await workspace();
    await Promise.all([surveyor.refresh(space), surveyor.refresh(space)]);
    await surveyor.refresh(space);
    expect(times).toBe(1);
    clock.advance(6_000);
    await surveyor.refresh(space);
    expect(times).toBe(2);
    expect(logger.lines.length).toBe(1);
    expect((await desk.read((stores) => stores.workspaces.survey(space.id))).groups).toEqual(SURVEY.groups);
  });

  it("keeps nobody waiting", async () => {
    const space = await workspace();
    vi.useFakeTimers();
    const { surveyor } = surveyorOf(() => new Promise(() => undefined));
    const looked = surveyor.refresh(space);
    await vi.advanceTimersByTimeAsync(2_500);
    await looked;
  });

  it("offers names that tell something first, and says which it would join", () => {
    const ours = { id: "c", workspaceId: "w", mode: "mention" } as const;
    const offered = offeredPlaces(
      [
        { ...ours, channelKey: "random", name: "random", purpose: "other" },
        { ...ours, channelKey: "help", name: "help", purpose: "customers" },
      ],
      { ...NO_SURVEY, open: [{ channelKey: "random", name: "random" }, ...NO_SURVEY.open, BUGS] },
    );
    expect(offered.map(({ name, says }) => `${name}: ${says}`)).toEqual([
      "bugs: I would join it",
      "help: customers, mention",
      "random: ",
    ]);
  });
});

const BUGS = { channelKey: "bugs", name: "bugs" };

describe("setting up a channel by a form", () => {
  it("names every channel, sets one up and goes into it", async () => {
    await press(CONTROLS.setupChannel);
    const form = desk.openedForm("ada");
    const [menu] = form.fields;
    expect(menu?.type === "select" && menu.options.map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        "#bugs (I would join it)",
        "#lunch (I would join it)",
        "#help (customers, auto)",
      ]),
    );
    const done = await fill("ada", FORMS.channel, { channel: "lunch", purpose: "customers", mode: "auto" });
    expect(done).toContain("#lunch: customers write here");
    expect(await channel("lunch")).toMatchObject({ purpose: "customers", mode: "auto" });
    expect(await entered()).toMatchObject([{ channelKey: "lunch" }]);
  });

  it("takes a typed name, keeps the mode where none is chosen, and needs no entrance where it is in", async () => {
    const done = await fill("ada", FORMS.channel, { name: "#Billing-Help", purpose: "agents" });
    expect(done).toContain("#billing-help: the agents' channel");
    expect(await channel("billing-help")).toMatchObject({ purpose: "agents", mode: "mention" });
    expect(await entered()).toHaveLength(1);
  });

  it("refuses others, channels it cannot see and made-up words", async () => {
    expect(await fill("ana", FORMS.channel, { channel: "bugs", purpose: "customers" })).toContain(
      "Only an admin",
    );
    const wrong: readonly Record<string, string>[] = [
      { channel: "secret", purpose: "customers" },
      { purpose: "customers" },
      { channel: "bugs", purpose: "direct" },
      { channel: "bugs", purpose: "customers", mode: "loud" },
    ];
    for (const values of wrong)
      expect(await fill("ada", FORMS.channel, values)).toContain("Nothing was changed");
    expect(await channel("bugs")).toBeUndefined();
  });

  it("one press takes customers' channels by their names, those it has to join among them", async () => {
    await desk.command("ada", "help", "/rapport setup");
    expect(await heard()).toContain("#bugs (I would join it)");
    await press(CONTROLS.setupGuess);
    expect(await channel("bugs")).toMatchObject({ purpose: "customers", mode: "mention" });
    expect(await entered()).toHaveLength(2);
  });
});

describe("groups of the platform", () => {
  const staffStep = async () => {
    const space = await workspace();
    const steps = await desk.read((stores) => setupSteps(stores, space));
    return steps.find(({ name }) => name === "staff");
  };

  it("are chosen by name in the form and named in the card", async () => {
    await press(CONTROLS.setupStaff);
    const menu = desk.openedForm("ada").fields.find(({ fieldId }) => fieldId === "group");
    expect(menu).toMatchObject({ options: [{ label: "@support", value: "S0AGENTS" }] });
    const both = await fill("ada", FORMS.staff, { who: "ana", group: "S0AGENTS", role: "agent" });
    expect(both).toContain("say who");
    await fill("ada", FORMS.staff, { group: "S0AGENTS", role: "agent" });
    expect((await workspace()).roleRules?.agentGroupKeys).toEqual(["S0AGENTS"]);
    await desk.command("ada", "help", "/rapport setup");
    expect(await heard()).toContain("group @support (agents)");
    await desk.command("ada", "help", "/rapport role @Support manager");
    expect((await workspace()).roleRules?.managerGroupKeys).toEqual(["S0AGENTS"]);
  });

  it("that are gone or switched off stand in the checklist until they are taken back", async () => {
    const { id } = await workspace();
    expect((await staffStep())?.done).not.toBe("");
    const keep = (groups: WorkspaceSurvey["groups"]) =>
      desk.read((stores) => stores.workspaces.keepSurvey(id, { open: [], groups }, desk.clock.now()));
    await keep([{ groupKey: "S0OTHER", name: "@other" }]);
    expect(await staffStep()).toMatchObject({ done: "", next: expect.stringContaining("S0AGENTS") });
    // The platform said nothing of groups: nothing is known against them.
    await keep(null);
    expect((await staffStep())?.done).not.toBe("");
    await keep([]);
    await desk.command("ada", "help", "/rapport role group:S0AGENTS none");
    expect((await staffStep())?.done).not.toBe("");
  });
});
