import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { asFault, type Fault } from "./api.ts";

export interface Loaded<T> {
  readonly data: T | null;
  readonly fault: Fault | null;
  readonly isLoading: boolean;
}

export interface Source<T> {
  readonly state: Signal<Loaded<T>>;
  reload(): Promise<void>;
  /** Puts in what a changing call gave back. */
  set(data: T): void;
}

/** What was seen last is shown at once on the way back, then refreshed. */
const remembered = new Map<string, Signal<Loaded<unknown>>>();
const MAX_REMEMBERED = 60;

function stateOf<T>(key: string): Signal<Loaded<T>> {
  const known = remembered.get(key);
  // The key names call and parameters, and each key is loaded by one call site.
  if (known) return known as Signal<Loaded<T>>;
  const oldest = remembered.size >= MAX_REMEMBERED ? remembered.keys().next().value : undefined;
  if (oldest !== undefined) remembered.delete(oldest);
  const fresh = signal<Loaded<T>>({ data: null, fault: null, isLoading: true });
  remembered.set(key, fresh as Signal<Loaded<unknown>>);
  return fresh;
}

export const forgetAll = (): void => remembered.clear();

const AGAIN_MS = 2_000;
/** Not reached, or still starting: it is asked again without being told to. */
export const isPassing = (fault: Fault): boolean => fault.status === 0 || fault.status === 503;

/** Loads on mount, when the key changes and every `everyMs` while the page is seen. */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Source<T> {
  const source = useMemo(() => createSource(key, load), [key]);
  useEffect(() => {
    void source.reload();
    const timer =
      everyMs === null
        ? null
        : setInterval(() => {
            if (!document.hidden) void source.reload();
          }, everyMs);
    return () => {
      if (timer !== null) clearInterval(timer);
      source.stop();
    };
  }, [source, everyMs]);
  return source;
}

function createSource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): Source<T> & { stop(): void } {
  const state = stateOf<T>(key);
  let running: AbortController | null = null;
  let later: ReturnType<typeof setTimeout> | undefined;
  const source = {
    state,
    async reload() {
      running?.abort();
      clearTimeout(later);
      const mine = new AbortController();
      running = mine;
      state.value = { ...state.peek(), isLoading: true };
      try {
        const data = await load(mine.signal);
        if (!mine.signal.aborted) state.value = { data, fault: null, isLoading: false };
      } catch (error) {
        if (mine.signal.aborted) return;
        const fault = asFault(error);
        state.value = { ...state.peek(), fault, isLoading: false };
        if (isPassing(fault)) later = setTimeout(() => void source.reload(), AGAIN_MS);
      }
    },
    set(data: T) {
      state.value = { data, fault: null, isLoading: false };
    },
    stop() {
      running?.abort();
      clearTimeout(later);
    },
  };
  return source;
}
