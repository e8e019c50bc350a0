import { setTimeout as sleep } from "node:timers/promises";
import { PERSONA_HEADER, type RoomPost, WEB_API_PATH } from "../../adapters/web/contract.ts";

const PATIENCE_MS = 15_000;

export interface Wish {
  readonly clientKey: string;
  readonly personKey: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly text: string;
}

export interface Answer {
  /** 0: nobody answered. */
  readonly status: number;
  readonly tookMs: number;
  readonly post: RoomPost | null;
}

/** One request to one process. */
export async function post(origin: string, { personKey, ...wish }: Wish): Promise<Answer> {
  const beganAt = performance.now();
  const took = () => performance.now() - beganAt;
  try {
    const response = await fetch(`${origin}${WEB_API_PATH}/posts`, {
      method: "POST",
      headers: { "content-type": "application/json", [PERSONA_HEADER]: personKey },
      body: JSON.stringify({ ...wish, replyToKey: null }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body: unknown = await response.json();
    return { status: response.status, tookMs: took(), post: response.ok ? postIn(body) : null };
  } catch {
    return { status: 0, tookMs: took(), post: null };
  }
}

/** What our own contract says; the product's answer is not doubted here, only whether it comes. */
export const postIn = (body: unknown): RoomPost => (body as { readonly post: RoomPost }).post;

export interface RoundRobin {
  /** Sends until one process has taken it, each time to the next; gives the answer and all tries. */
  post(wish: Wish): Promise<{ readonly answer: Answer; readonly tries: readonly Answer[] }>;
}

/** A load balancer at its simplest: the next process for every request and for every repetition. */
export function roundRobin(origins: readonly string[], limitMs = 60_000): RoundRobin {
  let turn = 0;
  return {
    async post(wish) {
      const tries: Answer[] = [];
      const endsAt = performance.now() + limitMs;
      for (;;) {
        turn += 1;
        const answer = await post(origins[turn % origins.length] ?? "", wish);
        tries.push(answer);
        if (answer.post !== null || performance.now() > endsAt) return { answer, tries };
        await sleep(answer.status === 429 ? 300 : 30);
      }
    },
  };
}
