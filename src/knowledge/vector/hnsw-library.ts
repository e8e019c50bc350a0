import type * as hnswlib from "hnswlib-node";

/** Only the graph is used. */
export type HnswLibrary = Pick<typeof hnswlib, "HierarchicalNSW">;
export type HnswGraph = hnswlib.HierarchicalNSW;

export type LibraryOutcome =
  | { readonly kind: "loaded"; readonly library: HnswLibrary }
  | { readonly kind: "missing"; readonly reason: string };

/** Loads the native module when it is first needed. Without a compiler at install time it is not there: that is a value. */
export async function loadHnswLibrary(): Promise<LibraryOutcome> {
  try {
    const { default: library } = await import("hnswlib-node");
    return { kind: "loaded", library };
  } catch {
    return {
      kind: "missing",
      reason:
        "the optional package hnswlib-node is not installed (it needs python3, make and g++ at npm ci); exact search gives the same answers, slower beyond about 10,000 vectors",
    };
  }
}
