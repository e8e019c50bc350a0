import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: `${root}dist`,
    // The console, and two pages for everybody that a platform's listing links to.
    rolldownOptions: { input: ["index", "privacy", "terms"].map((page) => `${root}${page}.html`) },
    emptyOutDir: true,
    target: "es2023",
    // Browsers that know light-dark(): every colour stays one declaration.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy knows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
