import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import { isRapportError } from "../domain/errors.ts";
import { loadEmotionReader, type ReadEmotion } from "../emotion/embedded-tagger.ts";

/**
 * One message per line on standard input, one JSON line each on standard output, in order.
 * A line ends with LF or CRLF; the last one may lack its end. Of a very long line the head is read.
 */
const KEPT_OF_LINE = 16_384;
const FLUSH_AT = 64 * 1024;

/** Cuts chunks into lines and keeps no more than the head of each. */
class LineReader {
  #pending = "";
  #hasPending = false;

  *take(chunk: string): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", start)) {
      this.#keep(chunk, start, end);
      yield this.#line();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk, start, chunk.length);
  }

  *rest(): Generator<string> {
    if (this.#hasPending) yield this.#line();
  }

  #keep(chunk: string, start: number, end: number): void {
    this.#hasPending = true;
    const room = KEPT_OF_LINE - this.#pending.length;
    if (room > 0) this.#pending += chunk.slice(start, Math.min(end, start + room));
  }

  #line(): string {
    const line = this.#pending.endsWith("\r") ? this.#pending.slice(0, -1) : this.#pending;
    this.#pending = "";
    this.#hasPending = false;
    return line;
  }
}

function toJson(read: ReadEmotion, line: string): string {
  const { scores, sentiment, mood, risk } = read(line);
  return `${JSON.stringify({ scores, sentiment, mood, risk })}\n`;
}

async function tagLines(read: ReadEmotion): Promise<void> {
  const lines = new LineReader();
  const decoder = new StringDecoder("utf8");
  let out = "";
  const flush = async (): Promise<void> => {
    const text = out;
    out = "";
    if (text !== "" && !process.stdout.write(text)) await once(process.stdout, "drain");
  };
  for await (const chunk of process.stdin) {
    for (const line of lines.take(decoder.write(chunk as Buffer))) {
      out += toJson(read, line);
      if (out.length >= FLUSH_AT) await flush();
    }
    await flush();
  }
  for (const line of lines.take(decoder.end())) out += toJson(read, line);
  for (const line of lines.rest()) out += toJson(read, line);
  await flush();
}

/** The reader went away (`| head`): nothing is left to do. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

try {
  await tagLines(await loadEmotionReader());
} catch (error) {
  process.stderr.write(isRapportError(error) ? `${error.message}\n${error.cure}\n` : `${String(error)}\n`);
  process.exitCode = 1;
}
