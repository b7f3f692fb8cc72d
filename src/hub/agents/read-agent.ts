import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { agentMetadataSchema, type AgentMetadata } from '../../protocol/assistant.ts';
import { AGENT_DEPTH, CODE_FILES } from './find-agent-folders.ts';

/**
 * Reads an agent's folder. Three levels down, the path is its id, and its metadata has to agree; elsewhere the
 * id is `local/` and what the metadata says.
 * @param path relative to the root, with `/`
 * @throws Error that says what is wrong with it
 */
export async function readAgent(root: string, path: string) {
  const folder = join(root, path);
  const file = join(folder, 'metadata.json');
  const { mtime } = await stat(file).catch(() => {
    throw new Error('metadata.json is missing or cannot be read');
  });
  const kind = await kindOf(folder);
  const metadata = agentMetadataSchema.safeParse(parseMetadata(await readFile(file, 'utf8')));
  if (!metadata.success) {
    const { path: field, message } = metadata.error.issues[0]!;
    throw new Error(`metadata.json: ${field.join('.') || 'it'}: ${message}`);
  }
  return { id: idOf(path, metadata.data), kind, folder, metadata: metadata.data, changedAt: mtime };
}

async function kindOf(folder: string): Promise<keyof typeof CODE_FILES> {
  for (const kind of ['module', 'python'] as const) {
    const isThere = await stat(join(folder, CODE_FILES[kind])).then(
      (file) => file.isFile(),
      () => false,
    );
    if (isThere) return kind;
  }
  throw new Error('neither agent.ts nor agent.py is there, or can be read');
}

function idOf(path: string, { name, version }: AgentMetadata): string {
  const segments = path.split('/');
  if (segments.length < AGENT_DEPTH) {
    if (!`${name}${version}`.includes('/')) return `local/${name}/${version}`;
    throw new Error(`metadata.json names ${name} ${version}, but neither may hold a slash`);
  }
  const [, folderName, folderVersion] = segments;
  if (name === folderName && version === folderVersion) return path;
  throw new Error(`metadata.json names ${name} ${version}, but the folder is ${folderName}/${folderVersion}`);
}

/** The protocol's documentation prints the file without its first brace, and people copy it as it is. */
function parseMetadata(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    try {
      return JSON.parse(`{${text}`);
    } catch {
      throw new Error(`metadata.json is not JSON: ${(error as Error).message}`, { cause: error });
    }
  }
}
