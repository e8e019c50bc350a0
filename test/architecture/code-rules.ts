import { isNamed, isNode, type SourceFile, visit } from "./read-source.ts";

/** Where in a file a rule is broken; one line per finding. */
type Finding = (file: SourceFile) => readonly string[];

function findings(file: SourceFile, what: string, isFault: Parameters<typeof collect>[1]): readonly string[] {
  return collect(file, isFault).map(() => `${file.path}: ${what}`);
}

function collect(
  file: SourceFile,
  isFault: (
    node: Readonly<Record<string, unknown>>,
    parent: Readonly<Record<string, unknown>> | null,
    inFunction: boolean,
  ) => boolean,
): readonly true[] {
  const found: true[] = [];
  visit(file.program, (node, parent, inFunction) => {
    if (isFault(node, parent, inFunction)) found.push(true);
  });
  return found;
}

const isMember = (node: Readonly<Record<string, unknown>>, object: string): boolean =>
  node.type === "MemberExpression" && isNamed(node.object, object);

/** The environment, the arguments, the exit and the streams belong to whoever started the process. */
export const processTouches: Finding = (file) => [
  ...findings(file, "touches process", (node) => isMember(node, "process")),
  ...file.imports
    .filter(({ target, kind }) => target === "node:process" && kind !== "type")
    .map(() => `${file.path}: touches process`),
];

/** The time comes in as a `Clock` or a `now`. */
export const clockReadings: Finding = (file) =>
  findings(file, "reads the clock", (node) => {
    if (node.type === "NewExpression") {
      return isNamed(node.callee, "Date") && Array.isArray(node.arguments) && node.arguments.length === 0;
    }
    return isMember(node, "Date") && isNamed(node.property, "now");
  });

export const consoleCalls: Finding = (file) =>
  findings(file, "writes to the console", (node) => isMember(node, "console"));

const MODIFIERS = ["skip", "todo", "only", "fails"] as const;

/** A test that is switched off, or that switches the others off. `skipIf` stays: it names its reason. */
export const switchedOffTests: Finding = (file) =>
  findings(
    file,
    "switches a test off",
    (node) =>
      ["it", "test", "describe"].some((name) => isMember(node, name)) &&
      MODIFIERS.some((modifier) => isNamed(node.property, modifier)),
  );

/** Waiting, timers and child processes while a module loads. */
export const workAtImport: Finding = (file) =>
  findings(file, "works while it loads", (node, _parent, inFunction) => {
    if (inFunction) return false;
    if (node.type === "AwaitExpression") return true;
    return (
      node.type === "CallExpression" &&
      isNode(node.callee) &&
      ["setTimeout", "setInterval", "spawn", "fork", "readFileSync", "writeFileSync"].some((name) =>
        isNamed(node.callee, name),
      )
    );
  });

/** Packages a start must not pay for, reached from `entry` by imports that run while files load. */
export function heavyAtStart(
  files: readonly SourceFile[],
  entries: readonly string[],
  isHeavy: (target: string) => boolean,
): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>(entries);
  const faults: string[] = [];
  for (const path of seen) {
    for (const { target, isRelative, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== "static") continue;
      if (isRelative) seen.add(target);
      else if (isHeavy(target)) faults.push(`${path} loads ${target} at the start`);
    }
  }
  return faults;
}
