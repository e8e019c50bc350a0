/**
 * The neutral message: what Rapport says, before any platform. Adapters render it by pure functions
 * and own escaping and limits; text in here is raw and never markup.
 */
export type Inline =
  | { readonly type: "text"; readonly text: string; readonly style?: "bold" | "italic" | "code" }
  | { readonly type: "link"; readonly url: string; readonly label: string }
  /** Names a person; `notify` pings that one person, and only staff are ever pinged. */
  | {
      readonly type: "person";
      readonly personKey: string;
      readonly displayName: string;
      readonly notify: boolean;
    };

export interface Button {
  readonly type: "button";
  /** Routes the press: `ticket.claim`, `answer.solved` ... */
  readonly controlId: string;
  readonly label: string;
  /** Our own id of the thing acted upon; at most 100 characters. */
  readonly value: string;
  readonly style?: "primary" | "danger";
  /** Of a judgement on what a model wrote: platforms with buttons of their own for it show those. */
  readonly feedback?: "positive" | "negative";
}

export interface Menu {
  readonly type: "menu";
  readonly controlId: string;
  readonly label: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export type Control = Button | Menu;

/** A file that travels with a message; the bytes lie in the file store under this id. */
export interface FileRef {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/** What a picture shows as figures, for platforms that draw charts themselves. */
export interface Chart {
  /** Over the same columns: series stacked upon each other, or a line for each. */
  readonly kind: "stacked-bars" | "lines";
  readonly title: string;
  /** Calendar days as `2026-11-30`, oldest first. */
  readonly days: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly hue: ChartHue;
    /** One for each day; `null` where nothing is known. */
    readonly values: readonly (number | null)[];
  }[];
}

export type ChartHue = "yellow" | "green" | "grey" | "blue" | "purple" | "olive" | "red";

export type Block =
  | { readonly type: "heading"; readonly text: string }
  | { readonly type: "paragraph"; readonly inlines: readonly Inline[] }
  | { readonly type: "quote"; readonly text: string; readonly url?: string }
  | { readonly type: "list"; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly type: "facts";
      readonly facts: readonly { readonly label: string; readonly value: readonly Inline[] }[];
    }
  /** A bar with its value written; colour never carries the meaning alone. `share` 0..1. */
  | { readonly type: "meter"; readonly label: string; readonly share: number; readonly word: string }
  | {
      readonly type: "image";
      readonly file: FileRef;
      readonly alt: string;
      /** The same as charts, where the picture is of charts. */
      readonly charts?: readonly Chart[];
    }
  /** A file to take away; the reader of the message may fetch it. */
  | { readonly type: "file"; readonly file: FileRef }
  | { readonly type: "context"; readonly inlines: readonly Inline[] }
  | { readonly type: "divider" }
  | { readonly type: "controls"; readonly controls: readonly Control[] };

export interface MessageContent {
  /** Plain words for notifications, screen readers and platforms without blocks. */
  readonly summary: string;
  readonly blocks: readonly Block[];
  /** Edge colour where the platform has one; the words say the same. */
  readonly accent?: "neutral" | "low" | "elevated" | "high" | "closed";
}

export type FormField =
  | {
      readonly type: "text";
      readonly fieldId: string;
      readonly label: string;
      readonly value?: string;
      readonly multiline?: boolean;
      readonly optional?: boolean;
    }
  | {
      readonly type: "select";
      readonly fieldId: string;
      readonly label: string;
      readonly options: readonly { readonly label: string; readonly value: string }[];
      readonly value?: string;
      readonly optional?: boolean;
    };

/** A modal. */
export interface Form {
  readonly formId: string;
  readonly title: string;
  readonly submitLabel: string;
  readonly fields: readonly FormField[];
  /** Our own id of the thing the form is about. */
  readonly value: string;
}

export const text = (words: string, style?: "bold" | "italic" | "code"): Inline =>
  style ? { type: "text", text: words, style } : { type: "text", text: words };

export const paragraph = (...inlines: readonly Inline[]): Block => ({ type: "paragraph", inlines });
