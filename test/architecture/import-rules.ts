import type { SourceFile } from "./read-source.ts";

/**
 * What each room may import, read from the table of ARCHITECTURE.md: a room is a folder below `src/`, one adapter,
 * the console, or a file that lies directly in `src/`.
 */
export type ImportTable = ReadonlyMap<string, readonly string[]>;

const ROW = /^\| `([^`]+)` \| ([^|]+) \|$/gm;

export function readImportTable(map: string): ImportTable {
  const section = map.split(/^## /m).find((part) => part.startsWith("Who may import whom"));
  if (section === undefined) throw new Error("ARCHITECTURE.md has no section 'Who may import whom'");
  const rows = [...section.matchAll(ROW)].map(
    ([, room = "", allowed = ""]) =>
      [room, [...allowed.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)] as const,
  );
  return new Map(rows);
}

/** `src/store/spine/x.ts` lies in `src/store`, `adapters/web/room/x.ts` in `adapters/web`. */
export function roomOf(path: string): string {
  const [top = "", second] = path.split("/");
  return top === "src" || top === "adapters" ? `${top}/${second}` : top;
}

/** Entries of the table that speak of this room: itself, or `adapters/*` for each adapter. */
const entriesFor = (table: ImportTable, room: string): readonly string[] | undefined =>
  table.get(room) ?? (room.startsWith("adapters/") ? table.get("adapters/*") : undefined);

/** `*` is anything, `src/domain` the folder and what is below, `adapters/*\/index.ts` that file of any adapter. */
function covers(entry: string, target: string): boolean {
  if (entry === "*") return true;
  const path = target.replace(/^adapters\/[^/]+/, entry.startsWith("adapters/*") ? "adapters/*" : "$&");
  return path === entry || path.startsWith(`${entry}/`);
}

/** One line for each import that goes against the table. */
export function importFaults(files: readonly SourceFile[], table: ImportTable): readonly string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    const allowed = entriesFor(table, room);
    if (allowed === undefined) return [`${file.path}: the table has no row for ${room}`];
    return file.imports
      .filter(({ isRelative, target }) => isRelative && roomOf(target) !== room)
      .filter(({ target }) => !allowed.some((entry) => covers(entry, target)))
      .map(({ target }) => `${file.path} may not import ${target}`);
  });
}

/** Permissions of the table that no file uses. */
export function idlePermissions(files: readonly SourceFile[], table: ImportTable): readonly string[] {
  return [...table].flatMap(([room, allowed]) => {
    const outside = files
      .filter(({ path }) => roomOf(path) === room || (room === "adapters/*" && path.startsWith("adapters/")))
      .flatMap(({ path, imports }) =>
        imports.filter(({ isRelative, target }) => isRelative && roomOf(target) !== roomOf(path)),
      );
    return allowed
      .filter((entry) => entry !== "*" && !outside.some(({ target }) => covers(entry, target)))
      .map((entry) => `${room} does not import ${entry}`);
  });
}
