import { parseArgs } from "node:util";

export interface BenchArguments {
  readonly names: readonly string[];
  readonly isQuick: boolean;
  readonly jsonPath: string | null;
  readonly seed: number;
  /** More or fewer than the programs' own number. */
  readonly rounds: number | null;
  /** Only contenders whose name holds one of these words; for looking into one thing. */
  readonly only: readonly string[];
  /** Of the soak. */
  readonly minutes: number | null;
}

const DEFAULT_SEED = 20_260_302;

/** Throws `TypeError` for an unknown flag. */
export function parseBenchArguments(given: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      seed: { type: "string" },
      rounds: { type: "string" },
      only: { type: "string" },
      minutes: { type: "string" },
    },
  });
  return {
    names: positionals,
    isQuick: values.quick,
    jsonPath: values.json ?? null,
    seed: wholeNumber(values.seed, "--seed") ?? DEFAULT_SEED,
    rounds: wholeNumber(values.rounds, "--rounds"),
    minutes: wholeNumber(values.minutes, "--minutes"),
    only: values.only?.split(",").filter((word) => word !== "") ?? [],
  };
}

function wholeNumber(text: string | undefined, flag: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`${flag} takes a whole number above 0`);
}
