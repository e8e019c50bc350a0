import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createHandClock, type HandClock } from "../app/hand-clock.ts";
import { loadDemoDocuments } from "../app/load-demo.ts";
import { composeDesk, type Desk, ensureTenant, type Foundations, WEB_WORKSPACE_KEY } from "../app.ts";
import { scheduleDueDigests } from "../digests/schedule-digests.ts";
import type { ChannelMode } from "../domain/channel.ts";
import { RapportError } from "../domain/errors.ts";
import { addMs, DAY } from "../domain/time.ts";
import { latestLocalHour } from "../domain/zone.ts";
import { createLibrary } from "../knowledge/library.ts";
import type { Stage } from "./play-recording.ts";
import type { Cast } from "./recorded-event.ts";

export interface OpenedStage extends Stage {
  readonly tenantId: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly mode: ChannelMode;
  readonly articlesDir: string | null;
  readonly pause: (spanMs: number) => Promise<void>;
  readonly onDocument: (line: string) => void;
}

/** A clock that the stage moves; made before the database is opened. */
export const stageClock = (cast: Cast): HandClock =>
  createHandClock(cast.played.reduce((first, { at }) => (at < first ? at : first), new Date(8.64e15)));

/** A desk that lives in the time of the recording, with its channels, its people and documents to answer from. */
export async function openStage(
  foundations: Foundations,
  clock: HandClock,
  cast: Cast,
  options: StageOptions,
): Promise<OpenedStage> {
  const { store, database } = foundations;
  const { tenantId } = await ensureTenant(foundations, { slug: "replay", name: "Replay" }, clock.now());
  await addDocuments(foundations, tenantId, clock, options);
  const desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "refused" }),
  });
  await desk.open();
  await openChannels(foundations, tenantId, desk, cast, options.mode, clock.now());
  const tenant = (await store.listTenants()).find(({ id }) => id === tenantId);
  const { digestHour } = tenant?.settings ?? { digestHour: 8 };
  const timeZone = tenant?.timeZone ?? "UTC";

  return {
    tenantId,
    setClock: (at) => clock.set(at),
    accept: ({ event }) => desk.spine.intake.accept(event),
    async keepPosts(messages) {
      await Promise.all(messages.map(({ post }) => desk.room.core.store.addPost(post)));
    },
    runUntilIdle: () => desk.spine.runUntilIdle(),
    async nextTimerAt() {
      const [row] = await database.spineQuery<{ due_ms: number | null }>(
        "select (extract(epoch from min(due_at)) * 1000)::float8 as due_ms from timers",
        [],
      );
      return row?.due_ms == null ? null : new Date(Math.ceil(row.due_ms));
    },
    nextDigestAfter: async (at) => latestLocalHour(addMs(at, DAY), digestHour, timeZone),
    postDueDigests: (at) => scheduleDueDigests(store, at),
    pause: options.pause,
    close: () => desk.close(),
  };
}

async function openChannels(
  { store }: Foundations,
  tenantId: string,
  desk: Desk,
  cast: Cast,
  mode: ChannelMode,
  now: Date,
): Promise<void> {
  await desk.room.core.directory.putPlaces(
    cast.channels.map(({ channelKey, name }) => ({ channelKey, name, kind: "public", personKey: null })),
  );
  await desk.room.core.directory.putMembers(cast.members);
  await store.transaction(tenantId, async (stores) => {
    const workspace = await stores.workspaces.findByKey("web", WEB_WORKSPACE_KEY);
    if (!workspace)
      throw new RapportError(
        "replay.no-room",
        "This data folder has no browser chat.",
        "Give a folder that Rapport made, or none.",
      );
    for (const ref of cast.channels) {
      const channel = await stores.channels.ensure(workspace.id, ref, now);
      await stores.channels.configure(channel.id, {
        mode,
        // A channel for customers makes customers of all who are not known otherwise.
        purpose: cast.hasUnknownRoles ? "other" : "customers",
      });
    }
  });
}

async function addDocuments(
  foundations: Foundations,
  tenantId: string,
  clock: HandClock,
  { articlesDir, onDocument }: StageOptions,
): Promise<void> {
  if (articlesDir === null) {
    await loadDemoDocuments(foundations, tenantId, clock, () => {});
    return;
  }
  const library = createLibrary({ ...foundations, clock });
  for (const name of (await listFiles(articlesDir)).sort()) {
    const bytes = await readFile(join(articlesDir, name));
    const outcome = await library.add(tenantId, { name, bytes }, { refresh: false });
    if (outcome.kind === "refused") onDocument(`${name} was left out: ${outcome.code}`);
  }
  await library.refresh(tenantId);
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch (cause) {
    throw new RapportError(
      "replay.no-articles",
      `The folder ${folder} cannot be read.`,
      "Give --articles a folder with documents.",
      { cause },
    );
  }
}
