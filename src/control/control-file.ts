import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** How a command of the same machine and user reaches the desk that has the data folder. */
const contactSchema = z.object({
  port: z.number().int().min(1).max(65_535),
  /** Whoever can read the file may give orders. */
  token: z.string().min(32),
});
export type Contact = z.infer<typeof contactSchema>;

const pathIn = (dataDir: string): string => join(dataDir, "control.json");

export async function writeContact(dataDir: string, contact: Contact): Promise<void> {
  const aside = `${pathIn(dataDir)}.${randomUUID().slice(0, 8)}`;
  await writeFile(aside, JSON.stringify(contact), { mode: 0o600, flag: "wx" });
  await rename(aside, pathIn(dataDir));
}

export async function readContact(dataDir: string): Promise<Contact | null> {
  const text = await readFile(pathIn(dataDir), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return contactSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Only one's own: a later desk may have written another. */
export async function removeContact(dataDir: string, { token }: Contact): Promise<void> {
  if ((await readContact(dataDir))?.token === token) await rm(pathIn(dataDir), { force: true });
}
