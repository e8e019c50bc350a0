import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readSource, type SourceFile } from "./read-source.ts";

const LEFT_OUT: ReadonlySet<string> = new Set([".git", "node_modules", "dist", "data", "coverage"]);
const SOURCE = /\.(?:ts|tsx|mts|mjs)$/;

/** Every file below a folder, as paths from the repository's root; `.` is the root. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

/** Every folder below a folder that holds something, without the folder itself. */
export function foldersBelow(folder: string): readonly string[] {
  const folders = new Set<string>();
  for (const file of filesBelow(folder)) {
    const parts = file.split("/").slice(0, -1);
    for (let depth = 2; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join("/"));
  }
  return [...folders].sort();
}

export function sourcesBelow(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    filesBelow(folder)
      .filter((file) => SOURCE.test(file))
      .map(readSource),
  );
}
