import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { RapportError } from "../domain/errors.ts";

/** A sealed text, with the name of the key that opens it. */
export interface Sealed {
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

/** Seals secrets for the database. */
export interface SecretBox {
  /** Of the key that seals now. */
  readonly keyId: string;
  /** `place` (tenant and column) is bound in: a sealed text moved elsewhere does not open. */
  seal(text: string, place: string): Sealed;
  /** Throws `secret.unreadable` when the key is not here or the bytes were changed or moved. */
  open(sealed: Sealed, place: string): string;
}

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM. `current` seals; `previous` only open. Every key is 32 bytes. */
export function createSecretBox(current: Uint8Array, previous: readonly Uint8Array[] = []): SecretBox {
  const keyId = keyIdOf(current);
  const keys = new Map([...previous, current].map((key) => [keyIdOf(key), key]));
  return {
    keyId,
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, current, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return { keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), body]) };
    },
    open(sealed, place) {
      const key = keys.get(sealed.keyId);
      if (key === undefined) throw unreadable();
      const bytes = Buffer.from(sealed.bytes);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
      } catch {
        throw unreadable();
      }
    },
  };
}

/** Named by its own fingerprint: nobody has to keep names and keys together. */
const keyIdOf = (key: Uint8Array): string => createHash("sha256").update(key).digest("hex").slice(0, 12);

const unreadable = () =>
  new RapportError(
    "secret.unreadable",
    "A sealed token cannot be opened.",
    "Put the key it was sealed with into TOKEN_ENCRYPTION_KEY or TOKEN_ENCRYPTION_OLD_KEYS, or install the app again.",
  );
