import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Clock } from "../../../src/ports/clock.ts";
import type { HeldAnswers } from "../../../src/ports/stores/held-answers.ts";
import type { AskedFor } from "../render/invoke-answers.ts";
import { interactionKeyOf, readInteractionKey } from "../thread-key.ts";

/** A person who waits before an open dialog or a pressed card. */
export interface Waiting {
  readonly interactionKey: string;
  /** What Teams is to be answered, or `null` when nothing comes in time. */
  answer(): Promise<object | null>;
  /** Nothing will come: the press could not be kept. */
  close(): void;
}

/**
 * Requests that Teams holds open. The desk answers by the outbox, a moment later and perhaps in another process: what it
 * says to the one who pressed is handed to the request while it waits, and goes another way when it does not.
 */
export interface Invokes {
  open(wait: {
    readonly tenantId: string;
    readonly personKey: string;
    readonly askedFor: AskedFor;
    /** Of the card that was pressed. */
    readonly messageKey: string | null;
    readonly waitMs: number;
  }): Waiting;
  /** `false`: nobody waits any more, or somebody else does. */
  hand(tenantId: string, interactionKey: string | null, personKey: string, answer: object): Promise<boolean>;
  /** The card changed under everybody of this process who pressed it. */
  noteChanged(messageKey: string, answer: object): Promise<void>;
}

export interface InvokesOptions {
  /** `null`: no other process works beside this one. */
  readonly held: HeldAnswers | null;
  readonly clock: Clock;
  /** How often another process's answer is looked for. */
  readonly lookMs?: number;
}

interface Open {
  readonly tenantId: string;
  readonly personKey: string;
  readonly askedFor: AskedFor;
  readonly messageKey: string | null;
  readonly come: (answer: object | null) => void;
}

const LOOK_MS = 120;
/** A request that was given up. */
const NOTHING = "";
const answerSchema = z.record(z.string(), z.unknown());

export function createInvokes({ held, clock, lookMs = LOOK_MS }: InvokesOptions): Invokes {
  const waiting = new Map<string, Open>();

  /** Whoever leaves the first answer leaves the only one. */
  const claim = async (tenantId: string, invokeKey: string, answer: string): Promise<boolean> =>
    held === null || held.leave(tenantId, invokeKey, answer, clock.now());

  const end = (invokeKey: string, answer: object | null): void => {
    waiting.get(invokeKey)?.come(answer);
    waiting.delete(invokeKey);
  };

  const lookElsewhere = async (tenantId: string, invokeKey: string): Promise<void> => {
    while (held !== null && waiting.has(invokeKey)) {
      await sleep(lookMs, undefined, { ref: false });
      const left = await held.take(tenantId, invokeKey);
      if (left !== null) end(invokeKey, read(left));
    }
  };

  const giveUp = async (tenantId: string, invokeKey: string): Promise<void> => {
    const isOver = await claim(tenantId, invokeKey, NOTHING);
    const left = isOver || held === null ? null : await held.take(tenantId, invokeKey);
    if (left !== null) return end(invokeKey, read(left));
    // Whoever was first is about to say it, a moment from here.
    if (!isOver) await sleep(lookMs, undefined, { ref: false });
    end(invokeKey, null);
  };

  return {
    open({ tenantId, personKey, askedFor, messageKey, waitMs }) {
      const invokeKey = randomUUID();
      const untilMs = clock.now().getTime() + waitMs;
      const coming = new Promise<object | null>((come) => {
        waiting.set(invokeKey, { tenantId, personKey, askedFor, messageKey, come });
      });
      // The database is asked beside: without it nothing comes, and the person is told so.
      const orNothing = (work: Promise<void>): void => void work.catch(() => end(invokeKey, null));
      const timer = setTimeout(() => orNothing(giveUp(tenantId, invokeKey)), waitMs);
      timer.unref();
      return {
        interactionKey: interactionKeyOf({ personKey, invokeKey, askedFor, untilMs }),
        async answer() {
          orNothing(lookElsewhere(tenantId, invokeKey));
          const answer = await coming;
          clearTimeout(timer);
          return answer;
        },
        close() {
          clearTimeout(timer);
          end(invokeKey, null);
        },
      };
    },

    async hand(tenantId, interactionKey, personKey, answer) {
      const interaction = readInteractionKey(interactionKey ?? "");
      if (interaction?.invokeKey == null || interaction.personKey !== personKey) return false;
      const { invokeKey, untilMs } = interaction;
      const isHere = waiting.has(invokeKey);
      if (!isHere && (held === null || untilMs === null || clock.now().getTime() > untilMs)) return false;
      const left = isHere ? NOTHING : JSON.stringify(answer);
      if (!(await claim(tenantId, invokeKey, left).catch(() => false))) return false;
      if (!isHere) return true;
      const isWaiting = waiting.has(invokeKey);
      end(invokeKey, answer);
      return isWaiting;
    },

    async noteChanged(messageKey, answer) {
      for (const [invokeKey, open] of [...waiting]) {
        if (open.messageKey !== messageKey || open.askedFor !== "card") continue;
        if (await claim(open.tenantId, invokeKey, NOTHING).catch(() => false)) end(invokeKey, answer);
      }
    },
  };
}

const read = (left: string): object => answerSchema.parse(JSON.parse(left));
