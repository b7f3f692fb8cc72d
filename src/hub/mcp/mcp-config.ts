import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isMachineVariable } from '../agents/agent-variables.ts';
import { similarWord } from '../agents/similar-word.ts';
import { hasNoCredentials, text, url } from '../config/config-values.ts';
import { headerName, headerValue } from '../config/http-headers.ts';
import { StartupError } from '../errors/startup-error.ts';
import { expandVariables, type Variables } from './expand-variables.ts';

/** A program that the hub starts, and that speaks MCP on its standard input and output. */
export interface StdioServer {
  command: string;
  args: readonly string[];
  /** Further environment variables. */
  env: Readonly<Record<string, string>>;
  /** The working folder; the hub's by default. */
  cwd?: string | undefined;
}

/** A server that speaks MCP over streamable HTTP. */
export interface HttpServer {
  url: string;
  /** Further headers of each request. */
  headers: Readonly<Record<string, string>>;
}

/** How to reach an MCP server. */
export type McpServer = StdioServer | HttpServer;

/** The MCP servers that the operator allows. */
export interface McpConfig {
  /** Absolute path of the file; null if none is allowed. */
  file: string | null;
  servers: ReadonlyMap<string, McpServer>;
  /** Names of the environment variables that the file refers to. They may contain secrets. */
  variables: readonly string[];
}

/** The configuration that allows no server. */
export const NO_MCP_SERVERS: McpConfig = { file: null, servers: new Map(), variables: [] };

/** Names that can be part of a tool's name, which has at most 64 characters. */
const SERVER_NAME = /^[\w-]{1,32}$/;
/** Headers that the hub sets in each request to an MCP server. */
const OF_MCP = /^(accept|mcp-.*)$/i;
const EXAMPLE = '{"mcpServers":{"weather":{"command":"weather-server"}}}';

const headersSchema = z.record(z.string(), headerValue).superRefine((headers, context) => {
  for (const name of Object.keys(headers)) {
    const { error } = headerName.safeParse(name);
    const message = OF_MCP.test(name) ? 'is a header that the hub sets itself' : error?.issues[0]?.message;
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

const stdioSchema = z.strictObject({
  type: z.literal('stdio').optional(),
  command: text,
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: text.optional(),
});

const httpSchema = z.strictObject({
  type: z
    .enum(
      ['http', 'streamable-http', 'streamableHttp'],
      'must be http: the hub supports streamable HTTP only',
    )
    .optional(),
  url: url('http:', 'https:').refine(
    hasNoCredentials,
    'must not contain a user or a password: set a header instead',
  ),
  headers: headersSchema.default({}),
});

const fileSchema = z.strictObject({ mcpServers: z.record(z.string(), z.looseObject({})) });

/**
 * Reads the file in `MCP_SERVERS`. It has the form that most programs with MCP servers use:
 * https://modelcontextprotocol.io/docs/develop/connect-local-servers
 * @throws StartupError that says what is wrong with the file. It contains no value of the file, which may be secret.
 */
export function readMcpConfig(path: string, environment: Variables): McpConfig {
  const file = resolve(path);
  const variables = new Set<string>();
  try {
    const { mcpServers } = parsed(fileSchema, readJson(file), []);
    const servers = Object.entries(mcpServers).map(([name, given]) => {
      const at = ['mcpServers', name];
      if (!SERVER_NAME.test(name))
        throw new Error(`${at.join('.')}: a name has 1 to 32 letters, digits, underscores or hyphens`);
      const expanded = expandAt(at, () => expandVariables(given, environment, (used) => variables.add(used)));
      return [name, readServer(expanded as object, at)] as const;
    });
    return {
      file,
      servers: new Map(servers),
      variables: [...variables].filter((name) => !isMachineVariable(name)),
    };
  } catch (error) {
    throw new StartupError(`MCP_SERVERS ${file}: ${(error as Error).message}`.replace(/(?<![.?])$/, '.'));
  }
}

function readJson(file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the file cannot be read (${code}): name a file such as ${EXAMPLE}, or none`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error('the file is not valid JSON: fix it', { cause: error }); // the error itself quotes the file
  }
}

function expandAt<Value>(path: readonly string[], expand: () => Value): Value {
  try {
    return expand();
  } catch (error) {
    throw new Error(`${path.join('.')}: ${(error as Error).message}`, { cause: error });
  }
}

function readServer(given: object, path: readonly string[]): McpServer {
  const [isProgram, isAddress] = ['command' in given, 'url' in given];
  if (isProgram === isAddress) throw new Error(`${path.join('.')}: must have either a command or a url`);
  const { type: _, ...server } = isProgram
    ? parsed(stdioSchema, given, path)
    : parsed(httpSchema, given, path);
  return server;
}

/** @throws Error that names the invalid field, and what it must be */
function parsed<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  path: readonly string[],
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code !== 'unrecognized_keys') {
    const field = [...path, ...issue.path].join('.');
    throw new Error(`${field === '' ? 'it' : field}: ${issue.message}`);
  }
  const [key = ''] = issue.keys;
  const known = Object.keys(schema.shape);
  const meant = similarWord(key, known);
  const hint = meant === null ? `The known fields are ${known.join(', ')}.` : `Did you mean ${meant}?`;
  throw new Error(`unknown field ${[...path, key].join('.')}. ${hint}`);
}
