import { constants } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { openDatabase } from "../../../src/store/open-database.ts";
import type { DatabaseKind } from "../scenario.ts";

/** Migrated and empty; each trial gets copies, which cost a tenth of a second instead of one or two. */
export interface TemplateDatabase {
  readonly kind: DatabaseKind;
  /** PGlite: the folder. PostgreSQL: the server's address with the template's name. */
  readonly place: string;
}

export async function makeTemplate(kind: "pglite", folder: string): Promise<TemplateDatabase>;
export async function makeTemplate(kind: "postgres", server: string): Promise<TemplateDatabase>;
export async function makeTemplate(kind: DatabaseKind, where: string): Promise<TemplateDatabase> {
  if (kind === "pglite") {
    const folder = join(where, "template");
    await migrate(`pglite:${folder}`);
    return { kind, place: folder };
  }
  const place = await createOnServer(where, databaseName("template"), null);
  await migrate(place);
  return { kind, place };
}

/** A copy in a folder named `database`, so that the folder above it can be a desk's DATA_DIR; or on the server. */
export async function copyTemplate(
  template: TemplateDatabase,
  folder: string,
  name: string,
): Promise<string> {
  if (template.kind === "postgres")
    return createOnServer(template.place, databaseName(name), nameOf(template.place));
  const copy = join(folder, name, "database");
  await cp(template.place, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return `pglite:${copy}`;
}

/** Of either kind; nobody may be connected for long any more. */
export async function dropDatabase(url: string): Promise<void> {
  if (url.startsWith("pglite:")) {
    await rm(url.slice("pglite:".length), { recursive: true, force: true });
    return;
  }
  await onServer(url, `drop database if exists ${nameOf(url)} with (force)`);
}

async function migrate(url: string): Promise<void> {
  const database = await openDatabase({ url });
  await database.close();
}

async function createOnServer(server: string, name: string, template: string | null): Promise<string> {
  await onServer(server, `create database ${name}${template === null ? "" : ` template ${template}`}`);
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

let count = 0;

function databaseName(purpose: string): string {
  count += 1;
  return `rapport_faults_${purpose.toLowerCase().replaceAll(/[^a-z0-9]/g, "_")}_${process.pid}_${count}`;
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function onServer(url: string, statement: string): Promise<void> {
  const server = Object.assign(new URL(url), { pathname: "/postgres" }).href;
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 1 });
  }
}
