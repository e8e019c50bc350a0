import { SLACK_LIMITS as LIMITS } from "../../../adapters/slack/limits.ts";

/** A post as Slack would take it, read without the product's own code. */
export interface RawPost {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

interface Node {
  readonly type?: string;
  readonly [name: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const nodesIn = (value: unknown): readonly Node[] =>
  Array.isArray(value)
    ? value.flatMap(nodesIn)
    : isNode(value)
      ? [value, ...Object.values(value).flatMap(nodesIn)]
      : [];
const textOf = (value: unknown): string => (isNode(value) ? String(value.text ?? "") : "");

/** What of it Slack would refuse; empty when nothing is. */
export function refusedBySlack(
  { text, blocks }: RawPost,
  mostBlocks: number = LIMITS.messageBlocks,
): readonly string[] {
  const faults: string[] = [];
  const atMost = (what: string, words: unknown, max: number): void => {
    const { length } = String(words);
    if (length > max) faults.push(`${what} has ${length} of ${max}`);
    if (length === 0) faults.push(`${what} is empty`);
  };
  atMost("text", text, LIMITS.messageText);
  if (blocks.length === 0 || blocks.length > mostBlocks) faults.push(`${blocks.length} blocks`);
  const actionIds = new Set<unknown>();
  for (const node of nodesIn(blocks)) {
    switch (node.type) {
      case "header":
        atMost("header", textOf(node.text), LIMITS.headerText);
        break;
      case "section":
        if ((node.fields as unknown[]).length > LIMITS.sectionFields) faults.push("too many fields");
        for (const field of node.fields as unknown[]) atMost("field", textOf(field), LIMITS.fieldText);
        break;
      case "context":
        for (const element of node.elements as unknown[])
          atMost("context", textOf(element), LIMITS.contextText);
        break;
      case "mrkdwn":
        if (node.verbatim !== true) faults.push("Slack would make links of words");
        break;
      case "text":
      case "link":
        atMost(node.type, node.text, LIMITS.richText);
        break;
      case "image":
        atMost("alt", node.alt_text, LIMITS.imageAlt);
        break;
      case "actions":
        if ((node.elements as unknown[]).length > LIMITS.actionsPerBlock) faults.push("too many buttons");
        break;
      case "context_actions":
        if ((node.elements as unknown[]).length > 5) faults.push("too many thumbs");
        break;
      case "feedback_buttons":
        for (const half of [node.positive_button, node.negative_button] as Node[]) {
          atMost("thumb", textOf(half.text), LIMITS.buttonText);
          atMost("thumb's label", half.accessibility_label, LIMITS.buttonText);
          if (String(half.value).length > LIMITS.buttonValue) faults.push("value too long");
        }
        break;
      case "button":
        atMost("button", textOf(node.text), LIMITS.buttonText);
        if (String(node.value).length > LIMITS.buttonValue) faults.push("value too long");
        break;
      case "static_select":
        if (isNode(node.placeholder)) atMost("menu", textOf(node.placeholder), LIMITS.menuLabel);
        if ((node.options as unknown[]).length === 0) faults.push("menu without entries");
        if ((node.options as unknown[]).length > LIMITS.menuOptions) faults.push("too many entries");
        for (const option of node.options as Node[]) {
          atMost("option", textOf(option.text), LIMITS.optionText);
          atMost("option value", option.value, LIMITS.optionValue);
        }
        break;
      case "plain_text_input":
        if (String(node.initial_value ?? "").length > LIMITS.fieldValue) faults.push("filled in too long");
        break;
      case "input":
        atMost("label", textOf(node.label), LIMITS.fieldLabel);
        break;
    }
    if (node.action_id !== undefined) {
      atMost("action_id", node.action_id, LIMITS.actionId);
      if (node.type !== "plain_text_input" && actionIds.has(node.action_id)) faults.push("action_id twice");
      actionIds.add(node.action_id);
    }
    if ("elements" in node && (node.elements as unknown[]).length === 0) faults.push(`${node.type} is empty`);
  }
  return faults;
}

/** Texts in which Slack reads marks: the fallback, and all mrkdwn. */
const markedIn = ({ text, blocks }: RawPost): readonly string[] => [
  text,
  ...nodesIn(blocks)
    .filter(({ type }) => type === "mrkdwn")
    .map(textOf),
];

/** Whom Slack would notify, by its own rules; `everyone` for a call to many. */
export function pingsIn(post: RawPost): readonly string[] {
  const byMark = markedIn(post).flatMap((text) =>
    [...text.matchAll(/<([@!][^<>|]*)(?:\|[^<>]*)?>/g)].map(([, token = ""]) =>
      token.startsWith("@") ? token.slice(1) : "everyone",
    ),
  );
  const byElement = nodesIn(post.blocks).flatMap(({ type, user_id }) =>
    type === "user" ? [String(user_id)] : type === "usergroup" || type === "broadcast" ? ["everyone"] : [],
  );
  return [...new Set([...byMark, ...byElement])];
}

export interface ReadLink {
  readonly url: string;
  /** What stands for it; `null`: the address itself. */
  readonly label: string | null;
}

/** What could be clicked. */
export function linksIn(post: RawPost): readonly ReadLink[] {
  const byMark = markedIn(post).flatMap((text) =>
    [...text.matchAll(/<([^<>@!#][^<>|]*)(?:\|([^<>]*))?>/g)].map(([, url = "", label]) => ({
      url: unescaped(url),
      label: label === undefined ? null : unescaped(label),
    })),
  );
  const byElement = nodesIn(post.blocks).flatMap(({ type, url, text }) => {
    if (url === undefined) return [];
    return [{ url: String(url), label: type === "button" ? textOf(text) : String(text ?? "") }];
  });
  return [...byMark, ...byElement];
}

/** Where a click could lead. */
export const addressesIn = (post: RawPost): readonly string[] => linksIn(post).map(({ url }) => url);

/** All words that a reader of the blocks sees; of the text where there are no blocks. */
export function shownWords(post: RawPost): string {
  if (post.blocks.length === 0) return unescaped(post.text);
  return post.blocks.map((block) => wordsOf(block)).join("\n");
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join("");
  if (!isNode(value)) return "";
  switch (value.type) {
    case "text":
    case "link":
    case "plain_text":
      return String(value.text);
    case "mrkdwn":
      return unescaped(String(value.text).replace(/<[^<>|]*\|([^<>]*)>/g, "$1"));
    case "image":
      return String(value.alt_text);
    case "user":
      return `@${String(value.user_id)}`;
    case "feedback_buttons":
      return ` [${wordsOf((value.positive_button as Node).text)}] [${wordsOf((value.negative_button as Node).text)}]`;
    case "button":
      return ` [${wordsOf(value.text)}]`;
    case "static_select":
      return ` [${wordsOf(value.placeholder)}]`;
    case "section":
      return (value.fields as unknown[]).map(wordsOf).join("\n");
    case "rich_text_list":
      return (value.elements as unknown[]).map(wordsOf).join("\n");
    case "header":
      return wordsOf(value.text);
    case "rich_text":
      return (value.elements as unknown[]).map(wordsOf).join("\n");
    default:
      return wordsOf(value.elements);
  }
}

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
