import type { Settings } from "../../../../src/http/contract.ts";

export interface PartProps {
  readonly data: Settings;
  readonly onChanged: (data: Settings) => void;
  readonly mayChange: boolean;
}
