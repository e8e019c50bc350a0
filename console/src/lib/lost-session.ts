import { signal } from "@preact/signals";

/** Grows whenever the server says that nobody is logged in any more. */
export const lostSessions = signal(0);
export const announceLostSession = (): void => {
  lostSessions.value += 1;
};
