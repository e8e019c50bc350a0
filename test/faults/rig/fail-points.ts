/** Named moments in the life of an event, of the index, of a person's data and of the desk itself. */
export const FAIL_POINTS = [
  "after_auth",
  "before_inbox_commit",
  "after_inbox_commit",
  "before_ack",
  "after_ack",
  "in_pipeline",
  "before_business_commit",
  "after_business_commit",
  "before_send",
  "after_send_before_mark",
  "in_index_save",
  "in_erase",
  "in_migration",
  "in_digest",
] as const;
export type FailPoint = (typeof FAIL_POINTS)[number];

/** Passed by what is wrapped around the product; see `fail-point-*.ts`. */
export interface FailPoints {
  pass(point: FailPoint): void;
  /** Never resolves for the dead: nothing they do any more is seen. */
  whileAlive(): Promise<void>;
}

/** Thrown through a desk that dies inside this process. */
export class Death extends Error {}

/** `name:n`: the n-th passing of the point is the last thing that happens. */
export function failPointsAt(
  at: string | undefined,
  die: () => void,
): FailPoints & { readonly isDead: boolean } {
  const [deadly, pass = "1"] = (at ?? "").split(":");
  let passes = 0;
  let isDead = false;
  return {
    get isDead() {
      return isDead;
    },
    pass(point) {
      if (isDead) throw new Death();
      if (point !== deadly) return;
      passes += 1;
      if (passes < Number(pass)) return;
      isDead = true;
      die();
      throw new Death();
    },
    whileAlive: () => (isDead ? new Promise(() => undefined) : Promise.resolve()),
  };
}
