import { signal } from "@preact/signals";

/** The present to half a minute: what "4 min ago" is counted from. */
export const now = signal(Date.now());

export function keepTime(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 30_000);
}
