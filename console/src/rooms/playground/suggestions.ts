import { useEffect, useState } from "preact/hooks";
import type { Room } from "./room.ts";

export interface Suggestion {
  readonly says: string;
  readonly hint: string;
  /** What the composer holds once it is taken. */
  readonly text: string;
}

const PAUSE_MS = 80;
const NONE = { of: "", list: [] };

/** The unfinished `@name` at the end of the text before the caret. */
export function openMention(before: string): string | null {
  return /(?:^|\s)@([\p{L}\p{N}._-]{0,30})$/u.exec(before)?.[1] ?? null;
}

export function mentionSuggestions(
  text: string,
  caret: number,
  people: readonly { readonly displayName: string; readonly role: string }[],
): readonly Suggestion[] {
  const typed = openMention(text.slice(0, caret));
  if (typed === null) return [];
  const start = caret - typed.length;
  return people
    .filter((person) => person.displayName.toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, 8)
    .map((person) => {
      const name = person.role === "bot" ? "rapport" : person.displayName;
      return {
        says: `@${name}`,
        hint: person.role,
        text: `${text.slice(0, start)}${name} ${text.slice(caret)}`,
      };
    });
}

/** Commands for `/...`, people for `@...`; empty when there is nothing to offer. */
export function useSuggestions(room: Room, text: string, caret: number): readonly Suggestion[] {
  // The list belongs to the text it was asked for: a late answer never offers what no longer fits.
  const [commands, setCommands] = useState<{ readonly of: string; readonly list: readonly Suggestion[] }>(
    NONE,
  );
  const isCommand = text.startsWith("/") && !text.includes("\n");
  useEffect(() => {
    if (!isCommand) return setCommands(NONE);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      room.client.completions(text, stop.signal).then(
        ({ completions }) =>
          setCommands({
            of: text,
            list: completions.map(({ value, hint }) => ({ says: value, hint, text: `${value} ` })),
          }),
        () => setCommands(NONE),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, isCommand]);
  if (isCommand) {
    if (commands.of === text) return commands.list;
    // Until the answer for the longer text is there, what still fits stays on the screen.
    return commands.of !== "" && text.startsWith(commands.of)
      ? commands.list.filter((one) => one.says.startsWith(text))
      : [];
  }
  const state = room.state.value;
  return state ? mentionSuggestions(text, caret, [state.bot, ...state.people]) : [];
}
