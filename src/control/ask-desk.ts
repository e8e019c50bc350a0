import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import { readContact } from "./control-file.ts";

const faultSchema = z.object({ code: z.string(), message: z.string(), cure: z.string() });

/** A copy of a large database takes its time. */
const ANSWER_MS = 10 * 60_000;

/** `null`: no desk has the folder. Rejects with the desk's own `RapportError`. */
export async function askDesk<T>(
  dataDir: string,
  order: string,
  body: object,
  answer: z.ZodType<T>,
): Promise<T | null> {
  const contact = await readContact(dataDir);
  if (contact === null) return null;
  const response = await fetch(`http://127.0.0.1:${contact.port}/${order}`, {
    method: "POST",
    headers: { authorization: `Bearer ${contact.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: unknown) => {
    if (isRefused(error)) return null;
    throw noAnswer();
  });
  // Nobody listens, or somebody else at a port that came round again: the file is what a killed desk left behind.
  if (response === null || response.status === 401 || response.status === 404) return null;
  const given: unknown = await response.json().catch(() => null);
  if (response.ok) {
    const parsed = answer.safeParse(given);
    if (parsed.success) return parsed.data;
  }
  const fault = faultSchema.safeParse(given);
  throw fault.success ? new RapportError(fault.data.code, fault.data.message, fault.data.cure) : noAnswer();
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  "code" in error.cause &&
  error.cause.code === "ECONNREFUSED";

const noAnswer = (): RapportError =>
  new RapportError(
    "control.no-answer",
    "The desk that has the data folder does not answer.",
    "Look whether it is well (/readyz), or stop it and run the command again.",
  );
