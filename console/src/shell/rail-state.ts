import { signal } from "@preact/signals";

/** On narrow screens the rail is a drawer. */
export const railShown = signal(false);
