import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBreaker, MAX_HOLD_MS, type Permit } from "../../src/llm/breaker.ts";

function setUp(failureThreshold = 3, coolDownMs = 1_000, jitter = 0) {
  let nowMs = 0;
  const changes: string[] = [];
  const breaker = createBreaker({
    clock: { now: () => new Date(nowMs) },
    failureThreshold,
    coolDownMs,
    jitter: () => jitter,
    onChange: (state) => changes.push(state),
  });
  const acquire = (): Permit => {
    const permit = breaker.tryAcquire();
    if (!permit) throw new Error("held back");
    return permit;
  };
  return { breaker, changes, acquire, pass: (spanMs: number) => (nowMs += spanMs) };
}

describe("a breaker", () => {
  it("opens after failures in a row, not after failures with a success between", () => {
    const { breaker, acquire } = setUp();
    acquire().fail();
    acquire().fail();
    acquire().succeed();
    acquire().fail();
    acquire().fail();
    expect(breaker.state()).toBe("closed");
    acquire().fail();
    expect(breaker.state()).toBe("open");
    expect(breaker.tryAcquire()).toBeNull();
  });

  it("lets one probe through after the cool-down, and the probe decides", () => {
    const { breaker, acquire, pass, changes } = setUp(1);
    acquire().fail();
    pass(999);
    expect(breaker.tryAcquire()).toBeNull();
    pass(1);
    const probe = acquire();
    expect(breaker.tryAcquire()).toBeNull();
    probe.fail();
    expect(breaker.state()).toBe("open");
    pass(1_000);
    acquire().succeed();
    expect(breaker.state()).toBe("closed");
    expect(changes).toEqual(["open", "half-open", "open", "half-open", "closed"]);
  });

  it("lets another probe through when the first was given up by its caller", () => {
    const { breaker, acquire, pass } = setUp(1);
    acquire().fail();
    pass(1_000);
    acquire().abandon();
    acquire().succeed();
    expect(breaker.state()).toBe("closed");
  });

  it("pays no heed to calls that began before it opened", () => {
    const { breaker, acquire, pass } = setUp(1);
    const slow = acquire();
    acquire().fail();
    slow.succeed();
    expect(breaker.state()).toBe("open");
    pass(1_000);
    slow.fail();
    expect(breaker.state()).toBe("half-open");
  });

  it("keeps a pause that was asked for, up to a limit, and stretches its own by jitter", () => {
    const held = setUp(5);
    held.acquire().fail(60_000);
    held.pass(59_999);
    expect(held.breaker.tryAcquire()).toBeNull();
    held.pass(1);
    expect(held.breaker.tryAcquire()).not.toBeNull();

    const greedy = setUp(5);
    greedy.acquire().fail(10 * MAX_HOLD_MS);
    greedy.pass(MAX_HOLD_MS);
    expect(greedy.breaker.state()).toBe("half-open");

    const stretched = setUp(1, 1_000, 1);
    stretched.acquire().fail();
    stretched.pass(1_499);
    expect(stretched.breaker.state()).toBe("open");
  });
});

/** The rules written down a second time, as plainly as can be. */
class Model {
  kind: "closed" | "open" | "probing" = "closed";
  failures = 0;
  untilMs = 0;
  nowMs = 0;
  epoch = 0;
  permits: { permit: Permit; epoch: number }[] = [];

  expected(): string {
    if (this.kind === "probing") return "half-open";
    if (this.kind === "closed") return "closed";
    return this.nowMs >= this.untilMs ? "half-open" : "open";
  }

  mayCall(): boolean {
    return this.kind === "closed" || (this.kind === "open" && this.nowMs >= this.untilMs);
  }

  move(kind: Model["kind"]): void {
    this.kind = kind;
    this.epoch += kind === "probing" ? 0 : 1;
  }
}

interface Real {
  readonly breaker: ReturnType<typeof createBreaker>;
  readonly clock: { nowMs: number };
}

const THRESHOLD = 3;
const COOL_DOWN_MS = 100;

class Acquire implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, real: Real): void {
    const permit = real.breaker.tryAcquire();
    expect(permit !== null).toBe(model.mayCall());
    if (!permit) return;
    if (model.kind === "open") model.move("probing");
    model.permits.push({ permit, epoch: model.epoch });
  }
  toString = () => "acquire";
}

class Settle implements fc.Command<Model, Real> {
  constructor(
    readonly how: "succeed" | "fail" | "abandon",
    readonly pick: number,
  ) {}
  check = (model: Readonly<Model>) => model.permits.length > 0;
  run(model: Model, real: Real): void {
    const [taken] = model.permits.splice(this.pick % model.permits.length, 1);
    if (!taken) return;
    taken.permit[this.how]();
    if (taken.epoch === model.epoch) this.apply(model);
    expect(real.breaker.state()).toBe(model.expected());
  }
  apply(model: Model): void {
    if (this.how === "succeed") {
      model.failures = 0;
      if (model.kind !== "closed") model.move("closed");
    } else if (this.how === "fail") {
      model.failures += 1;
      if (model.kind === "closed" && model.failures < THRESHOLD) return;
      model.untilMs = model.nowMs + COOL_DOWN_MS;
      model.move("open");
    } else if (model.kind === "probing") {
      model.kind = "open";
    }
  }
  toString = () => `${this.how}#${this.pick}`;
}

class Pass implements fc.Command<Model, Real> {
  constructor(readonly spanMs: number) {}
  check = () => true;
  run(model: Model, real: Real): void {
    model.nowMs += this.spanMs;
    real.clock.nowMs = model.nowMs;
    expect(real.breaker.state()).toBe(model.expected());
  }
  toString = () => `pass ${this.spanMs}`;
}

describe("the breaker's state machine", () => {
  it("agrees with its model over random histories", () => {
    const commands = fc.commands(
      [
        fc.constant(new Acquire()),
        fc.constant(new Acquire()),
        fc
          .tuple(fc.constantFrom("succeed", "fail", "fail", "abandon"), fc.nat(20))
          .map(([how, pick]) => new Settle(how, pick)),
        fc.constantFrom(1, 50, 100, 150).map((spanMs) => new Pass(spanMs)),
      ],
      { maxCommands: 60 },
    );
    fc.assert(
      fc.property(commands, (history) => {
        const clock = { nowMs: 0 };
        const breaker = createBreaker({
          clock: { now: () => new Date(clock.nowMs) },
          failureThreshold: THRESHOLD,
          coolDownMs: COOL_DOWN_MS,
          jitter: () => 0,
        });
        fc.modelRun(() => ({ model: new Model(), real: { breaker, clock } }), history);
      }),
      { numRuns: 300 },
    );
  });
});
