import type { CheerioAPI } from "cheerio";

/** Nodes of the tree that cheerio builds; it does not name their types itself. */
export type Element = Extract<
  ReturnType<ReturnType<CheerioAPI["root"]>["children"]>[number],
  { attribs: object }
>;
export type ChildNode = Element["children"][number];

export const isElement = (node: ChildNode): node is Element => "attribs" in node && "name" in node;

export const hasName = (node: ChildNode, ...names: readonly string[]): node is Element =>
  isElement(node) && names.includes(node.name);

/** The first child of that name. */
export const childNamed = (element: Element, name: string): Element | undefined =>
  element.children.find((node): node is Element => hasName(node, name));
