import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";

export const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export const signatureOf = (timestamp: string, body: string | Buffer, secret = SIGNING_SECRET): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;

/** Raw headers as name and value in turn, so that one may stand twice. */
export function sendRaw(
  url: string,
  body: string | Buffer,
  rawHeaders: readonly string[],
  method = "POST",
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: [...rawHeaders, "Host", new URL(url).host] },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += String(chunk);
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

export interface SignedOptions {
  readonly now: Date;
  readonly type?: string;
  readonly retry?: { readonly num: number; readonly reason: string };
}

export function headersFor(
  body: string,
  { now, type = "application/json", retry }: SignedOptions,
): readonly string[] {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return [
    "content-type",
    type,
    "content-length",
    String(Buffer.byteLength(body)),
    "x-slack-request-timestamp",
    timestamp,
    "x-slack-signature",
    signatureOf(timestamp, body),
    ...(retry ? ["x-slack-retry-num", String(retry.num), "x-slack-retry-reason", retry.reason] : []),
  ];
}

/** A delivery as Slack makes it. */
export const sendSigned = (url: string, body: string, options: SignedOptions): Promise<Answered> =>
  sendRaw(url, body, headersFor(body, options));

export const FORM_TYPE = "application/x-www-form-urlencoded";
export const formOf = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();
export const payloadForm = (payload: object): string => formOf({ payload: JSON.stringify(payload) });
