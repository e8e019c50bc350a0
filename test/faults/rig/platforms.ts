import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import type { InboundEvent } from "../../../src/domain/inbound-event.ts";
import { createFakePlatform, type FakeKind, type FakePlatform, servePlatform } from "./fake-platform.ts";
import { FAKE_EVENTS_PATH } from "./fake-platform-adapter.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { OpenPlatform, PlatformUnderTest } from "./platform-under-test.ts";
import { messageOf } from "./test-events.ts";

/** Slack sends again at once, after a minute and after five; here sixty times faster. */
const RESEND_AFTER_MS = [50, 1_000, 5_000, 15_000, 30_000];
const SEND_MS = 3_000;

/** The fakes can also be pressed and commanded. */
export interface FakeUnderTest extends PlatformUnderTest {
  readonly platform: FakePlatform;
  sendEvent(event: InboundEvent, address: string): Promise<boolean>;
}

/** A platform of the rig behind the real pipeline: `guarded` refuses copies by key, `blind` cannot. */
export async function openFake(kind: FakeKind, journal: Journal): Promise<FakeUnderTest> {
  const platform = createFakePlatform(journal, kind);
  const server = await servePlatform(platform);
  const sendEvent = (event: InboundEvent, address: string) =>
    post(`${address}${FAKE_EVENTS_PATH}`, {}, event);
  return {
    name: kind,
    program: "rig",
    platform,
    environment: { FAKE_PLATFORM: `${kind}=${server.url}` },
    mayBeUncertain: kind === "blind",
    resendAfterMs: RESEND_AFTER_MS,
    send: (event, address) => sendEvent(messageOf(event, new Date()), address),
    sendEvent,
    posts: () =>
      journal
        .read()
        .filter((entry): entry is Extract<JournalEntry, { kind: "posted" }> => entry.kind === "posted"),
    close: server.close,
  };
}

export const openGuarded: OpenPlatform = (journal) => openFake("guarded", journal);
export const openBlind: OpenPlatform = (journal) => openFake("blind", journal);

const PERSONAS = ["maya", "tom", "ines", "jonas"];

/** The browser chat over its own HTTP API; what a window posts again carries the same key. */
export const openWeb: OpenPlatform = async () => ({
  name: "web",
  program: "product",
  environment: {},
  mayBeUncertain: false,
  resendAfterMs: RESEND_AFTER_MS,
  send: ({ token, text }, address) =>
    post(
      `${address}${WEB_API_PATH}/posts`,
      { [PERSONA_HEADER]: personaOf(token) },
      { clientKey: `rig-${token}`, channelKey: "help", text: `@rapport ${text}` },
    ),
  posts: (truth) => truth.webPosts.map((entry) => ({ kind: "posted", ...entry })),
  close: async () => undefined,
});

const personaOf = (token: string): string =>
  PERSONAS[Number(token.slice("RIG".length)) % PERSONAS.length] ?? "maya";

async function post(url: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SEND_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
