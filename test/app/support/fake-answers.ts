function pageOf<T extends { id: string }>(items: T[], limit = 100) {
  const data = items.slice(0, limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: items.length > data.length,
  };
}

/** Answers with one page of a list. */
export function answerPage<T extends { id: string }>(all: T[], query: URLSearchParams): Response {
  const after = query.get('after');
  const from = all.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0) return problem(400, `No item of this list has the id '${after}'.`);
  return Response.json(pageOf(all.slice(from), Number(query.get('limit') ?? 100)));
}

/** Answers with an error. */
export function problem(status: number, message: string, code: string | null = null): Response {
  return Response.json({ error: { message, type: 'error', param: null, code } }, { status });
}
