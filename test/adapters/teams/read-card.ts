import type { FakeCard, FakePost } from "./fake-teams.ts";

export interface FoundAction {
  readonly type: string;
  readonly title: string;
  readonly verb?: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly rapport?: {
      readonly c?: string;
      readonly v?: string;
      readonly m?: string;
      readonly o?: readonly string[];
      readonly f?: string;
      readonly form?: string;
    };
    readonly msteams?: { readonly type: string };
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every object of a card, in the order it is read. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const one of value) yield* objectsIn(one);
  else if (isObject(value)) {
    yield value;
    for (const [name, one] of Object.entries(value))
      if (["body", "items", "columns", "inlines", "actions", "choices"].includes(name)) yield* objectsIn(one);
  }
}

export const cardOf = (post: FakePost): FakeCard | null => post.activity.attachments?.[0]?.content ?? null;

export const actionsIn = (card: FakeCard | null): readonly FoundAction[] =>
  card === null
    ? []
    : [...objectsIn(card)]
        .filter(({ type }) => String(type).startsWith("Action."))
        .map((one) => one as never);

export const wordsOf = (post: FakePost): string => {
  const card = cardOf(post);
  return card === null ? (post.activity.text ?? "") : wordsOfCard(card);
};

/** All words that a reader sees; Teams reads Markdown in a text block and nowhere else. */
export function wordsOfCard(card: FakeCard | null): string {
  if (card === null) return "";
  const words: string[] = [];
  for (const { type, text, title, altText, placeholder, inlines } of objectsIn(card)) {
    if (type === "TextBlock") words.push(readMarkdown(String(text)));
    // Runs of one block stand beside each other.
    else if (Array.isArray(inlines))
      words.push(inlines.map((run: { text?: unknown }) => String(run.text)).join(""));
    else if (type === "TextRun") continue;
    else if (typeof altText === "string") words.push(altText);
    else if (typeof title === "string") words.push(title);
    else if (typeof placeholder === "string") words.push(placeholder);
  }
  return words.join("\n");
}

const readMarkdown = (text: string): string =>
  text
    .replace(/<at>([^<]*)<\/at>/g, "@$1")
    .replace(/\\(.)/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

/** Entries of the menu whose choice lies under that name. */
export const choicesOf = (
  card: FakeCard | null,
  inputId: string | undefined,
): readonly { readonly title: string; readonly value: string }[] =>
  card === null || inputId === undefined
    ? []
    : [...objectsIn(card)].flatMap(({ type, id, choices }) =>
        type === "Input.ChoiceSet" && id === inputId ? (choices as never) : [],
      );

interface FoundChart {
  readonly type: string;
  readonly title: string;
  readonly stacked?: boolean;
  readonly data: readonly {
    readonly legend: string;
    readonly color: string;
    readonly values: readonly { readonly x: string; readonly y: number }[];
  }[];
  /** For clients that do not know it. */
  readonly fallback: "drop" | { readonly type: string; readonly url?: string; readonly altText?: string };
}

export const chartsIn = (card: object | null): readonly FoundChart[] =>
  [...objectsIn(card)].filter(({ type }) => String(type).startsWith("Chart.")).map((one) => one as never);

export const imagesIn = (card: FakeCard | null): number =>
  card === null ? 0 : [...objectsIn(card)].filter(({ type }) => type === "Image").length;

export const filesIn = (card: FakeCard | null): readonly string[] =>
  card === null
    ? []
    : [...objectsIn(card)].flatMap(({ text }) =>
        typeof text === "string" && text.startsWith("📎 ") ? [text.slice(3)] : [],
      );
