import type { WebRoom } from "../../adapters/web/index.ts";
import { CONTROLS } from "../desk/control-ids.ts";
import type { Button } from "../domain/message-content.ts";
import { addMs, DAY, HOUR, MINUTE } from "../domain/time.ts";
import type { PostRecord, RoomMember } from "../ports/stores/web-room-store.ts";
import { LAST_HOURS, type Step, THREAD_SCRIPTS, type ThreadScript } from "./history-scripts.ts";

export const HISTORY_DAYS = 28;

/** Customers of the sample company, beside the personas of the chat. */
export const HISTORY_CUSTOMERS: readonly RoomMember[] = [
  "Lena",
  "Marek",
  "Sofia",
  "Karim",
  "Nora",
  "Felix",
  "Aiko",
  "Pedro",
  "Zoe",
  "Ruth",
].map((displayName) => ({
  personKey: displayName.toLowerCase(),
  displayName,
  role: "customer",
}));

const CITIES = ["Leipzig", "Lyon", "Gdansk", "Porto", "Linz", "Ghent", "Turin", "Malmo"];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

export interface HistoryStage {
  readonly room: WebRoom;
  readonly personas: readonly RoomMember[];
  /** Sets the desk's clock and lets it work until nothing is due. */
  advanceTo(at: Date): Promise<void>;
  readonly onProgress: (done: number, total: number) => void;
  /** How many days the history holds; four weeks by default. */
  readonly days?: number;
}

interface Scene {
  readonly at: Date;
  readonly play: () => Promise<void>;
}

/**
 * Four weeks of conversations, ending before `endAt`, through the same door as everybody's: dated messages by people of the
 * room, worked by the desk in their own time. The same seed and end give the same weeks, and what was played before is not played twice.
 */
export async function playHistory(stage: HistoryStage, endAt: Date): Promise<number> {
  await stage.room.addMembers(HISTORY_CUSTOMERS);
  const draw = seeded(20_261);
  const threads = planThreads(endAt, stage.days ?? HISTORY_DAYS, draw);
  const scenes = threads
    .flatMap((thread) => scenesOf(stage, thread, draw))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  let done = 0;
  for (const scene of scenes) {
    if (scene.at >= endAt) break;
    await stage.advanceTo(scene.at);
    await scene.play();
    await stage.advanceTo(addMs(scene.at, 8_000));
    done += 1;
    stage.onProgress(done, scenes.length);
  }
  await stage.advanceTo(endAt);
  return done;
}

interface PlannedThread {
  readonly position: number;
  readonly script: ThreadScript;
  readonly customer: RoomMember;
  readonly agent: "ana" | "ben";
  readonly startAt: Date;
}

/** Three to four threads on a working day, one at the weekend; a worse third week, so that the charts have something to show. */
function planThreads(endAt: Date, days: number, draw: () => number): readonly PlannedThread[] {
  const firstDayAt = addMs(new Date(Math.floor(endAt.getTime() / DAY) * DAY), -days * DAY);
  const customers = [...HISTORY_CUSTOMERS];
  const planned: PlannedThread[] = [];
  let next = 0;
  for (let day = 0; day <= days; day += 1) {
    const dayAt = addMs(firstDayAt, day * DAY);
    const isWeekend = [0, 6].includes(dayAt.getUTCDay());
    const count = isWeekend ? 1 : 3 + (day >= 14 && day < 21 ? 1 : 0);
    for (let slot = 0; slot < count; slot += 1) {
      const script = THREAD_SCRIPTS[(next * 7) % THREAD_SCRIPTS.length];
      const customer = customers[next % customers.length];
      if (script && customer)
        planned.push({
          position: next,
          script,
          customer,
          agent: draw() < 0.5 ? "ana" : "ben",
          startAt: addMs(dayAt, 7 * HOUR + slot * 2 * HOUR + Math.floor(draw() * 90) * MINUTE),
        });
      next += 1;
    }
  }
  return [...planned, ...planLastHours(endAt, next)];
}

/** What is still open when the history ends: work for whoever opens the desk now. */
function planLastHours(endAt: Date, firstPosition: number): readonly PlannedThread[] {
  return LAST_HOURS.flatMap(({ who, minutesBeforeEnd, script }, place) => {
    const customer = HISTORY_CUSTOMERS.find(({ displayName }) => displayName === who);
    if (!customer) return [];
    const startAt = addMs(endAt, -minutesBeforeEnd * MINUTE);
    return [{ position: firstPosition + place, script, customer, agent: "ana" as const, startAt }];
  });
}

function scenesOf(stage: HistoryStage, thread: PlannedThread, draw: () => number): readonly Scene[] {
  const fill = fillerOf(thread, draw);
  const stageMember = (personKey: string): RoomMember =>
    stage.personas.find((persona) => persona.personKey === personKey) ?? thread.customer;
  let rootKey: string | null = null;
  /** The same on every try, so that a history that was cut short goes on where it stopped. */
  let current = 0;
  const clientKey = (): string => `sample-${thread.position}-${current}`;
  let at = thread.startAt;
  const threadPosts = async (): Promise<readonly PostRecord[]> =>
    rootKey === null
      ? []
      : stage.room.core.store.listPosts({
          channelKey: thread.script.channel,
          threadKey: rootKey,
          viewerKey: thread.customer.personKey,
          beforeKey: null,
          limit: 100,
        });
  const post = async (member: RoomMember, words: string): Promise<void> => {
    const wish = {
      clientKey: clientKey(),
      channelKey: thread.script.channel,
      threadKey: rootKey,
      replyToKey: null,
      text: fill(words),
    };
    const made = await stage.room.people.post(member, wish, []);
    rootKey ??= made.postKey;
  };
  const press = async (matches: (button: Button) => boolean): Promise<void> => {
    for (const found of [...(await threadPosts())].reverse()) {
      const button = buttonsOf(found).find(matches);
      if (!button) continue;
      await stage.room.people.useControl(thread.customer, found.postKey, {
        clientKey: clientKey(),
        controlId: button.controlId,
        value: button.value,
      });
      return;
    }
  };
  const play = async (step: Step): Promise<void> => {
    if ("says" in step) return post(thread.customer, step.says);
    if ("agent" in step) return post(stageMember(thread.agent), step.agent);
    if ("rates" in step)
      return press((button) => button.controlId === CONTROLS.rate && button.value.endsWith(`|${step.rates}`));
    if (step.does === "solved") return press((button) => button.controlId === CONTROLS.answerSolved);
    if (step.does === "not-helpful") return press((button) => button.controlId === CONTROLS.answerNotHelpful);
    if (rootKey !== null)
      await stage.room.people.react(stageMember(thread.agent), rootKey, {
        clientKey: clientKey(),
        emoji: "✅",
        remove: false,
      });
  };
  return thread.script.steps.map((step, position) => {
    at = addMs(at, (step.afterMinutes ?? 0) * MINUTE);
    return {
      at,
      play: () => {
        current = position;
        return play(step);
      },
    };
  });
}

const buttonsOf = (post: PostRecord): readonly Button[] =>
  post.content?.blocks
    .flatMap((block) => (block.type === "controls" ? block.controls : []))
    .filter((control) => control.type === "button") ?? [];

function fillerOf(thread: PlannedThread, draw: () => number): (words: string) => string {
  const parcel = `PW${String(Math.floor(draw() * 9_000_000) + 1_000_000)}`;
  const city = CITIES[Math.floor(draw() * CITIES.length)] ?? "Leipzig";
  const day = WEEKDAYS[(thread.startAt.getUTCDay() + 3) % WEEKDAYS.length] ?? "Monday";
  return (words) => words.replaceAll("{n}", parcel).replaceAll("{city}", city).replaceAll("{day}", day);
}

/** Mulberry32: small, and the same on every machine. 0 <= n < 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
