import { promises as files } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import type { FailPoints } from "./fail-points.ts";

/**
 * The two points that no port surrounds. The index is saved by opening, writing and renaming files, and every one of
 * these below `folder` is a passing; migrations are seen on their way to the database, PostgreSQL's on the wire and
 * PGlite's at the door of its engine.
 */
export function watchIndexFiles(folder: string, points: FailPoints): void {
  const { open, rename } = files;
  const isOurs = (path: unknown): boolean => String(path).startsWith(folder);
  const isWriting = (flags: unknown): boolean => flags !== undefined && flags !== "r";
  files.open = async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    if (isOurs(path) && isWriting(flags)) points.pass("in_index_save");
    return file;
  };
  files.rename = async (from, to) => {
    if (isOurs(from)) points.pass("in_index_save");
    await rename(from, to);
    if (isOurs(from)) points.pass("in_index_save");
  };
  syncBuiltinESMExports();
}

const MIGRATING = /create table|alter table|create policy|create index/i;

export async function watchMigrations(points: FailPoints): Promise<void> {
  const look = (bytes: unknown): void => {
    const text =
      typeof bytes === "string"
        ? bytes
        : bytes instanceof Uint8Array
          ? Buffer.from(bytes).toString("latin1")
          : "";
    if (MIGRATING.test(text)) points.pass("in_migration");
  };
  const { PGlite } = await import("@electric-sql/pglite");
  const raw = PGlite.prototype.execProtocolRaw;
  PGlite.prototype.execProtocolRaw = function (message, options) {
    look(message);
    return raw.call(this, message, options);
  };
  const write = Socket.prototype.write;
  Socket.prototype.write = function (this: Socket, ...args: Parameters<Socket["write"]>) {
    look(args[0]);
    return write.apply(this, args);
  } as Socket["write"];
}
