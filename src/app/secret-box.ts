import { RapportError } from "../domain/errors.ts";
import type { Secret } from "../llm/secret.ts";
import { type SealingKeys, sealingKeyBytes } from "../platform-config.ts";
import { createSecretBox, type SecretBox } from "../store/secret-box.ts";

/** The box that the configured keys open; `null` where there are none. */
export function openSecretBox(keys: SealingKeys | null): SecretBox | null {
  return keys === null ? null : createSecretBox(bytesOf(keys.current), keys.previous.map(bytesOf));
}

function bytesOf(key: Secret): Uint8Array {
  const bytes = sealingKeyBytes(key.reveal());
  if (bytes !== null) return bytes;
  throw new RapportError("secret.bad-key", "A key for tokens is none.", "Set TOKEN_ENCRYPTION_KEY anew.");
}
