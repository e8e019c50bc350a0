import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentOf } from "../../contracts/outbounds.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { commandData, type DiscordHarness, makeDiscordHarness } from "./discord-harness.ts";
import { CHANNEL, GUILD, PEOPLE } from "./double/fake-discord.ts";

const ours = generateKeyPairSync("ed25519");
const anothers = generateKeyPairSync("ed25519");
const hexOf = (key: KeyObject): string =>
  key.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

let harness: DiscordHarness;
let intake: FakeIntake;
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await makeDiscordHarness(
    { intake, completer: { complete: async () => [{ value: "/rapport digest weekly", hint: "" }] } },
    { config: { publicKey: hexOf(ours.publicKey), times: { holdMs: 50 } } },
  );
});
afterEach(() => harness.close());

interface Sending {
  readonly key?: KeyObject;
  readonly timestamp?: string;
  readonly headers?: Record<string, string>;
  readonly sentBody?: string;
}

async function send(payload: unknown, { key = ours.privateKey, timestamp, headers, sentBody }: Sending = {}) {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const at = timestamp ?? String(Math.floor(harness.clock.now().getTime() / 1_000));
  const signature = sign(null, Buffer.from(at + body), key).toString("hex");
  const response = await fetch(`${harness.url}/discord/interactions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-signature-timestamp": at,
      "x-signature-ed25519": signature,
      ...headers,
    },
    body: sentBody ?? body,
  });
  const text = await response.text();
  return {
    status: response.status,
    answer: text === "" ? null : (JSON.parse(text) as { type: number; data?: { content?: string } }),
  };
}

const command = (text: string): object =>
  harness.discord.interact(PEOPLE.customer, CHANNEL, { type: 2, data: commandData(text) }, true);

describe("signed interactions", () => {
  it("Discord's ping is answered", async () => {
    const { data: _data, ...ping } = { ...command("/rapport help"), type: 1 } as Record<string, unknown>;
    expect(await send(ping)).toEqual({ status: 200, answer: { type: 1 } });
  });

  it("a command is kept, then deferred for the one who typed it", async () => {
    const { status, answer } = await send(command("/rapport help"));
    expect({ status, answer }).toEqual({ status: 200, answer: { type: 5, data: { flags: 64 } } });
    expect(intake.events).toHaveLength(1);
    expect(intake.events[0]).toMatchObject({ kind: "command-invoked", argumentText: "help" });
  });

  it("what the desk says at once is the answer itself", async () => {
    const sent = send(command("/rapport help"));
    while (intake.events.length === 0) await new Promise(setImmediate);
    const [event] = intake.events;
    const interactionKey = event?.kind === "command-invoked" ? event.interactionKey : null;
    const address = {
      platform: "discord",
      workspaceKey: GUILD,
      channelKey: CHANNEL,
      threadKey: null,
    } as const;
    const outcome = await harness.adapter.deliver(
      {
        ...address,
        kind: "ephemeral",
        personKey: PEOPLE.customer,
        interactionKey,
        content: contentOf("At once."),
      },
      { tenantId: harness.tenantId, idempotencyKey: "a", targetMessageKey: null },
    );
    expect(outcome.kind).toBe("sent");
    expect((await sent).answer).toMatchObject({ type: 4, data: { content: "At once.", flags: 68 } });
  });

  it("what could not be kept says so", async () => {
    intake.fail();
    const { answer } = await send(command("/rapport help"));
    expect(answer).toMatchObject({ type: 4 });
    expect(answer?.data?.content).toContain("could not be kept");
  });

  it("what follows a command is offered while it is typed", async () => {
    const options = [
      { name: "digest", type: 1, options: [{ name: "what", type: 3, value: "we", focused: true }] },
    ];
    const data = { id: "1", name: "rapport", type: 1, options };
    const typed = harness.discord.interact(PEOPLE.owner, CHANNEL, { type: 4, data }, true);
    expect((await send(typed)).answer).toEqual({
      type: 8,
      data: { choices: [{ name: "weekly", value: "weekly" }] },
    });
  });
});

describe("requests that Discord did not sign", () => {
  const count = process.env.DISCORD_TRIALS === "full" ? 2_000 : 200;

  it(`${count} forgeries of every kind are refused, and nothing of them is kept`, async () => {
    const now = Math.floor(harness.clock.now().getTime() / 1_000);
    const good = sign(null, Buffer.from(`${now}{}`), ours.privateKey).toString("hex");
    const forgeries: ((at: number) => Sending)[] = [
      () => ({ key: anothers.privateKey }),
      (at) => ({ timestamp: String(now - 301 - at) }),
      (at) => ({ timestamp: String(now + 301 + at) }),
      (at) => ({ headers: { "x-signature-timestamp": String(now - 1 - (at % 200)) } }),
      () => ({ headers: { "x-signature-ed25519": "" } }),
      () => ({ headers: { "x-signature-ed25519": "00".repeat(64) } }),
      () => ({ headers: { "x-signature-ed25519": good } }),
      () => ({ headers: { "x-signature-timestamp": "" } }),
      () => ({ headers: { "x-signature-timestamp": "1e9" } }),
      (at) => ({ sentBody: JSON.stringify({ ...command("/rapport help"), at }) }),
    ];
    const statuses = new Map<number, number>();
    for (let at = 0; at < count; at += 1) {
      const forge = forgeries[at % forgeries.length];
      const { status } = await send(command("/rapport help"), forge?.(at));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([[401, count]]);
    expect(intake.events).toEqual([]);
    expect(harness.logger.said).not.toContain(good);
  }, 60_000);

  it("an exact copy of a genuine one is refused", async () => {
    const payload = command("/rapport help");
    expect((await send(payload)).status).toBe(200);
    expect((await send(payload)).status).toBe(401);
    expect(intake.events).toHaveLength(1);
  });

  it("another application's is none of ours, and nonsense is refused", async () => {
    await send({ ...command("/rapport help"), application_id: "999999999999999999" });
    expect(intake.events).toEqual([]);
    const nonsense = await Promise.all(["[1]", "not json"].map((body) => send(body)));
    expect(nonsense.map(({ status }) => status)).toEqual([400, 400]);
    expect((await fetch(`${harness.url}/discord/interactions`)).status).toBe(405);
    expect((await fetch(`${harness.url}/discord/elsewhere`)).status).toBe(404);
  });
});
