/** Every fault that a person meets: what it is (`code`), why (`message`, `cause`) and what to do (`cure`). */
export class RapportError extends Error {
  readonly code: string;
  readonly cure: string;

  /** `message` and `cure` carry no customer text and no secret. */
  constructor(code: string, message: string, cure: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "RapportError";
    this.code = code;
    this.cure = cure;
  }
}

export const isRapportError = (error: unknown): error is RapportError => error instanceof RapportError;

/** A short name of what failed, safe to log: the code of our own errors, else the class name. */
export function errorCode(error: unknown): string {
  if (isRapportError(error)) return error.code;
  if (error instanceof Error) {
    const code = (error as Error & { code?: unknown }).code;
    return typeof code === "string" ? code : error.name;
  }
  return "unknown";
}
