import { createHash } from 'node:crypto';
import type { ServerTool } from './agent-host.ts';

/** Maximum length of a tool's name that models accept. They accept letters, digits, underscores and hyphens. */
const MAX_LENGTH = 64;
const OTHER_CHARACTERS = /[^A-Za-z0-9_-]/g;
/** Length of the hash in a name, in characters. */
const HASH_LENGTH = 8;

/**
 * Returns a name for each tool of MCP servers: `server_tool`. If that is too long, is the name of another tool, or has
 * other characters than models accept, part of a hash is added. The name of a tool stays the same when others are added
 * to the list, except for tools that would have the same name.
 * @param taken names that the tools must not get
 */
export function nameServerTools(tools: readonly ServerTool[], taken: Iterable<string>): string[] {
  const used = new Set(taken);
  const names = new Map<ServerTool, string>();
  // Names that need no change come first, so that a changed one never takes them.
  for (const isPlain of [true, false]) {
    for (const tool of tools) {
      if (names.has(tool) || (isPlain && !isAccepted(plainName(tool)))) continue;
      const name = freeName(tool, used);
      used.add(name);
      names.set(tool, name);
    }
  }
  return tools.map((tool) => names.get(tool)!);
}

function plainName({ server, name }: ServerTool): string {
  return `${server}_${name}`;
}

function isAccepted(name: string): boolean {
  return name.length <= MAX_LENGTH && !name.match(OTHER_CHARACTERS);
}

function freeName(tool: ServerTool, used: ReadonlySet<string>): string {
  const plain = plainName(tool);
  if (isAccepted(plain) && !used.has(plain)) return plain;
  const hash = createHash('sha256').update(`${tool.server}\0${tool.name}`).digest('hex');
  const start = plain.replace(OTHER_CHARACTERS, '_');
  for (let length = HASH_LENGTH; ; length++) {
    const name = `${start.slice(0, MAX_LENGTH - 1 - length)}_${hash.slice(0, length)}`;
    if (!used.has(name)) return name;
  }
}
