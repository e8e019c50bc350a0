/**
 * Entry point of the child process in which untrusted files are parsed. Reads the request and the file from
 * standard input, writes the result to descriptor 3; whatever libraries print goes nowhere.
 */
import { createReadStream } from "node:fs";
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { parseFile } from "./parse-file.ts";
import { parserRequestSchema } from "./parser-protocol.ts";

const RESULT_DESCRIPTOR = 3;

const input = await readInput();
const lineEnd = input.indexOf(10);
const { name, limits } = parserRequestSchema.parse(JSON.parse(input.toString("utf8", 0, lineEnd)));
// A thread of its own still runs while a decoder loops, and ends this process when its memory grows too large.
const guard = new Worker(new URL("./memory-guard.mjs", import.meta.url), {
  workerData: { maxResidentBytes: limits.maxResidentBytes },
  execArgv: [],
});
guard.unref();

const parsed = await parseFile(name, new Uint8Array(input.subarray(lineEnd + 1)), limits);
const output = new Socket({ fd: RESULT_DESCRIPTOR });
if (parsed.kind === "refused") output.end(`${JSON.stringify(parsed)}\n`);
else {
  const { passages, ...head } = parsed;
  output.write(`${JSON.stringify({ ...head, passageCount: passages.length })}\n`);
  for (const passage of passages) output.write(`${JSON.stringify(passage)}\n`);
  output.end();
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream("", { fd: 0 })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
