import type { ServerResponse } from "node:http";
import { errorCode, isRapportError } from "../../../../src/domain/errors.ts";
import { attachmentName, isInlineImage } from "../../../../src/domain/file-type.ts";
import type { Fault } from "../../contract.ts";
import { statusOf } from "../../errors.ts";

/** With its length the answer leaves in one piece, not in chunks. */
export function answer(response: ServerResponse, body: unknown, status = 200): void {
  const json = JSON.stringify(body);
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(json),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(json);
}

/** Says what went wrong in the room's words; of what is not ours only its code. */
export function answerFault(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  const fault: Fault = {
    error: isRapportError(error)
      ? { code: error.code, message: error.message, cure: error.cure }
      : {
          code: errorCode(error),
          message: "Something broke.",
          cure: "Send again; if it stays, look into the log.",
        },
  };
  if (status === 503 || status === 429) response.setHeader("retry-after", "1");
  // What is left of a refused body is not waited for.
  if (status === 413) response.setHeader("connection", "close");
  answer(response, fault, status);
}

export function answerFile(
  response: ServerResponse,
  file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array },
): void {
  const isInline = isInlineImage(file.mediaType);
  const name = encodeURIComponent(attachmentName(file.name, 120)).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  response
    .writeHead(200, {
      "content-type": isInline ? file.mediaType : "application/octet-stream",
      "content-length": file.bytes.byteLength,
      "content-disposition": `${isInline ? "inline" : "attachment"}; filename*=UTF-8''${name}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=3600",
    })
    .end(file.bytes);
}
