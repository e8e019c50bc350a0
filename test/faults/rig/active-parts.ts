import type { Posted } from "../../adapters/teams/fake-teams.ts";

/** Something in a post that Teams would run, load, follow or call somebody by. */
export interface ActivePart {
  readonly what: string;
  readonly isAllowed: boolean;
}

const CARD = "application/vnd.microsoft.card.adaptive";
/** Our own pictures inside the card, and the message that a card is about. */
const OURS = /^(?:data:image\/png;base64,|https:\/\/teams\.microsoft\.com\/l\/message\/)/;
/** In a text block; what is escaped stands for itself. */
const MARKUP: readonly (readonly [RegExp, string])[] = [
  [/<[a-z!/?]/i, "a tag"],
  [/(?<!\\)!\[/, "a picture in its marks"],
  [/(?<!\\)\]\(/, "a link in its marks"],
  [/\{\{(?:DATE|TIME)\(/, "a date function"],
  [/\$\{/, "a template"],
];

/** A post as Teams reads it: all that is active in it, by Microsoft's rules for cards and messages. */
export function activeParts(activity: Posted, people: ReadonlySet<string>): readonly ActivePart[] {
  const parts: ActivePart[] = [];
  const add = (what: string, isAllowed = false): void => void parts.push({ what, isAllowed });
  const { textFormat } = activity as { readonly textFormat?: string };
  if (activity.text !== undefined && textFormat !== "plain" && isMarked(activity.text))
    add("marks in its text");
  for (const { contentType, content } of activity.attachments ?? []) {
    if (contentType !== CARD) add(`an attachment of the kind ${contentType}`);
    const entities = content?.msteams?.entities ?? [];
    const called = new Set(entities.map(({ text }) => text));
    for (const { mentioned } of entities) add(`a call of ${mentioned.id}`, people.has(mentioned.id));
    for (const one of objectsIn(content)) lookAt(one, called, add);
  }
  return parts;
}

const isMarked = (text: string): boolean => MARKUP.some(([pattern]) => pattern.test(text));

function lookAt(
  { type, text, url, iconUrl, backgroundImage }: Readonly<Record<string, unknown>>,
  called: ReadonlySet<string>,
  add: (what: string, isAllowed?: boolean) => void,
): void {
  for (const address of [url, iconUrl, backgroundImage])
    if (typeof address === "string") add(`the address ${address}`, OURS.test(address));
  if (type !== "TextBlock" || typeof text !== "string") return;
  // A run of a rich text block shows its text as it is; only a text block has marks.
  const rest = [...called].reduce((words, call) => words.replaceAll(call, ""), text);
  for (const [pattern, what] of MARKUP) if (pattern.test(rest)) add(what);
}

function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const one of value) yield* objectsIn(one);
  else if (typeof value === "object" && value !== null) {
    yield value as Readonly<Record<string, unknown>>;
    for (const one of Object.values(value)) yield* objectsIn(one);
  }
}
