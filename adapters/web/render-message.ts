import { cleanChatText, inertMassMentions, shortenText, splitOnMeaning } from "../../src/domain/chat-text.ts";
import type {
  Block,
  Control,
  FileRef,
  Form,
  FormField,
  Inline,
  MessageContent,
} from "../../src/domain/message-content.ts";
import { WEB_LIMITS as LIMITS } from "./limits.ts";

/** What the room stores of a message: content for the window, and its plain reading. */
export interface RenderedMessage {
  readonly content: MessageContent;
  readonly text: string;
}

/**
 * Pure: any neutral message -> one that the room can carry. The window shows every text as text, so nothing needs
 * escaping; what is left is to clean it, to make calls to everybody inert, and to keep the limits. Long paragraphs and
 * quotes become several, cut where a sentence ends; what is beyond the whole is left out, and the message says so.
 */
export function renderMessage(message: MessageContent): RenderedMessage {
  const whole = message.blocks.flatMap(renderBlock);
  const { blocks, isShortened } = withinWhole(whole);
  const shown = isShortened ? [...blocks, SHORTENED] : blocks;
  const summary = said(message.summary, LIMITS.summaryText);
  const content: MessageContent = {
    summary,
    blocks: shown,
    ...(message.accent ? { accent: message.accent } : {}),
  };
  // Once more: a sign and its word may have come from neighbours.
  const plain = inertMassMentions(shown.map(plainOf).filter(Boolean).join("\n") || summary);
  return { content, text: shortenText(plain, LIMITS.contentText) };
}

export function renderForm(form: Form): Form {
  return {
    formId: form.formId.slice(0, LIMITS.controlId),
    title: said(form.title, LIMITS.headingText),
    submitLabel: said(form.submitLabel, LIMITS.labelText),
    value: form.value.slice(0, LIMITS.controlValue),
    fields: form.fields.slice(0, LIMITS.formFields).map(renderField),
  };
}

const SHORTENED: Block = {
  type: "context",
  inlines: [{ type: "text", text: "This message was too long and has been shortened.", style: "italic" }],
};

const clean = (raw: string): string => inertMassMentions(cleanChatText(raw));
const said = (raw: string, max: number): string => shortenText(clean(raw), max);

function renderBlock(block: Block): readonly Block[] {
  switch (block.type) {
    case "heading":
      return [{ type: "heading", text: said(block.text, LIMITS.headingText) }];
    case "paragraph":
      return splitInlines(block.inlines).map((inlines) => ({ type: "paragraph", inlines }));
    case "quote": {
      const url = block.url === undefined ? undefined : safeUrl(block.url);
      return splitOnMeaning(clean(block.text), LIMITS.blockText).map((text) => ({
        type: "quote",
        text,
        ...(url ? { url } : {}),
      }));
    }
    case "list":
      return inGroups(block.items, LIMITS.listItems).map((items) => ({
        type: "list",
        items: items.map(shortInlines),
      }));
    case "facts":
      return inGroups(block.facts, LIMITS.facts).map((facts) => ({
        type: "facts",
        facts: facts.map((fact) => ({
          label: said(fact.label, LIMITS.labelText),
          value: shortInlines(fact.value),
        })),
      }));
    case "meter": {
      const share = Number.isFinite(block.share) ? Math.min(1, Math.max(0, block.share)) : 0;
      const word = said(block.word, LIMITS.labelText);
      return [{ type: "meter", label: said(block.label, LIMITS.labelText), share, word }];
    }
    case "image":
      return [{ type: "image", file: renderFile(block.file), alt: said(block.alt, LIMITS.summaryText) }];
    case "file":
      return [{ type: "file", file: renderFile(block.file) }];
    case "context":
      return [{ type: "context", inlines: shortInlines(block.inlines) }];
    case "divider":
      return [block];
    case "controls":
      return inGroups(block.controls, LIMITS.controlsPerBlock).map((controls) => ({
        type: "controls",
        controls: controls.map(renderControl),
      }));
  }
}

const renderFile = (file: FileRef): FileRef => ({ ...file, name: said(file.name, LIMITS.fileName) });

function renderControl(control: Control): Control {
  const controlId = control.controlId.slice(0, LIMITS.controlId);
  const label = said(control.label, LIMITS.labelText);
  if (control.type === "menu")
    return { type: "menu", controlId, label, options: renderOptions(control.options) };
  const value = control.value.slice(0, LIMITS.controlValue);
  return { type: "button", controlId, label, value, ...(control.style ? { style: control.style } : {}) };
}

const renderOptions = (options: readonly { readonly label: string; readonly value: string }[]) =>
  options.slice(0, LIMITS.menuOptions).map((option) => ({
    label: said(option.label, LIMITS.labelText),
    value: option.value.slice(0, LIMITS.controlValue),
  }));

function renderField(field: FormField): FormField {
  const fieldId = field.fieldId.slice(0, LIMITS.controlId);
  const label = said(field.label, LIMITS.labelText);
  if (field.type === "select") return { ...field, fieldId, label, options: renderOptions(field.options) };
  return field.value === undefined
    ? { ...field, fieldId, label }
    : { ...field, fieldId, label, value: shortenText(cleanChatText(field.value), LIMITS.formFieldText) };
}

function renderInline(inline: Inline): Inline {
  switch (inline.type) {
    case "text":
      return { ...inline, text: clean(inline.text) };
    case "person":
      return { ...inline, displayName: said(inline.displayName, LIMITS.displayName) };
    case "link": {
      const label = said(inline.label, LIMITS.summaryText);
      const url = safeUrl(inline.url);
      return url ? { type: "link", url, label } : { type: "text", text: label };
    }
  }
}

/** Only addresses that a browser opens as a page or a mail; anything else stays words. */
function safeUrl(raw: string): string | null {
  try {
    const url = new URL(raw);
    return ["https:", "http:", "mailto:"].includes(url.protocol) && raw.length <= 2_000 ? url.href : null;
  } catch {
    // An address inside this console.
    return /^\/(?![/\\])/.test(raw) && raw.length <= 2_000 ? encodeURI(cleanChatText(raw)) : null;
  }
}

const lengthOf = (inline: Inline): number =>
  inline.type === "text"
    ? inline.text.length
    : inline.type === "link"
      ? inline.label.length
      : inline.displayName.length + 1;

/** Runs of inlines of at most one block each; only texts are ever cut. */
function splitInlines(raw: readonly Inline[]): readonly Inline[][] {
  const runs: Inline[][] = [[]];
  let room: number = LIMITS.blockText;
  const place = (inline: Inline): void => {
    if (lengthOf(inline) > room && room < LIMITS.blockText) {
      runs.push([]);
      room = LIMITS.blockText;
    }
    runs.at(-1)?.push(inline);
    room -= lengthOf(inline);
  };
  for (const inline of raw.map(renderInline)) {
    if (inline.type !== "text" || inline.text.length <= LIMITS.blockText) place(inline);
    else for (const text of splitOnMeaning(inline.text, LIMITS.blockText)) place({ ...inline, text });
  }
  return runs.filter((run) => run.length > 0);
}

function shortInlines(raw: readonly Inline[]): readonly Inline[] {
  const [first = [], second] = splitInlines(raw);
  return second === undefined ? first : [...first, { type: "text", text: " …" }];
}

function inGroups<T>(items: readonly T[], size: number): readonly T[][] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}

/** Keeps what fits, from the top; controls are always kept, they are how a person goes on. */
function withinWhole(blocks: readonly Block[]): { blocks: readonly Block[]; isShortened: boolean } {
  const controls = blocks.filter((block) => block.type === "controls").slice(-LIMITS.controlsPerBlock);
  let room: number = LIMITS.contentText - controls.reduce((sum, block) => sum + plainOf(block).length, 0);
  let places: number = LIMITS.blocks - controls.length - 1;
  let isFull = false;
  const kept = blocks.filter((block) => {
    if (block.type === "controls") return controls.includes(block);
    const cost = plainOf(block).length;
    isFull ||= cost > room || places <= 0;
    if (isFull) return false;
    room -= cost;
    places -= 1;
    return true;
  });
  return { blocks: kept, isShortened: kept.length < blocks.length };
}

const plainInlines = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) =>
      inline.type === "text" ? inline.text : inline.type === "link" ? inline.label : `@${inline.displayName}`,
    )
    .join("");

function plainOf(block: Block): string {
  switch (block.type) {
    case "heading":
    case "quote":
      return block.text;
    case "paragraph":
    case "context":
      return plainInlines(block.inlines);
    case "list":
      return block.items.map((item) => `- ${plainInlines(item)}`).join("\n");
    case "facts":
      return block.facts.map((fact) => `${fact.label}: ${plainInlines(fact.value)}`).join("\n");
    case "meter":
      return `${block.label}: ${block.word}`;
    case "image":
      return block.alt;
    case "file":
      return block.file.name;
    case "divider":
      return "";
    case "controls":
      return block.controls.map((control) => `[${control.label}]`).join(" ");
  }
}
