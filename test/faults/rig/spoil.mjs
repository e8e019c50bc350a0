/**
 * Loaded before a program (`NODE_OPTIONS=--import`), changes sources of the product as they are read: RIG_SPOIL holds the
 * edits, `[{ file, find, replace }]`. Without it nothing happens. The files themselves stay as they are.
 */
import { register } from "node:module";

const edits = process.env.RIG_SPOIL;
if (edits) register("./spoil-hooks.mjs", import.meta.url, { data: JSON.parse(edits) });
