import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Activity, readActivity } from "../../../adapters/teams/parse/activity.ts";
import { createRepeats } from "../../../adapters/teams/receive/repeats.ts";
import { SECOND } from "../../../src/domain/time.ts";
import { FORM } from "../../contracts/feature-stories.ts";
import { addressOf, deliver } from "../../contracts/outbounds.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE, type TeamsHarness } from "./teams-harness.ts";

describe("what Bot Service sends again under a new id and with new times", () => {
  let intake: FakeIntake;
  let harness: TeamsHarness;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = 1_000_000;
    intake = createFakeIntake();
    harness = await makeTeamsHarness(
      { intake, completer: { complete: async () => [] } },
      { config: { nowMs: () => nowMs } },
    );
  });
  afterEach(() => harness.close());

  /** Each with an id and times of its own. */
  const message = (text: string, personKey: string = PEOPLE.customer) => {
    const id = harness.teams.nextKey();
    return { ...harness.frame(personKey, CHANNEL, id), type: "message", id, text };
  };

  it("is taken once when the first answer took longer than Bot Service waits", async () => {
    const open = intake.hold();
    const first = harness.send(message("Where is it?"));
    while (intake.calls.length === 0) await new Promise(setImmediate);
    nowMs += 15 * SECOND;
    open();
    expect((await first).status).toBe(200);
    expect((await harness.send(message("Where is it?"))).status).toBe(200);
    expect(intake.events).toHaveLength(1);
  });

  it("is taken once when the first was answered that it could not be kept, though it was", async () => {
    // Committed a moment after the answer was given up.
    intake.fail();
    expect((await harness.send(message("Where is it?"))).status).toBe(503);
    intake.recover();
    const [late] = intake.calls;
    if (late) await intake.accept(late);
    nowMs += 15 * SECOND;
    expect((await harness.send(message("Where is it?"))).status).toBe(200);
    expect(intake.events).toHaveLength(1);
  });

  it("is no repeat where the first was answered: somebody wrote the same words again", async () => {
    for (let times = 0; times < 3; times += 1) {
      await harness.send(message("Any news?"));
      nowMs += 15 * SECOND;
    }
    expect(intake.events).toHaveLength(3);
  });

  it("is no repeat where others wrote the words, or the same person quickly, or long after", () => {
    const repeats = createRepeats(() => nowMs);
    const said = (text: string, personKey?: string) =>
      repeats.keyFor(readActivity(message(text, personKey)) as Activity, `key ${harness.teams.nextKey()}`);
    const first = said("Yes");
    const quickly = said("Yes");
    expect(quickly).not.toBe(first);
    nowMs += 15 * SECOND;
    expect(said("Yes", PEOPLE.other)).not.toBe(quickly);
    expect(said("No")).not.toBe(quickly);
    // Still under way: its answer has not reached Bot Service in time.
    expect(said("Yes")).toBe(quickly);
    nowMs += 180 * SECOND;
    expect(said("Yes")).not.toBe(quickly);
  });

  it("a dialog's words are taken once for each dialog, whatever becomes of the requests that bring them", async () => {
    const offer = async () => {
      await harness.act({
        kind: "command",
        personKey: PEOPLE.customer,
        channelKey: CHANNEL,
        text: "/rapport new",
      });
      const asked = intake.events.findLast(({ kind }) => kind === "command-invoked");
      const interactionKey = asked?.kind === "command-invoked" ? (asked.interactionKey ?? "") : "";
      await deliver(harness, {
        ...addressOf(harness),
        kind: "open-form",
        personKey: PEOPLE.customer,
        interactionKey,
        form: FORM,
      });
    };
    const submit = (subject: string) =>
      harness.act({ kind: "submit-form", personKey: PEOPLE.customer, values: { subject } });
    const submitted = () => intake.events.filter(({ kind }) => kind === "form-submitted").length;
    await offer();
    await submit("Lost parcel");
    await submit("Lost parcel");
    expect(submitted()).toBe(1);
    await offer();
    await submit("Lost parcel");
    expect(submitted()).toBe(2);
  });
});
