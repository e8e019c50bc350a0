import type { ComponentChildren, VNode } from "preact";

export interface Element {
  readonly tag: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly children: readonly Node[];
}
export type Node = Element | string;

const isVNode = (value: object): value is VNode<Record<string, unknown>> =>
  "type" in value && "props" in value;

/** Renders components without hooks to plain elements, so that a test sees what the browser would get. */
export function rendered(children: ComponentChildren): readonly Node[] {
  if (children === null || children === undefined || typeof children === "boolean") return [];
  if (Array.isArray(children)) return children.flatMap((child: ComponentChildren) => rendered(child));
  if (typeof children !== "object") return [String(children)];
  if (!isVNode(children)) return [];
  const { type, props } = children;
  if (typeof type === "function") {
    const made = (type as (given: unknown) => ComponentChildren)(props);
    return rendered(made);
  }
  const { children: inside, ...rest } = props;
  return [{ tag: String(type), props: rest, children: rendered(inside as ComponentChildren) }];
}

export const textOf = (nodes: readonly Node[]): string =>
  nodes.map((node) => (typeof node === "string" ? node : textOf(node.children))).join("");

export const elementsOf = (nodes: readonly Node[]): readonly Element[] =>
  nodes.flatMap((node) => (typeof node === "string" ? [] : [node, ...elementsOf(node.children)]));
