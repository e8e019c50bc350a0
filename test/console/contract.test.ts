import { describe, expect, it } from "vitest";
import { API } from "../../src/http/contract.ts";
import { answerApi } from "./fixture/api.ts";

const GETS = [
  "/me",
  "/dashboard",
  "/threads",
  "/threads/t-1",
  "/tickets",
  "/tickets/41",
  "/customers",
  "/customers/p-maya",
  "/articles",
  "/articles/a-refunds",
  "/digests",
  "/digests/preview",
  "/settings",
  "/deliveries",
  "/dead-letters/77",
  "/audit",
];

describe("the contract", () => {
  it.each(GETS)("fits what the console is looked at with: GET %s", (path) => {
    expect(answerApi("GET", path, new URLSearchParams({ kind: "daily" }), null)).not.toBeNull();
  });

  it("refuses an answer that lacks a field", () => {
    expect(API["GET /me"].gives.safeParse({ login: "off" }).success).toBe(false);
  });

  it("refuses settings outside their bounds", () => {
    expect(API["PATCH /settings"].takes.safeParse({ digestHour: 24 }).success).toBe(false);
    expect(API["PATCH /settings"].takes.safeParse({ digestHour: 8 }).success).toBe(true);
  });
});
