import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRapportError } from "../../src/domain/errors.ts";
import { withDeadline } from "../../src/llm/deadline.ts";
import { createOutsideCall, type OutsideCallOptions } from "../../src/llm/outside-call.ts";
import { faultOf, OutsideFault } from "../../src/llm/outside-fault.ts";
import { createRetryBudget, MAX_RETRY_WAIT_MS, parseRetryAfterMs, retryWaitMs } from "../../src/llm/retry.ts";
import { silentLogger } from "../../src/ports/logger.ts";

function setUp(options: Partial<OutsideCallOptions> = {}) {
  const waits: number[] = [];
  let nowMs = 0;
  const call = createOutsideCall(
    { room: "llm", name: "fake", deadlineMs: 1_000, ...options },
    {
      clock: { now: () => new Date(nowMs) },
      logger: silentLogger,
      random: () => 0.5,
      sleep: async (spanMs) => {
        waits.push(spanMs);
      },
    },
  );
  return { call, waits, pass: (spanMs: number) => (nowMs += spanMs) };
}

const never = () => new Promise<never>(() => undefined);
const http = (status: number, retryAfterMs: number | null = null) =>
  new OutsideFault("http", { status, retryAfterMs });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "fine";
  } catch (error) {
    return isRapportError(error) ? error.code : `foreign ${String(error)}`;
  }
}

describe("an outside call", () => {
  it("repeats a 503 twice at most, with growing pauses", async () => {
    const { call, waits } = setUp();
    let tries = 0;
    const code = await codeOf(
      call(async () => {
        tries += 1;
        throw http(503);
      }),
    );
    expect(code).toBe("llm.http-503");
    expect(tries).toBe(3);
    expect(waits).toEqual([187.5, 375]);
  });

  it("gives the answer of a repeated try", async () => {
    const { call } = setUp();
    const answers = [http(500), http(429), null];
    const answer = await call(async () => {
      const fault = answers.shift();
      if (fault) throw fault;
      return "hello";
    });
    expect(answer).toBe("hello");
  });

  it.each([400, 401, 403, 404])("does not repeat a %i", async (status) => {
    const { call, waits } = setUp();
    expect(await codeOf(call(async () => Promise.reject(http(status))))).toBe(`llm.http-${status}`);
    expect(waits).toEqual([]);
  });

  it("keeps the pause a 429 asks for, and holds all calls back when it is long", async () => {
    const short = setUp({ deadlineMs: 10_000 });
    await codeOf(short.call(async () => Promise.reject(http(429, 2_000))));
    expect(short.waits).toEqual([2_000, 2_000]);

    const long = setUp();
    let tries = 0;
    const ask = () =>
      codeOf(
        long.call(async () => {
          tries += 1;
          throw http(429, 60_000);
        }),
      );
    expect(await ask()).toBe("llm.http-429");
    expect(await ask()).toBe("llm.breaker-open");
    long.pass(59_000);
    expect(await ask()).toBe("llm.breaker-open");
    expect(tries).toBe(1);
    long.pass(1_001);
    expect(await ask()).toBe("llm.http-429");
  });

  it("ends at the deadline though the call pays no heed to its signal", async () => {
    const { call } = setUp({ deadlineMs: 15 });
    expect(await codeOf(call(never))).toBe("llm.deadline");
  });

  it("does not start a pause that outlasts the deadline", async () => {
    const { call, waits } = setUp({ deadlineMs: 100 });
    expect(await codeOf(call(async () => Promise.reject(http(500))))).toBe("llm.http-500");
    expect(waits).toEqual([]);
  });

  it("ends when its caller gives up, and does not hold that against the model", async () => {
    const { call } = setUp({ failureThreshold: 1 });
    const controller = new AbortController();
    const asked = codeOf(call(never, controller.signal));
    controller.abort();
    expect(await asked).toBe("llm.aborted");
    expect(await call(async () => "still there")).toBe("still there");
  });

  it("opens the breaker after five failures and asks nobody until the cool-down is over", async () => {
    const { call, pass } = setUp();
    let tries = 0;
    const ask = () =>
      codeOf(
        call(async () => {
          tries += 1;
          throw new OutsideFault("unreachable");
        }),
      );
    for (let turn = 0; turn < 20; turn += 1) await ask();
    expect(tries).toBe(5);
    expect(await ask()).toBe("llm.breaker-open");
    pass(15_000);
    expect(await ask()).toBe("llm.unreachable");
    expect(tries).toBe(6);
  });

  it("does not open for requests that the server dislikes", async () => {
    const { call } = setUp({ failureThreshold: 2 });
    for (let turn = 0; turn < 5; turn += 1)
      expect(await codeOf(call(async () => Promise.reject(http(400))))).toBe("llm.http-400");
  });

  it("refuses more calls at once than allowed, so that a hanging server eats no sockets", async () => {
    const { call } = setUp({ maxConcurrent: 2, deadlineMs: 15 });
    const asked = [call(never), call(never), call(never)].map(codeOf);
    expect(await Promise.all(asked)).toEqual(["llm.deadline", "llm.deadline", "llm.busy"]);
    expect(await call(async () => 1)).toBe(1);
  });

  it("makes at most 1.3 times the calls needed while 30 in 100 fail", async () => {
    const { call } = setUp({ failureThreshold: 1_000 });
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let tries = 0;
    for (let needed = 0; needed < 2_000; needed += 1) {
      await codeOf(
        call(async () => {
          tries += 1;
          if (random() < 0.3) throw http(random() < 0.5 ? 429 : 500);
        }),
      );
    }
    expect(tries).toBeLessThanOrEqual(2_600);
  });

  it("says nothing of what the SDK's error held", async () => {
    const { call } = setUp();
    const leaky = Object.assign(new Error("canary-key"), { httpRequest: { headers: { a: "canary-key" } } });
    const error = await call(() => Promise.reject(leaky)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "llm.unreadable" });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("canary");
  });
});

describe("a deadline", () => {
  it("aborts the inner signal and leaves no late rejection behind", async () => {
    let wasAborted = false;
    const late = withDeadline(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            wasAborted = true;
            reject(new Error("late"));
          });
        }),
      10,
    );
    await expect(late).rejects.toMatchObject({ kind: "deadline" });
    expect(wasAborted).toBe(true);
  });

  it("does not start for a caller that has gone", async () => {
    let started = false;
    const run = async () => {
      started = true;
    };
    await expect(withDeadline(run, 10, AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
    expect(started).toBe(false);
  });
});

describe("Retry-After", () => {
  const now = new Date("2026-11-20T10:00:00Z");
  it.each([
    ["1", 1_000],
    ["3600", 3_600_000],
    ["0", 0],
    ["-5", null],
    ["soon", null],
    ["", null],
    [null, null],
    ["1e9", null],
    ["Fri, 20 Nov 2026 10:00:30 GMT", 30_000],
    ["Fri, 20 Nov 2026 09:00:00 GMT", null],
  ])("%j is %j ms", (header, spanMs) => {
    expect(parseRetryAfterMs(header, now)).toBe(spanMs);
  });

  it("never leads to a pause beyond the limit, nor to one below what was asked", () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat(100_000)),
        fc.nat(1),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (asked, retry, r) => {
          const waitMs = retryWaitMs(http(429, asked), retry, r);
          if (waitMs === null) return asked !== null && asked > MAX_RETRY_WAIT_MS;
          return waitMs <= MAX_RETRY_WAIT_MS && waitMs >= (asked ?? 0);
        },
      ),
    );
  });

  it("is kept by a budget that never runs above its reserve", () => {
    const budget = createRetryBudget(0.5, 2);
    for (let turn = 0; turn < 100; turn += 1) budget.deposit();
    expect([budget.withdraw(), budget.withdraw(), budget.withdraw()]).toEqual([true, true, false]);
  });
});

it("finds the fault under what SDKs wrap around it", () => {
  const fault = http(429);
  expect(faultOf(new Error("outer", { cause: new Error("inner", { cause: fault }) }))).toBe(fault);
  expect(faultOf("a string").kind).toBe("unreadable");
});
