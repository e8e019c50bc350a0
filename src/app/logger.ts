import { pino } from "pino";
import type { Logger } from "../ports/logger.ts";

/** JSON lines. Callers hand over ids, codes and counts only; nothing here reads a message or a request. */
export function createLogger(
  level: "debug" | "info" | "warn" | "error",
  stream: NodeJS.WritableStream,
): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void stream.write(line) },
  );
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
