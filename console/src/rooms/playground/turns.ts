import { effect, type Signal, signal } from "@preact/signals";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import type { TurnView } from "../../../../src/http/contract.ts";
import { asFault, call, type Fault } from "../../lib/api.ts";
import type { Room } from "./room.ts";

/** What Rapport did about the customers' posts on the screen. */
export interface Turns {
  readonly byPost: Signal<ReadonlyMap<string, readonly TurnView[]>>;
  readonly fault: Signal<Fault | null>;
  /** Which posts are wanted now. */
  want(posts: readonly RoomPost[]): void;
  reload(): void;
  stop(): void;
}

const TICK_MS = 700;
const MAX_ASKED = 100;
/** A post without a turn is asked for again this often: enough for a burst's silence and a slow model. */
const MAX_TRIES = 40;

/** A customer's post gets a turn; everything else does not. */
export const mayHaveTurn = (post: RoomPost): boolean =>
  post.author.role === "customer" && post.deletedAt === null && !post.isEphemeral;

const isWaiting = (turns: readonly TurnView[]): boolean =>
  turns.at(-1)?.decision.some((action) => action.kind === "wait") ?? false;

export function watchTurns(room: Room): Turns {
  const byPost = signal<ReadonlyMap<string, readonly TurnView[]>>(new Map());
  const fault = signal<Fault | null>(null);
  const tries = new Map<string, number>();
  let wanted: readonly RoomPost[] = [];
  let isAsking = false;

  const open = (): readonly RoomPost[] =>
    wanted.filter((post) => {
      const known = byPost.value.get(post.postKey);
      if (known && !isWaiting(known)) return false;
      return (tries.get(post.postKey) ?? 0) < MAX_TRIES;
    });

  const askFor = async (posts: readonly RoomPost[]) => {
    const asked = posts.slice(-MAX_ASKED);
    const channelKey = asked[0]?.channelKey;
    if (isAsking || channelKey === undefined) return;
    isAsking = true;
    const here = asked.filter((post) => post.channelKey === channelKey);
    for (const post of here) tries.set(post.postKey, (tries.get(post.postKey) ?? 0) + 1);
    try {
      const messageKeys = here.map((post) => post.postKey).join(",");
      const { turns } = await call("GET /turns", { query: { platform: "web", channelKey, messageKeys } });
      byPost.value = merged(byPost.value, turns);
      fault.value = null;
    } catch (error) {
      fault.value = asFault(error);
    }
    isAsking = false;
  };

  const timer = setInterval(() => {
    if (!document.hidden && fault.value === null) void askFor(open());
  }, TICK_MS);

  const unfollow = effect(() => {
    const post = room.lastEvent.value;
    // The bot spoke: what was still waiting is decided now, and late turns get their tries back.
    if (post?.author.role === "bot")
      for (const one of wanted) if (!byPost.peek().has(one.postKey)) tries.delete(one.postKey);
  });

  return {
    byPost,
    fault,
    want(posts) {
      wanted = posts.filter(mayHaveTurn);
      void askFor(open());
    },
    reload() {
      fault.value = null;
      tries.clear();
      void askFor(wanted);
    },
    stop() {
      clearInterval(timer);
      unfollow();
    },
  };
}

function merged(
  known: ReadonlyMap<string, readonly TurnView[]>,
  turns: readonly TurnView[],
): ReadonlyMap<string, readonly TurnView[]> {
  const next = new Map(known);
  const fresh = new Map<string, TurnView[]>();
  for (const turn of turns) {
    const list = fresh.get(turn.messageKey) ?? [];
    list.push(turn);
    fresh.set(turn.messageKey, list);
  }
  for (const [key, list] of fresh) next.set(key, list);
  return next;
}
