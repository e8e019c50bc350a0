import type { Config } from "../config.ts";

const SAMPLE = { slug: "parcelwise", name: "Parcelwise" };

export interface StartingCompany {
  readonly slug: string;
  readonly name: string;
}

/**
 * The company a first start makes. The invented one is for trying out: who has connected a platform has people who would be
 * answered from its documents, and gets it only by asking (`DEMO=on`).
 */
export function startingCompany(
  config: Pick<Config, "DEMO" | "COMPANY_NAME" | "platforms">,
): StartingCompany {
  const wantsSample = config.DEMO === undefined ? !hasPlatform(config) : config.DEMO === "on";
  return wantsSample ? SAMPLE : { slug: "company", name: config.COMPANY_NAME };
}

export const isSampleCompany = ({ slug }: { readonly slug: string }): boolean => slug === SAMPLE.slug;

/** Anything beside the browser chat. */
const hasPlatform = ({
  platforms: { sealing: _sealing, ...platforms },
}: Pick<Config, "platforms">): boolean => Object.values(platforms).some((platform) => platform !== null);
