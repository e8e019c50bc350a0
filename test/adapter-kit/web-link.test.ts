import { describe, expect, it } from "vitest";
import { readWebLink } from "../../src/adapter-kit/web-link.ts";

const shown = (url: string, label: string) => {
  const link = readWebLink(url, label);
  return link && [link.url.href, link.text];
};

describe("a link", () => {
  it.each<[string, string, string]>([
    ["https://shop.example/terms", "Terms", "Terms"],
    ["https://shop.example/terms", "", "shop.example"],
    ["https://www.shop.example/", "shop.example", "shop.example"],
    ["https://shop.example/", "www.shop.example", "www.shop.example"],
    ["https://shop.example/", "go to bank.example", "go to bank.example (shop.example)"],
    ["https://shop.example/", "https://bank", "https://bank (shop.example)"],
    ["https://xn--80ak6aa92e.example/", "Terms", "Terms (xn--80ak6aa92e.example)"],
  ])("to %s behind %o reads %o", (url, label, text) => {
    expect(shown(url, label)).toEqual([url, text]);
  });

  it.each([
    "javascript:alert(1)",
    "ftp://shop.example/",
    "https://bank.example@shop.example/",
    "no address",
    "",
  ])("is none with the address %o", (url) => {
    expect(readWebLink(url, "Terms")).toBeNull();
  });

  it("calls nobody by its label and keeps it short", () => {
    expect(readWebLink("https://shop.example/", "@everyone look")?.text).not.toMatch(/@everyone/);
    expect(readWebLink("https://shop.example/", "x".repeat(5_000))?.text.length).toBeLessThanOrEqual(300);
  });
});
