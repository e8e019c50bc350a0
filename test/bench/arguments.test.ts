import { describe, expect, it } from "vitest";
import { parseBenchArguments } from "../../bench/harness/arguments.ts";
import { renderTable, sayNumber } from "../../bench/harness/report.ts";

describe("the command line", () => {
  it("names programs and takes flags", () => {
    expect(parseBenchArguments(["ingest", "--quick", "--json", "out.json", "--rounds", "3"])).toMatchObject({
      names: ["ingest"],
      isQuick: true,
      jsonPath: "out.json",
      rounds: 3,
    });
    expect(parseBenchArguments([])).toMatchObject({ names: [], isQuick: false, rounds: null, only: [] });
  });

  it("refuses what it does not know", () => {
    expect(() => parseBenchArguments(["--fast"])).toThrow(TypeError);
    expect(() => parseBenchArguments(["--rounds", "none"])).toThrow("--rounds takes a whole number above 0");
  });
});

describe("the table", () => {
  it("keeps three digits and lines columns up", () => {
    expect([0.1234, 12.34, 1234.5, Number.NaN].map(sayNumber)).toEqual(["0.12", "12.3", "1 235", "-"]);
    expect(
      renderTable([
        ["", "CPU"],
        ["bolt", "175"],
        ["intake", "60"],
      ]),
    ).toBe("        CPU\nbolt    175\nintake   60");
  });
});
