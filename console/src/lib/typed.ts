import { type Signal, signal } from "@preact/signals";

/** What was typed and not kept yet, by form: it is still there when its page is opened again in this window. */
const forms = new Map<string, Signal<unknown>>();
const MOST_FORMS = 100;

export function typedInto<T>(form: string, empty: T): Signal<T> {
  const known = forms.get(form);
  // Each form is named at one place, with one type.
  if (known) return known as Signal<T>;
  const oldest = forms.size >= MOST_FORMS ? forms.keys().next().value : undefined;
  if (oldest !== undefined) forms.delete(oldest);
  const fresh = signal(empty);
  forms.set(form, fresh as Signal<unknown>);
  return fresh;
}

/** Whoever logs in next finds nothing of it. */
export const forgetTyped = (): void => forms.clear();
