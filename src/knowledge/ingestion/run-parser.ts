import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startsLikePdf } from "./detect-format.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import { type IngestRefusal, refuse } from "./ingest-outcome.ts";
import type { ParsedFile, ParsedPassage } from "./parse-file.ts";
import { parserHeadSchema, parserPassageSchema } from "./parser-protocol.ts";

/** Lines read back between two turns of the event loop; about 1 ms. */
const LINES_PER_SLICE = 40;

/** Parses one file in a child process that cannot outlive its time, memory and output limits. Never throws. */
export async function runParser(
  name: string,
  bytes: Uint8Array,
  limits: IngestLimits,
): Promise<ParsedFile | IngestRefusal> {
  const child = startChild(bytes, limits);
  const timer = { ranOut: false };
  const timeout = setTimeout(() => {
    timer.ranOut = true;
    child.kill("SIGKILL");
  }, limits.timeoutMs);
  try {
    const ended = once(child, "close");
    const failed = once(child, "error").then(() => null);
    sendFile(child, name, bytes, limits);
    const output = await Promise.race([collect(child, limits.maxOutputBytes), failed]);
    if (output === "too-much") {
      child.kill("SIGKILL");
      return refuse("ingest.too-large", `More than ${limits.maxOutputBytes} bytes of text.`);
    }
    if (output === null) return refuse("ingest.parser-failed", "The parser could not be started.");
    const [code, signal] = await ended;
    if (timer.ranOut) return refuse("ingest.timed-out", `Not read within ${limits.timeoutMs / 1_000} s.`);
    if (code === 0) return await readOutput(output);
    return diedOf(code, signal);
  } catch {
    child.kill("SIGKILL");
    return refuse("ingest.parser-failed", "The parser's answer could not be read.");
  } finally {
    clearTimeout(timeout);
  }
}

/**
 * The environment stays behind: the child needs no token of ours. pdf.js is loaded before the TypeScript loader, which
 * would else rewrite its three megabytes of plain JavaScript (1.6 s of processor time against 0.5 s).
 */
function startChild(bytes: Uint8Array, limits: IngestLimits): ChildProcess {
  const modules = createRequire(import.meta.url);
  const preload = startsLikePdf(bytes)
    ? ["pdfjs-dist/legacy/build/pdf.worker.mjs", "pdfjs-dist/legacy/build/pdf.mjs", "tsx"]
    : ["tsx"];
  const imports = preload.flatMap((name) => ["--import", pathToFileURL(modules.resolve(name)).href]);
  return fork(fileURLToPath(new URL("./parser-child.ts", import.meta.url)), [], {
    env: {},
    execArgv: [`--max-old-space-size=${limits.maxHeapMegabytes}`, ...imports],
    stdio: ["pipe", "ignore", "ignore", "pipe", "ipc"],
  });
}

function sendFile(child: ChildProcess, name: string, bytes: Uint8Array, limits: IngestLimits): void {
  // A child that dies early closes the pipe; how it died is told by its exit.
  child.stdin?.on("error", () => undefined);
  child.stdin?.write(`${JSON.stringify({ name, limits })}\n`);
  child.stdin?.end(bytes);
}

async function collect(child: ChildProcess, maxBytes: number): Promise<Buffer | "too-much" | null> {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Readable)) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of pipe) {
    size += chunk.length;
    if (size > maxBytes) return "too-much";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** 134 and SIGABRT: the heap limit; SIGKILL not sent by us: the memory guard, or the system's own. */
function diedOf(code: number | null, signal: NodeJS.Signals | null): IngestRefusal {
  if (signal === "SIGKILL" || signal === "SIGABRT" || code === 134)
    return refuse("ingest.out-of-memory", "Reading the file takes more memory than is allowed.");
  return refuse("ingest.parser-failed", `The parser ended with ${signal ?? `exit code ${code}`}.`);
}

async function readOutput(output: Buffer): Promise<ParsedFile | IngestRefusal> {
  let at = output.indexOf(10);
  const head = parserHeadSchema.parse(JSON.parse(output.toString("utf8", 0, at)));
  if (head.kind === "refused") return head;
  const { passageCount, ...article } = head;
  const passages: ParsedPassage[] = [];
  while (at + 1 < output.length) {
    const end = output.indexOf(10, at + 1);
    passages.push(parserPassageSchema.parse(JSON.parse(output.toString("utf8", at + 1, end))));
    if (passages.length % LINES_PER_SLICE === 0) await nextTurn();
    at = end;
  }
  if (passages.length !== passageCount)
    return refuse("ingest.parser-failed", "The parser's answer is incomplete.");
  return { ...article, passages };
}
