import { z } from "zod";
import { API, API_PREFIX, apiError, type Call, type Endpoint } from "../contract.ts";
import { splitCall } from "./bind.ts";

const WHO: Readonly<Record<Endpoint["who"], string>> = {
  anyone: "Anybody.",
  staff: "Agents, managers and admins.",
  managers: "Managers and admins.",
  admins: "Admins.",
};

type Json = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 of every call, made from the same schemas that judge it. */
export function createOpenApi(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of Object.keys(API) as Call[]) {
    const { method, path } = splitCall(name);
    const operations = paths[path] ?? {};
    operations[method.toLowerCase()] = operation(name, path, API[name]);
    paths[path] = operations;
  }
  return {
    openapi: "3.1.0",
    info: { title: "Rapport", version },
    servers: [{ url: API_PREFIX }],
    paths,
    components: {
      securitySchemes: { session: { type: "apiKey", in: "cookie", name: "rapport" } },
      schemas: { Fault: schemaOf(apiError, "output") },
    },
  };
}

function operation(name: Call, path: string, endpoint: Endpoint): Json {
  const isChange = !name.startsWith("GET ");
  const consoleHeader = {
    name: "x-rapport-console",
    in: "header",
    required: true,
    schema: { type: "string", const: "1" },
  };
  return {
    operationId: name.replace(/[^A-Za-z]+/g, "_").replace(/_$/, ""),
    description: WHO[endpoint.who],
    ...(endpoint.who !== "anyone" && { security: [{ session: [] }] }),
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => ({
        name: param,
        in: "path",
        required: true,
        schema: { type: param === "number" ? "integer" : "string" },
      })),
      ...queryParameters(endpoint),
      ...(isChange ? [consoleHeader] : []),
    ],
    ...bodyOf(name, endpoint),
    responses: {
      200: { description: "Done.", content: json(schemaOf(endpoint.gives, "output")) },
      default: { description: "What went wrong.", content: json({ $ref: "#/components/schemas/Fault" }) },
    },
  };
}

function bodyOf(name: Call, endpoint: Endpoint): Json {
  if (endpoint.takes)
    return { requestBody: { required: true, content: json(schemaOf(endpoint.takes, "input")) } };
  if (name !== "PUT /articles") return {};
  return { requestBody: { required: true, content: { "application/octet-stream": { schema: {} } } } };
}

const json = (schema: Json): Json => ({ "application/json": { schema } });

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json =>
  z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });

function queryParameters(endpoint: Endpoint): readonly Json[] {
  if (!endpoint.query) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(endpoint.query, {
    io: "input",
    unrepresentable: "any",
  });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}
