import { z } from 'zod';

const nameSchema = z.union([
  z.string(),
  z.looseObject({ id: z.string() }).transform((model) => model.id),
  z.looseObject({ name: z.string() }).transform((model) => model.name),
  z.looseObject({ model: z.string() }).transform((model) => model.model),
]);
const namesSchema = z.array(nameSchema);
/** OpenAI's list, a bare array, and Ollama's and Gemini's list. */
const listSchema = z.union([
  namesSchema,
  z.looseObject({ data: namesSchema }).transform((list) => list.data),
  z.looseObject({ models: namesSchema }).transform((list) => list.models),
]);

/** The names in a list of models, in one of the forms that servers give it; null where it is none. */
export function readModelNames(list: unknown): string[] | null {
  return listSchema.safeParse(list).data ?? null;
}
