import { createHmac, timingSafeEqual } from "node:crypto";
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
const SIGNATURE = /^v0=([0-9a-f]{64})$/;

/**
 * Slack's v0 signature over the raw bytes, too old and too new alike refused. The verdict's words never say how near a
 * forgery came. Pure.
 */
export function verifyRequest(
  { headers, rawBody }: SignedRequest,
  signingSecret: string,
  now: Date,
): Verdict {
  // With an empty secret anybody could sign.
  if (signingSecret === "") return forged("no secret");
  const timestamp = onlyOne(headers["x-slack-request-timestamp"]);
  const signature = onlyOne(headers["x-slack-signature"]);
  if (timestamp === null || !TIMESTAMP.test(timestamp)) return forged("timestamp");
  const [, hex] = SIGNATURE.exec(signature ?? "") ?? [];
  if (hex === undefined) return forged("signature");
  const skewSeconds = Math.abs(now.getTime() / SECOND - Number(timestamp));
  if (!(skewSeconds <= MAX_SKEW_SECONDS)) return forged("time");
  const right = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest();
  return timingSafeEqual(right, Buffer.from(hex, "hex"))
    ? { kind: "genuine", signature: hex }
    : forged("signature");
}

const forged = (why: string): Verdict => ({ kind: "forged", why });

/** A header that stands twice is nobody's. */
const onlyOne = (values: readonly string[] | undefined): string | null =>
  values?.length === 1 ? (values[0] ?? null) : null;
