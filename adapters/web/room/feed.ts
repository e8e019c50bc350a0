import { randomBytes } from "node:crypto";
import type { RoomMember } from "../../../src/ports/stores/web-room-store.ts";
import type { RoomEvent } from "../contract.ts";
import { webFault } from "../errors.ts";
import { WEB_LIMITS } from "../limits.ts";

/** One event as windows get it. */
export interface FeedEntry {
  /** `<epoch>-<sequence>`: another process or a later start has another epoch. */
  readonly id: string;
  readonly json: string;
}

export interface FeedWindow {
  send(entry: FeedEntry): void;
  end(): void;
}

export interface RoomFeed {
  /** `isFor` says who may hear of it. */
  publish(event: RoomEvent, isFor: (member: RoomMember) => boolean): void;
  /**
   * A window opens. What it missed since `lastId` comes first; when that is no longer known, a `reset`.
   * Throws `web.too-many`. Gives a function that closes it.
   */
  open(member: RoomMember, lastId: string | null, window: FeedWindow): () => void;
  /** Windows of a person in this process. */
  countWindows(personKey: string): number;
  /** Ends every window; they may come back. */
  endAll(): void;
}

interface Kept extends FeedEntry {
  readonly sequence: number;
  readonly isFor: (member: RoomMember) => boolean;
}

/** `maxKept`: events held for windows that come back. */
export function createRoomFeed(maxKept = 1_000): RoomFeed {
  const epoch = randomBytes(6).toString("hex");
  const windows = new Map<symbol, FeedWindow & { readonly member: RoomMember }>();
  const kept: Kept[] = [];
  let sequence = 0;

  /** Written out when the first window hears of it; most events of a busy hour have none. */
  function keep(event: RoomEvent, ownSequence: number, isFor: Kept["isFor"]): Kept {
    let json: string | null = null;
    return {
      id: `${epoch}-${ownSequence}`,
      sequence: ownSequence,
      isFor,
      get json() {
        json ??= JSON.stringify(event);
        return json;
      },
    };
  }

  const countWindows = (personKey: string): number => {
    let count = 0;
    for (const window of windows.values()) if (window.member.personKey === personKey) count += 1;
    return count;
  };

  function missedSince(lastId: string): readonly Kept[] | null {
    const [lastEpoch, last] = lastId.split("-");
    const lastSequence = Number(last);
    const oldest = kept[0]?.sequence ?? sequence + 1;
    if (lastEpoch !== epoch || !Number.isInteger(lastSequence)) return null;
    if (lastSequence > sequence || lastSequence < oldest - 1) return null;
    return kept.slice(lastSequence - oldest + 1);
  }

  return {
    countWindows,
    endAll() {
      for (const window of [...windows.values()]) window.end();
      windows.clear();
    },
    publish(event, isFor) {
      sequence += 1;
      const entry = keep(event, sequence, isFor);
      kept.push(entry);
      // Cut in one go now and then: shifting a long array for every event would cost more than it saves.
      if (kept.length >= maxKept * 2) kept.splice(0, kept.length - maxKept);
      for (const window of windows.values()) if (isFor(window.member)) window.send(entry);
    },
    open(member, lastId, window) {
      if (
        windows.size >= WEB_LIMITS.windows ||
        countWindows(member.personKey) >= WEB_LIMITS.windowsPerPerson
      ) {
        throw webFault("web.too-many", "Too many windows are open.", "Close some windows of this chat.");
      }
      const missed = lastId === null ? [] : missedSince(lastId);
      const here = {
        id: `${epoch}-${sequence}`,
        json: JSON.stringify({ type: "reset" } satisfies RoomEvent),
      };
      if (missed === null) window.send(here);
      else for (const entry of missed) if (entry.isFor(member)) window.send(entry);
      const key = Symbol(member.personKey);
      windows.set(key, { member, send: (entry) => window.send(entry), end: () => window.end() });
      return () => {
        windows.delete(key);
      };
    },
  };
}
