export const SETUP_STEPS = ["kind", "customers", "agents", "managers", "staff", "documents"] as const;

/** A part of a workspace's set-up. */
export interface SetupStep {
  readonly name: (typeof SETUP_STEPS)[number];
  readonly what: string;
  /** What is set; empty: nothing yet. */
  readonly done: string;
  /** What to do, and what is missing without it. */
  readonly next: string;
}
