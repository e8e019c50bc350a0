const name = (place: string): string => `rapport.draft.${place}`;

/** What was typed and not sent, per persona, channel and thread, for this window. */
export const draftOf = (place: string): string => sessionStorage.getItem(name(place)) ?? "";
export const clearDraft = (place: string): void => sessionStorage.removeItem(name(place));
export function keepDraft(place: string, text: string): void {
  if (text === "") clearDraft(place);
  else sessionStorage.setItem(name(place), text);
}
export const hasDraft = (place: string): boolean => draftOf(place) !== "";
