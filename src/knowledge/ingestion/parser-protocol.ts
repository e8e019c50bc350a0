import { z } from "zod";
import { REFUSAL_CODES, WARNING_CODES } from "./ingest-outcome.ts";

/**
 * What crosses between the server and the child process that parses a file.
 * In: one line of JSON (`parserRequestSchema`), then the bytes of the file.
 * Out: one line of JSON (`parserHeadSchema`), then one line per passage.
 */
export const parserRequestSchema = z.object({
  name: z.string(),
  limits: z.object({
    maxFileBytes: z.number(),
    maxPages: z.number(),
    maxPassages: z.number(),
    timeoutMs: z.number(),
    maxHeapMegabytes: z.number(),
    maxResidentBytes: z.number(),
    maxOutputBytes: z.number(),
    maxUnpackedBytes: z.number(),
    maxArchiveEntries: z.number(),
  }),
});

const warningSchema = z.object({
  code: z.enum(WARNING_CODES),
  count: z.number(),
  detail: z.string().max(400),
});

export const parserHeadSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("refused"), code: z.enum(REFUSAL_CODES), cure: z.string(), detail: z.string() }),
  z.object({
    kind: z.literal("parsed"),
    title: z.string().min(1).max(200),
    format: z.enum(["markdown", "html", "pdf", "csv", "docx", "text"]),
    declaredVisibility: z.enum(["public", "private"]).nullable(),
    declaredUrl: z.string().nullable(),
    warnings: z.array(warningSchema).max(50),
    passageCount: z.number(),
  }),
]);

export const parserPassageSchema = z.object({
  headingPath: z.array(z.string()),
  text: z.string().min(1),
  pageLabel: z.string().nullable(),
  anchor: z.string().nullable(),
  fields: z.record(z.string(), z.string()).nullable(),
  contentHash: z.string().length(64),
});
