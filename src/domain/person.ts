import type { Role } from "./role.ts";

/** A human on a platform. A customer is a person whose role is `customer`. */
export interface Person {
  readonly id: string;
  readonly workspaceId: string;
  readonly personKey: string;
  readonly displayName: string;
  readonly role: Role;
  /** Set while the person has switched analysis off. */
  readonly optedOutAt: Date | null;
  /** When the automated-assistant notice was sent; once per person. */
  readonly noticeAt: Date | null;
}
