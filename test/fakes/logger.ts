import type { LogFields, Logger } from "../../src/ports/logger.ts";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: LogFields;
  readonly message: string;
}

/** Keeps what was said, so that a test can look for a line or for a leak. */
export interface RecordingLogger extends Logger {
  readonly lines: readonly LogLine[];
  /** Everything said, as one text: for "no customer text in the log". */
  readonly said: string;
}

export function createRecordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const at = (level: LogLine["level"]) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    lines,
    get said() {
      return JSON.stringify(lines);
    },
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  } satisfies RecordingLogger;
}
