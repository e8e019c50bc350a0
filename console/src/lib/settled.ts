import { useEffect, useRef, useState } from "preact/hooks";

const SETTLED_MS = 600;

/**
 * A choice that saves itself. The arrow keys change a closed menu entry by entry: what they pass on the way is not
 * saved, what they rest on is, at once when the menu is left.
 */
export function useSettled<T>(
  saved: T,
  save: (chosen: T) => Promise<void>,
): { readonly shown: T; choose(value: T): void; settle(): void } {
  const [draft, setDraft] = useState<{ readonly value: T } | null>(null);
  const waiting = useRef<{ readonly value: T } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const settle = () => {
    clearTimeout(timer.current);
    const chosen = waiting.current;
    waiting.current = null;
    if (chosen === null) return;
    if (chosen.value === saved) setDraft(null);
    else void save(chosen.value).finally(() => setDraft(null));
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    shown: draft === null ? saved : draft.value,
    choose(value) {
      waiting.current = { value };
      setDraft({ value });
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, SETTLED_MS);
    },
    settle,
  };
}
