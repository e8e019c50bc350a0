import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { RestCall } from "./double/rest.ts";

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

/** Says of each call what Discord's own description of its API objects to; nothing when all is well. */
export type Judge = (call: RestCall) => readonly string[];

/** `file`: Discord's OpenAPI document, version 10 of the API. */
export function openApiJudge(file: string): Judge {
  const document = JSON.parse(readFileSync(file, "utf8")) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  ajv.addFormat("snowflake", /^(?:0|[1-9]\d{0,19})$/);
  ajv.addFormat("nonce", /^.{0,25}$/s);
  for (const name of ["int32", "int64", "double"])
    ajv.addFormat(name, { type: "number", validate: () => true });
  for (const name of ["uri", "date-time"]) ajv.addFormat(name, true);
  ajv.addSchema(document, "discord");
  const operations = Object.entries(document.paths).map(([path, methods]) => ({
    path,
    methods,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
    // `@me` and `@original` are written out: the more exact path wins.
    blanks: path.split("{").length,
  }));
  operations.sort((a, b) => a.blanks - b.blanks);
  const compiled = new Map<string, ValidateFunction>();
  const validator = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `discord#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const pointerPart = (part: string): string =>
    part.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");

  return ({ method, path, body, status, answer }) => {
    const found = operations.find(
      ({ pattern, methods }) => pattern.test(path) && methods[method.toLowerCase()],
    );
    const operation = found?.methods[method.toLowerCase()];
    if (!found || !operation) return [`${method} ${path}: no such operation`];
    const at = `/paths/${pointerPart(found.path)}/${method.toLowerCase()}`;
    const faults: string[] = [];
    const check = (what: string, pointer: string, value: unknown): void => {
      const validate = validator(pointer);
      if (validate(value)) return;
      const [error] = validate.errors ?? [];
      faults.push(`${method} ${found.path} ${what}: ${error?.instancePath} ${error?.message}`);
    };
    const json = "application/json";
    if (operation.requestBody?.content[json])
      check("request", `${at}/requestBody/content/${pointerPart(json)}/schema`, body);
    const response = operation.responses[String(status)];
    if (status < 300 && response === undefined)
      faults.push(`${method} ${found.path}: ${status} is not described`);
    if (status < 300 && response?.content?.[json])
      check("answer", `${at}/responses/${status}/content/${pointerPart(json)}/schema`, answer);
    return faults;
  };
}
