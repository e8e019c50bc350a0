import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";

export interface SignedRequest {
  /** Headers as they came, each with all its values. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly rawBody: Uint8Array;
}

export type Verdict =
  | { readonly kind: "genuine"; readonly signature: string }
  | { readonly kind: "forged"; readonly why: string };

export const MAX_SKEW_SECONDS = (5 * MINUTE) / SECOND;
const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE = /^[0-9a-f]{128}$/i;
/** What stands before the 32 bytes of an Ed25519 key in DER. */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** Of 64 hex digits, as the Developer Portal shows it. Throws when it is none. */
export const publicKeyOf = (hex: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, Buffer.from(hex, "hex")]), format: "der", type: "spki" });

/**
 * Discord's Ed25519 signature over timestamp and raw bytes, too old and too new alike refused. The verdict's words never say
 * how near a forgery came. Pure.
 */
export function verifyRequest({ headers, rawBody }: SignedRequest, key: KeyObject, now: Date): Verdict {
  const timestamp = onlyOne(headers["x-signature-timestamp"]);
  const signature = onlyOne(headers["x-signature-ed25519"]);
  if (timestamp === null || !TIMESTAMP.test(timestamp)) return forged("timestamp");
  if (signature === null || !SIGNATURE.test(signature)) return forged("signature");
  if (!(Math.abs(now.getTime() / SECOND - Number(timestamp)) <= MAX_SKEW_SECONDS)) return forged("time");
  const signed = Buffer.concat([Buffer.from(timestamp, "utf8"), rawBody]);
  return verify(null, signed, key, Buffer.from(signature, "hex"))
    ? { kind: "genuine", signature: signature.toLowerCase() }
    : forged("signature");
}

const forged = (why: string): Verdict => ({ kind: "forged", why });

/** A header that stands twice is nobody's. */
const onlyOne = (values: readonly string[] | undefined): string | null =>
  values?.length === 1 ? (values[0] ?? null) : null;
