import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { commandData, makeDiscordHarness } from "../../adapters/discord/discord-harness.ts";
import { CHANNEL, PEOPLE } from "../../adapters/discord/double/fake-discord.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

interface Forgery {
  readonly what: string;
  readonly body: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

interface Keys {
  readonly ours: KeyObject;
  readonly anothers: KeyObject;
}

const signed = (key: KeyObject, at: string, body: string): string =>
  sign(null, Buffer.from(at + body), key).toString("hex");

/** A forged request of one of the known kinds, with what can vary drawn. */
function forge(kind: number, body: string, nowSeconds: number, keys: Keys, random: () => number): Forgery {
  const now = String(nowSeconds);
  const far = 301 + Math.floor(random() * 1e6);
  const good = signed(keys.ours, now, body);
  const flipped = `${good.slice(0, -1)}${good.at(-1) === "0" ? "1" : "0"}`;
  const of = (what: string, at: string, signature: string, sent = body): Forgery => ({
    what,
    body: sent,
    headers: [
      ["x-signature-timestamp", at],
      ["x-signature-ed25519", signature],
    ],
  });
  const kinds: readonly (() => Forgery)[] = [
    () => ({ what: "no headers", body, headers: [] }),
    () => of("another application's key", now, signed(keys.anothers, now, body)),
    () => of("a random signature", now, randomBytes(64).toString("hex")),
    () => of("nothing but noughts", now, "00".repeat(64)),
    () => of("no signature", now, ""),
    () => of("a short signature", now, good.slice(0, 126)),
    () => of("a changed digit", now, flipped),
    () => of("a changed body", now, good, `${body} `),
    () => of("an emptied body", now, good, ""),
    () => of("a swapped time", String(nowSeconds - 1 - Math.floor(random() * 200)), good),
    () => of("too old", String(nowSeconds - far), signed(keys.ours, String(nowSeconds - far), body)),
    () => of("too new", String(nowSeconds + far), signed(keys.ours, String(nowSeconds + far), body)),
    () => of("no number", "NaN", signed(keys.ours, "NaN", body)),
    () => of("endless", "1e400", signed(keys.ours, "1e400", body)),
    () => of("a minus", `-${now}`, signed(keys.ours, `-${now}`, body)),
    () =>
      of("time joined to the body", now.slice(0, -1), signed(keys.ours, now, body), `${now.at(-1)}${body}`),
    () => ({
      what: "two signatures",
      body,
      headers: [
        ["x-signature-timestamp", now],
        ["x-signature-ed25519", good],
        ["x-signature-ed25519", flipped],
      ],
    }),
    () => ({
      what: "two times",
      body,
      headers: [
        ["x-signature-timestamp", now],
        ["x-signature-timestamp", String(nowSeconds - 1)],
        ["x-signature-ed25519", good],
      ],
    }),
  ];
  return (kinds[kind % kinds.length] ?? kinds[0])?.() ?? of("nothing", now, "");
}

/** `isBlind`: the desk is told that the forger's key is Discord's; what it signs is taken then, and the trial must say so. */
export async function forgeInteractions(
  { size, seed, progress }: Pick<Trial, "size" | "seed" | "progress">,
  isBlind = false,
): Promise<Verdict> {
  const random = seededRandom(seed);
  const ours = generateKeyPairSync("ed25519");
  const anothers = generateKeyPairSync("ed25519");
  const keys = { ours: ours.privateKey, anothers: anothers.privateKey };
  const trusted = isBlind ? anothers.publicKey : ours.publicKey;
  const publicKey = trusted.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
  const intake = createFakeIntake();
  const harness = await makeDiscordHarness(
    { intake, completer: { complete: async () => [] } },
    { config: { publicKey, times: { holdMs: 20 } } },
  );
  const violations = new Set<string>();
  const send = async ({ body, headers }: Omit<Forgery, "what">): Promise<number> => {
    const response = await fetch(`${harness.url}/discord/interactions`, {
      method: "POST",
      headers: [
        ["content-type", "application/json"],
        ...headers.map(([name, value]): [string, string] => [name, value]),
      ],
      body,
    });
    await response.arrayBuffer();
    return response.status;
  };
  const command = (): string =>
    JSON.stringify(
      harness.discord.interact(
        PEOPLE.customer,
        CHANNEL,
        { type: 2, data: commandData("/rapport help") },
        true,
      ),
    );
  const seconds = (): number => Math.floor(harness.clock.now().getTime() / 1_000);
  let accepted = 0;
  try {
    for (let n = 0; n < size; n += 1) {
      const forgery = forge(n, command(), seconds(), keys, random);
      const status = await send(forgery);
      if (status !== 401) {
        accepted += 1;
        violations.add(`a forged request (${forgery.what}) was answered ${status}`);
      }
      progress(n + 1);
    }
    if (intake.calls.length > 0) violations.add(`${intake.calls.length} forged events reached the desk`);
    if (!isBlind) {
      const body = command();
      const now = String(seconds());
      const genuine = {
        body,
        headers: [
          ["x-signature-timestamp", now],
          ["x-signature-ed25519", signed(keys.ours, now, body)],
        ] as const,
      };
      const status = await send(genuine);
      if (status !== 200) violations.add(`a genuine request after them was answered ${status}`);
      if ((await send(genuine)) !== 401) violations.add("a copy of a genuine request was taken");
    }
  } finally {
    await harness.close();
  }
  return { violations: [...violations], figures: { forged: size, accepted } };
}

export const forgedDiscord: Scenario = {
  id: "S3",
  title: "interactions that Discord did not sign: keys, signatures, times, bodies",
  criterion: "every one is answered 401 and nothing is stored",
  promises: ["P1"],
  databases: ["pglite"],
  unit: "requests",
  fullSize: 2_000,
  limitMs: 5 * 60_000,
  run: (trial) => forgeInteractions(trial),
};
