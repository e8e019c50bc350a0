import type { Block, ParsedDocument } from "./blocks.ts";
import { oneLine, shorten } from "./clean-text.ts";
import { type ChildNode, childNamed, type Element, hasName, isElement } from "./html-nodes.ts";
import { readTable } from "./html-table.ts";
import { isFurniture, isHidden } from "./html-visibility.ts";
import type { IngestWarning } from "./ingest-outcome.ts";

/** Deeper than any page that a person wrote; what lies below is left out. */
const MAX_DEPTH = 256;
const INLINE = new Set(
  "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark meter output picture progress q rp rt ruby s samp small span strong strike sub sup time tt u var wbr br".split(
    " ",
  ),
);

/** Headings with their ids, paragraphs, lists, tables and code of a page; furniture dropped, hidden text dropped and reported. */
export async function parseHtml(
  source: string,
): Promise<{ document: ParsedDocument; warnings: readonly IngestWarning[] }> {
  const { load } = await import("cheerio");
  const $ = load(source);
  const main = $("main, [role=main]").get(0) ?? onlyOne($("article").get()) ?? $("body").get(0);
  const walker = new BlockWalker(main?.name !== "body");
  if (main !== undefined) walker.walk(main.children, 0);
  const blocks = walker.finish();
  const heading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  const title = heading?.kind === "heading" ? heading.text : oneLine($("head > title").first().text());
  return { document: { title: title === "" ? null : title, blocks }, warnings: walker.warnings() };
}

const onlyOne = (found: readonly Element[]): Element | undefined =>
  found.length === 1 ? found[0] : undefined;

class BlockWalker {
  readonly #blocks: Block[] = [];
  readonly #hidden: string[] = [];
  /** `<header>` within the main part holds its title; outside it is the site's banner. */
  readonly #keepHeader: boolean;
  #words = "";
  /** Nearest id or `<a name>` before a heading. */
  #anchor: string | null = null;

  constructor(keepHeader: boolean) {
    this.#keepHeader = keepHeader;
  }

  walk(nodes: readonly ChildNode[], depth: number): void {
    for (const node of nodes) {
      if (node.type === "text") this.#words += node.data.replace(/\s+/gu, " ");
      else if (isElement(node)) this.#element(node, depth);
    }
  }

  finish(): readonly Block[] {
    this.#paragraph();
    return this.#blocks;
  }

  warnings(): readonly IngestWarning[] {
    if (this.#hidden.length === 0) return [];
    return [
      { code: "hidden-text", count: this.#hidden.length, detail: shorten(this.#hidden.join(" … "), 300) },
    ];
  }

  #element(element: Element, depth: number): void {
    if (depth > MAX_DEPTH || this.#drops(element)) return;
    const { name } = element;
    if (element.attribs.id && !INLINE.has(name)) this.#anchor = element.attribs.id;
    if (name === "a" && element.attribs.name) this.#anchor = element.attribs.name;
    if (name === "br") this.#words += "\n";
    else if (name === "img") this.#words += ` ${element.attribs.alt ?? ""} `;
    else if (name === "a") this.#link(element, depth);
    else if (INLINE.has(name)) this.walk(element.children, depth + 1);
    else {
      this.#paragraph();
      this.#block(element, depth);
      this.#paragraph();
    }
  }

  #drops(element: Element): boolean {
    if (isFurniture(element)) return true;
    if (element.name === "header" && !this.#keepHeader) return true;
    if (element.name === "aside" && !this.#keepHeader) return true;
    if (!isHidden(element)) return false;
    const text = oneLine(plainText(element, 0));
    // An icon hidden from screen readers is no hidden text.
    if (/[\p{L}\p{N}]{2}/u.test(text)) this.#hidden.push(text);
    return true;
  }

  /** Absolute addresses stay readable, so that an answer can carry them. */
  #link(element: Element, depth: number): void {
    const before = this.#words;
    this.#words = "";
    this.walk(element.children, depth + 1);
    const label = this.#words;
    const href = element.attribs.href ?? "";
    const address =
      /^https?:\/\/[^\s<>"]{1,1000}$/i.test(href) && label.trim() !== "" && !label.includes(href);
    this.#words = `${before}${label}${address ? ` (${href})` : ""}`;
  }

  #block(element: Element, depth: number): void {
    const { name } = element;
    if (/^h[1-6]$/.test(name)) this.#heading(element, Number(name[1]));
    else if (name === "ul" || name === "ol") this.#pushList(this.#items(element, 0, depth));
    else if (name === "dl") this.#definitions(element);
    else if (name === "pre") this.#code(element);
    else if (name === "table") this.#table(element);
    else this.walk(element.children, depth + 1);
  }

  #heading(element: Element, level: number): void {
    const text = oneLine(this.#textOf(element));
    const inner = childNamed(element, "a");
    const anchor = element.attribs.id || inner?.attribs.id || inner?.attribs.name || this.#anchor;
    this.#anchor = null;
    if (text !== "") this.#blocks.push({ kind: "heading", level, text, anchor });
  }

  #items(list: Element, indent: number, depth: number): string[] {
    if (depth > MAX_DEPTH) return [];
    const items: string[] = [];
    let number = Number.parseInt(list.attribs.start ?? "1", 10) || 1;
    for (const node of list.children) {
      if (!hasName(node, "li") || this.#drops(node)) continue;
      const isInner = (child: ChildNode): child is Element => hasName(child, "ul", "ol");
      const own = oneLine(
        node.children.map((child) => (isInner(child) ? "" : this.#nodeText(child))).join(""),
      );
      const mark = list.name === "ol" ? `${number}.` : "-";
      if (own !== "") items.push(`${"  ".repeat(Math.min(indent, 6))}${mark} ${own}`);
      number += 1;
      for (const child of node.children)
        if (isInner(child)) items.push(...this.#items(child, indent + 1, depth + 1));
    }
    return items;
  }

  #definitions(list: Element): void {
    const items: string[] = [];
    const read = (nodes: readonly ChildNode[]): void => {
      for (const node of nodes) {
        if (!isElement(node) || this.#drops(node)) continue;
        const text = oneLine(this.#textOf(node));
        if (node.name === "div") read(node.children);
        else if (node.name === "dt") items.push(`${text}:`);
        else if (node.name === "dd") items.push(`${items.pop() ?? ""} ${text}`.trim());
      }
    };
    read(list.children);
    this.#pushList(items);
  }

  #pushList(items: readonly string[]): void {
    if (items.length > 0) this.#blocks.push({ kind: "list", items });
  }

  #code(element: Element): void {
    const inner = childNamed(element, "code");
    const language = /(?:language|lang)-([\w+#.-]{1,40})/.exec(
      inner?.attribs.class ?? element.attribs.class ?? "",
    );
    const text = this.#textOf(element).replace(/^\n/, "").trimEnd();
    if (text.trim() !== "") this.#blocks.push({ kind: "code", text, language: language?.[1] ?? "" });
  }

  #table(element: Element): void {
    const caption = childNamed(element, "caption");
    if (caption !== undefined && !this.#drops(caption)) {
      this.#words += this.#textOf(caption);
      this.#paragraph();
    }
    const table = readTable(element, (cell) => (this.#drops(cell) ? "" : oneLine(this.#textOf(cell))));
    if (table.rows.length > 0) this.#blocks.push({ kind: "table", ...table });
    else if (table.header.length > 0) this.#blocks.push({ kind: "paragraph", text: table.header.join("; ") });
  }

  /** Text of an element in whose inside no blocks are made; blocks in it are set apart by blanks. */
  #textOf(element: Element): string {
    return element.children.map((child) => this.#nodeText(child)).join("");
  }

  #nodeText(node: ChildNode, depth = 0): string {
    if (node.type === "text") return node.data;
    if (!isElement(node) || depth > MAX_DEPTH || this.#drops(node)) return "";
    if (node.name === "br") return "\n";
    if (node.name === "img") return ` ${node.attribs.alt ?? ""} `;
    const inner = node.children.map((child) => this.#nodeText(child, depth + 1)).join("");
    return INLINE.has(node.name) ? inner : ` ${inner} `;
  }

  #paragraph(): void {
    const text = this.#words
      .split("\n")
      .map(oneLine)
      .filter((line) => line !== "")
      .join("\n");
    this.#words = "";
    if (text !== "") this.#blocks.push({ kind: "paragraph", text });
  }
}

function plainText(element: Element, depth: number): string {
  if (depth > MAX_DEPTH) return "";
  return element.children
    .map((node) => (node.type === "text" ? node.data : isElement(node) ? plainText(node, depth + 1) : ""))
    .join(" ");
}
