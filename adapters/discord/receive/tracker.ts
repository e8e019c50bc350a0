import { SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { Positions } from "../config.ts";
import { faultName } from "../errors.ts";
import { compareKeys } from "../thread-key.ts";

/** The newest message of each place that is surely kept. Saved behind: what is saved late is only read twice. */
export interface Tracker {
  /** Reads what an earlier life has saved. Rejects when the store cannot be read. */
  open(workspaceKey: string): Promise<void>;
  isOpen(workspaceKey: string): boolean;
  at(placeKey: string): string | null;
  /** Every place of a server that has a position. */
  placesOf(workspaceKey: string): readonly string[];
  /** The newest position in a server: until then everything was heard. */
  newestIn(workspaceKey: string): string | null;
  /** A message is kept. Does not move a place that is behind, nor any place back. */
  note(workspaceKey: string, placeKey: string, messageKey: string): void;
  /** From now on messages may be missing before the ones that come: only catching up moves the place. */
  setBehind(placeKey: string): void;
  isBehind(placeKey: string): boolean;
  /** Moved by catching up. */
  move(workspaceKey: string, placeKey: string, messageKey: string): void;
  setLevel(placeKey: string): void;
  forget(workspaceKey: string): void;
  /** Saves what is new; never rejects. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = SECOND;

export function createTracker(positions: Positions, logger: Logger): Tracker {
  const kept = new Map<string, { readonly workspaceKey: string; messageKey: string }>();
  const behind = new Set<string>();
  const opened = new Set<string>();
  const unsaved = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const move = (workspaceKey: string, placeKey: string, messageKey: string): void => {
    const known = kept.get(placeKey);
    if (known && compareKeys(messageKey, known.messageKey) <= 0) return;
    kept.set(placeKey, { workspaceKey, messageKey });
    unsaved.add(placeKey);
    timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  };

  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const byWorkspace = new Map<string, Map<string, string>>();
    for (const placeKey of unsaved) {
      const position = kept.get(placeKey);
      if (!position) continue;
      const group = byWorkspace.get(position.workspaceKey) ?? new Map<string, string>();
      byWorkspace.set(position.workspaceKey, group.set(placeKey, position.messageKey));
    }
    unsaved.clear();
    for (const [workspaceKey, group] of byWorkspace) {
      try {
        await positions.save(workspaceKey, group);
      } catch (error) {
        logger.warn({ code: faultName(error) }, "where Discord was read to could not be saved");
        for (const placeKey of group.keys()) unsaved.add(placeKey);
      }
    }
  };

  return {
    async open(workspaceKey) {
      for (const [placeKey, messageKey] of await positions.read(workspaceKey)) {
        const known = kept.get(placeKey);
        if (!known || compareKeys(messageKey, known.messageKey) > 0)
          kept.set(placeKey, { workspaceKey, messageKey });
      }
      opened.add(workspaceKey);
    },
    isOpen: (workspaceKey) => opened.has(workspaceKey),
    at: (placeKey) => kept.get(placeKey)?.messageKey ?? null,
    placesOf: (workspaceKey) =>
      [...kept].filter(([, position]) => position.workspaceKey === workspaceKey).map(([key]) => key),
    newestIn(workspaceKey) {
      let newest: string | null = null;
      for (const position of kept.values())
        if (
          position.workspaceKey === workspaceKey &&
          (newest === null || compareKeys(position.messageKey, newest) > 0)
        )
          newest = position.messageKey;
      return newest;
    },
    note(workspaceKey, placeKey, messageKey) {
      // Before the old position is read, a new one would hide what lies between.
      if (opened.has(workspaceKey) && !behind.has(placeKey)) move(workspaceKey, placeKey, messageKey);
    },
    setBehind: (placeKey) => void behind.add(placeKey),
    isBehind: (placeKey) => behind.has(placeKey),
    move,
    setLevel: (placeKey) => void behind.delete(placeKey),
    forget(workspaceKey) {
      opened.delete(workspaceKey);
      for (const [placeKey, position] of kept)
        if (position.workspaceKey === workspaceKey) {
          kept.delete(placeKey);
          behind.delete(placeKey);
          unsaved.delete(placeKey);
        }
    },
    flush,
    async stop() {
      await flush();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
