import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { RapportError } from "../../domain/errors.ts";

/** About 60 ms and 32 MiB on a server's core; the parameters travel with each hash, so they can be raised. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
/** Checks under way at a time: what else arrives waits, so that guessing cannot take the machine. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 50;

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 200;

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST, KEY_BYTES);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Compares in constant time. `stored: null` (no such account) costs the same and is `false`.
 * Rejects with `session.busy` while too many checks wait.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = stored === null ? null : parseHash(stored);
  const salt = parsed?.salt ?? Buffer.alloc(16);
  const wanted = parsed?.key ?? Buffer.alloc(KEY_BYTES);
  const given = await gate(() => derive(password, salt, parsed?.cost ?? COST, wanted.length));
  return timingSafeEqual(given, wanted) && parsed !== null;
}

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

function parseHash(stored: string): { cost: Cost; salt: Buffer; key: Buffer } | null {
  const [name, N, r, p, salt, key] = stored.split("$");
  if (name !== "scrypt" || salt === undefined || key === undefined) return null;
  const bytes = Buffer.from(key, "base64url");
  if (bytes.length < 16) return null;
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: bytes,
  };
}

const derive = (password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same letters typed on another keyboard must be the same password.
    scrypt(password.normalize("NFKC"), salt, length, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

let running = 0;
const waiting: (() => void)[] = [];

async function gate<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_AT_ONCE) {
    if (waiting.length >= MAX_WAITING) {
      throw new RapportError(
        "session.busy",
        "Too many people log in at this moment.",
        "Try again in a minute.",
      );
    }
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The place is handed on, so the count stays.
    if (next) next();
    else running -= 1;
  }
}
