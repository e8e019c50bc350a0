/** Structured log. Fields hold ids, codes, counts and spans, never customer text or a secret. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** For code that must not speak: tests, one-shot tools. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
