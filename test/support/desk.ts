import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { composeDesk, type Desk, ensureTenant, type Foundations } from "../../src/app.ts";
import type { Control } from "../../src/domain/message-content.ts";
import type { PostRecord } from "../../src/ports/stores/web-room-store.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../fakes/logger.ts";
import { openTestFoundations } from "./foundations.ts";

/** A whole desk in one process: real database, real models, a clock with hands. Nothing is listened on. */
export interface TestDesk {
  readonly desk: Desk;
  readonly foundations: Foundations;
  readonly tenantId: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** Writes as a persona and lets the desk work until nothing is due. */
  say(personKey: string, channelKey: string, text: string, threadKey?: string): Promise<PostRecord>;
  press(personKey: string, post: PostRecord, controlId: string): Promise<void>;
  command(personKey: string, channelKey: string, text: string): Promise<void>;
  react(personKey: string, post: PostRecord, emoji: string): Promise<void>;
  /** Moves the clock and works off what became due. */
  wait(spanMs: number): Promise<void>;
  /** What a persona sees, oldest first: the top of a channel, or a thread without its root. */
  posts(personKey: string, channelKey: string, threadKey?: string): Promise<readonly PostRecord[]>;
  close(): Promise<void>;
}

export async function openTestDesk(at = "2026-03-03T09:00:00.000Z"): Promise<TestDesk> {
  const clock = createFakeClock(at);
  const logger = createRecordingLogger();
  const folder = await mkdtemp(join(tmpdir(), "rapport-desk-"));
  const foundations = await openTestFoundations({ DATA_DIR: folder }, logger);
  const { tenantId } = await ensureTenant(foundations, { slug: "test", name: "Test company" }, clock.now());
  const desk = await composeDesk(foundations, { tenantId, clock, authorise: async () => ({ kind: "open" }) });
  await desk.open();
  const work = (): Promise<void> => desk.spine.runUntilIdle();
  return {
    desk,
    foundations,
    tenantId,
    clock,
    logger,
    async say(personKey, channelKey, text, threadKey) {
      clock.advance(1_000);
      const wish = {
        clientKey: randomUUID(),
        channelKey,
        threadKey: threadKey ?? null,
        replyToKey: null,
        text,
      };
      const post = await desk.room.people.post(memberOf(personKey), wish, []);
      await work();
      return post;
    },
    async press(personKey, post, controlId) {
      const control = controlsOf(post).find(
        (candidate) =>
          candidate.controlId === controlId ||
          (candidate.type === "button" &&
            `${candidate.controlId}=${candidate.value.split("|").at(-1)}` === controlId),
      );
      if (control?.type !== "button") throw new Error(`no button ${controlId} on that post`);
      clock.advance(1_000);
      await desk.room.people.useControl(memberOf(personKey), post.postKey, {
        clientKey: randomUUID(),
        controlId: control.controlId,
        value: control.value,
      });
      await work();
    },
    async command(personKey, channelKey, text) {
      clock.advance(1_000);
      await desk.room.people.command(memberOf(personKey), {
        clientKey: randomUUID(),
        channelKey,
        threadKey: null,
        text,
      });
      await work();
    },
    async react(personKey, post, emoji) {
      clock.advance(1_000);
      await desk.room.people.react(memberOf(personKey), post.postKey, {
        clientKey: randomUUID(),
        emoji,
        remove: false,
      });
      await work();
    },
    async wait(spanMs) {
      clock.advance(spanMs);
      await work();
    },
    posts: (personKey, channelKey, threadKey) =>
      desk.room.core.store.listPosts({
        channelKey,
        threadKey: threadKey ?? null,
        viewerKey: personKey,
        beforeKey: null,
        limit: 100,
      }),
    async close() {
      await desk.close();
      await foundations.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function memberOf(personKey: string) {
  const member = DEFAULT_MEMBERS.find((candidate) => candidate.personKey === personKey);
  if (!member) throw new Error(`no persona ${personKey}`);
  return member;
}

export const controlsOf = (post: PostRecord): readonly Control[] =>
  post.content?.blocks.flatMap((block) => (block.type === "controls" ? block.controls : [])) ?? [];
