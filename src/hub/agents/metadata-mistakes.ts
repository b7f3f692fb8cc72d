import { z } from 'zod';
import { agentMetadataSchema } from '../../protocol/assistant.ts';
import { similarWord } from './similar-word.ts';

/**
 * Finds probable mistakes in a `metadata.json` that is valid: unknown keys that are similar to a known one, and values
 * of a wrong type that are ignored. The known keys are those of the schema. Other unknown keys are allowed.
 * @param metadata the parsed file
 * @returns a sentence for each mistake
 */
export function metadataMistakes(metadata: unknown): string[] {
  return mistakesIn(agentMetadataSchema, metadata, []);
}

function mistakesIn(schema: z.ZodType, value: unknown, path: readonly string[]): string[] {
  const { def } = schema;
  if ('innerType' in def) {
    const inner = def.innerType as z.ZodType; // of an optional value, of a default, or of a catch
    const error = schema instanceof z.ZodCatch ? z.safeParse(inner, value).error : undefined;
    if (error) return [`${path.join('.')} is ignored: ${error.issues[0]!.message}.`];
    return mistakesIn(inner, value, path);
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  const known = schema.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(value).flatMap(([key, inner]) => {
    const keyPath = [...path, key];
    if (Object.hasOwn(known, key)) return mistakesIn(known[key]!, inner, keyPath);
    const meant = similarWord(key, Object.keys(known));
    return meant === null ? [] : [`unknown key ${keyPath.join('.')}. Did you mean ${meant}?`];
  });
}
