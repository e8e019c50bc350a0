import { setTimeout as sleep } from "node:timers/promises";
import { CONTROLS } from "../../../src/desk/control-ids.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { FailPoint } from "./fail-points.ts";
import type { PlatformUnderTest } from "./platform-under-test.ts";
import type { FakeUnderTest } from "./platforms.ts";
import type { Sender } from "./sender.ts";
import { commandOf, messageOf, pressOf } from "./test-events.ts";

const PATIENCE_MS = 30_000;

/** What was asked for, for the judgement at the end. */
export interface Provoked {
  digests: number;
  readonly erased: string[];
}

/** Points that no message passes: a manager asks for a digest, a customer for the end of all data. */
export async function provoke(
  point: FailPoint,
  number: number,
  parts: {
    readonly platform: PlatformUnderTest;
    readonly sender: Sender;
    readonly address: string;
    readonly provoked: Provoked;
  },
): Promise<void> {
  const { platform, sender, address, provoked } = parts;
  if (!isFake(platform) || (point !== "in_digest" && point !== "in_erase")) return;
  const say = (event: Parameters<FakeUnderTest["sendEvent"]>[0]): void =>
    sender.add(null, () => platform.sendEvent(event, address));
  const now = new Date();
  if (point === "in_digest") {
    provoked.digests += 1;
    say(commandOf("BOSS", "manager", "digest", number, now));
    return;
  }
  const personKey = `GONE${number}`;
  say(messageOf({ token: personKey, personKey, text: "how long does a refund take?" }, now));
  say(commandOf(personKey, "customer", "privacy", number, now));
  const personId = await untilSeen(platform, personKey);
  if (personId === null) return;
  provoked.erased.push(personKey);
  say(pressOf(personKey, CONTROLS.privacyEraseConfirmed, personId, now));
}

const isFake = (platform: PlatformUnderTest): platform is FakeUnderTest => "sendEvent" in platform;

/** The button that ends a person's data names the person by our own id. */
async function untilSeen({ platform }: FakeUnderTest, personKey: string): Promise<string | null> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (performance.now() < endsAt) {
    for (const outbound of platform.seen) {
      const id = eraseValue(outbound, personKey);
      if (id !== null) return id;
    }
    await sleep(25);
  }
  return null;
}

function eraseValue(outbound: Outbound, personKey: string): string | null {
  if (outbound.kind !== "ephemeral" || outbound.personKey !== personKey) return null;
  for (const block of outbound.content.blocks) {
    if (block.type !== "controls") continue;
    for (const control of block.controls)
      if (control.type === "button" && control.controlId === CONTROLS.privacyErase) return control.value;
  }
  return null;
}
