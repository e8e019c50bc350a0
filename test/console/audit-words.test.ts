import { expect, test } from "vitest";
import { detailWords, didWords } from "../../console/src/rooms/settings/audit-words.ts";

test("the audit log speaks to a reader", () => {
  expect(didWords("workspace.kind")).toBe("Set the kind of workspace");
  expect(didWords("dead-letter.replayed")).toBe("Dead letter replayed");
  expect(detailWords({ from: "company", to: "helpdesk" })).toBe("helpdesk, was company");
  expect(detailWords({ from: null, to: "company" })).toBe("company");
  expect(detailWords({ purpose: "agents", mode: null, fileId: "x" })).toBe("purpose: agents");
  expect(detailWords({})).toBe("");
});
