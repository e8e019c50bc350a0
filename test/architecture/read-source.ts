import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "vite";

/** One `import` or `export ... from`, with relative addresses turned into paths from the repository's root. */
export interface SourceImport {
  /** A path such as `src/domain/time.ts`, a package such as `@langchain/core/runnables`, or `node:fs`. */
  readonly target: string;
  readonly isRelative: boolean;
  /** `static` runs when the file is loaded, `dynamic` when its line is reached, `type` never. */
  readonly kind: "static" | "dynamic" | "type";
}

export interface SourceFile {
  readonly path: string;
  readonly imports: readonly SourceImport[];
  readonly program: unknown;
}

type Node = Readonly<Record<string, unknown>>;

/** @throws Error when the text cannot be parsed: a rule that cannot read a file must not pass it. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text);
  const [fault] = errors;
  if (fault) throw new Error(`${path}: ${fault.message}`);
  const imports: SourceImport[] = [];
  const add = (address: string, kind: SourceImport["kind"]): void => {
    const isRelative = address.startsWith(".");
    imports.push({ target: isRelative ? join(dirname(path), address) : address, isRelative, kind });
  };
  visit(program, (node) => {
    if (!DECLARATIONS.has(String(node.type)) || !isNode(node.source)) return;
    const isType = node.importKind === "type" || node.exportKind === "type";
    if (typeof node.source.value === "string") add(node.source.value, isType ? "type" : "static");
  });
  for (const found of module.dynamicImports) {
    const address = text.slice(found.moduleRequest.start, found.moduleRequest.end);
    if (/^["'`][^$]*["'`]$/.test(address)) add(address.slice(1, -1), "dynamic");
  }
  return { path, imports, program };
}

const DECLARATIONS: ReadonlySet<string> = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
]);

export const readSource = (path: string): SourceFile => parseSource(path, readFileSync(path, "utf8"));

/** Calls back for every node, parents first; `inFunction` is false for what runs when the file is loaded. */
export function visit(
  program: unknown,
  each: (node: Node, parent: Node | null, inFunction: boolean) => void,
): void {
  const walk = (value: unknown, parent: Node | null, inFunction: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, parent, inFunction);
      return;
    }
    if (!isNode(value)) return;
    each(value, parent, inFunction);
    const within = inFunction || FUNCTIONS.has(String(value.type));
    for (const child of Object.values(value)) walk(child, value, within);
  };
  walk(program, null, false);
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
]);

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

export const isNamed = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === "Identifier" && value.name === name;
