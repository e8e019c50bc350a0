import { effect, type Signal, signal } from "@preact/signals";

/** A signal that survives a reload: `session` is per window, `local` per browser. */
export function kept(store: "session" | "local", key: string, initial: string): Signal<string> {
  const storage = store === "session" ? sessionStorage : localStorage;
  const name = `rapport.${key}`;
  const value = signal(storage.getItem(name) ?? initial);
  effect(() => {
    if (value.value === initial) storage.removeItem(name);
    else storage.setItem(name, value.value);
  });
  return value;
}
