import { describe, expect, it } from "vitest";
import { callFault } from "../../src/adapter-kit/call-fault.ts";

const withCode = (code: string): Error => Object.assign(new Error("x"), { code });

describe("a call without an answer", () => {
  it.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
  ])("was never sent with %s, said by the error or by its cause", (code) => {
    const never = { kind: "unreachable", why: "unreachable" };
    expect(callFault(withCode(code))).toEqual(never);
    expect(callFault(new TypeError("fetch failed", { cause: withCode(code) }))).toEqual(never);
  });

  it("is uncertain in every other case", async () => {
    const signal = AbortSignal.timeout(0);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    expect(callFault(signal.reason)).toEqual({ kind: "uncertain", why: "no-answer" });
    for (const error of [withCode("ECONNRESET"), withCode("UND_ERR_SOCKET"), new Error("x"), null, "words"])
      expect(callFault(error)).toEqual({ kind: "uncertain", why: "cut-off" });
  });
});
