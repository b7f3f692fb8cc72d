import { html, raw } from 'hono/html';
import { hashSource } from '../page/page-policy.ts';
import { referencedName, type JsonSchema } from './components.ts';
import { STYLE } from './page-style.ts';
import type { DescribedOperation, DescribedParameter, OpenApi } from './openapi.ts';
import { typeInWords, type Html } from './type-in-words.ts';

/** The content security policy of the page, which has one style and loads nothing. */
export const DESCRIPTION_POLICY = [
  "default-src 'none'",
  `style-src ${hashSource(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);

/** Returns the description of the API as an HTML page. */
export function descriptionPage(api: OpenApi): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API of ${api.info.title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <nav aria-label="Contents">
          <a href="/">${api.info.title}</a>
          <ul>
            <li><a href="#about">About</a></li>
            ${api.tags.map(({ name }) => html`<li><a href="#${anchorOf(name)}">${name}</a></li>`)}
            <li><a href="#schemas">Schemas</a></li>
          </ul>
        </nav>
        <main>${about(api)} ${api.tags.map((tag) => section(api, tag))} ${schemas(api)}</main>
      </body>
    </html>`;
}

function about({ info }: OpenApi): Html {
  return html`<section id="about" aria-labelledby="title">
    <h1 id="title">API of ${info.title} ${info.version}</h1>
    <p>
      ${info.summary} Programs can read this page as an OpenAPI document:
      <a href="/v1/openapi.json">openapi.json</a>.
    </p>
    <p>
      Paths are below <code>/v1</code>, and below <code>/api/v1</code> as well. Bodies are JSON. Programs send
      a token as <code>Authorization: Bearer …</code> where this server has tokens; browsers have a cookie.
    </p>
    <p>
      An error has a status from 400 on and the body
      <code>{"error": {"message", "type", "param", "code"}}</code>. The message says what to do. With status
      429 and 503 the header <code>retry-after</code> says after how many seconds to try again.
    </p>
    <p>
      A request that creates a thread, a message, a run or an assistant, or submits outputs of tools, can be
      retried safely: send the header <code>Idempotency-Key</code>, with the same value in each retry.
    </p>
  </section>`;
}

function section(api: OpenApi, { name, description }: OpenApi['tags'][number]): Html {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(
        (entry): entry is [string, DescribedOperation] =>
          !Array.isArray(entry[1]) && entry[1].tags.includes(name),
      )
      .map(([method, operation]) => ({ method, path, operation })),
  );
  return html`<section id="${anchorOf(name)}">
    <h2>${name}</h2>
    <p>${description}</p>
    ${operations.map(({ method, path, operation }) => article(api, method, path, operation))}
  </section>`;
}

function article(api: OpenApi, method: string, path: string, operation: DescribedOperation): Html {
  const { summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody && Object.values(requestBody.content)[0]?.schema;
  return html`<article>
    <h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${withBreaks(path)}</code></h3>
    <p>${summary}.${description ? html` ${withCode(description)}` : ''}</p>
    ${parameters.length > 0 && table('Parameters', parameters)} ${body && bodyTable(api, body)}
    ${answers(responses)}
  </article>`;
}

function bodyTable(api: OpenApi, body: JsonSchema): Html {
  const name = referencedName(body);
  const schema = name === undefined ? body : (api.components.schemas[name] ?? {});
  const rows = rowsOf(schema);
  if (rows.length === 0) return html``;
  return table('Body', rows);
}

function answers(responses: DescribedOperation['responses']): Html {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return html`${successes.map(
    ([status, response]) =>
      html`<p class="answer">
        <strong>${status}</strong> ${withCode(response?.description ?? '')}
        ${Object.entries(response?.content ?? {}).map(
          ([type, { schema }]) =>
            html`<span class="content"
              ><code>${type}</code> ${type === 'application/json' && typeInWords(schema)}</span
            >`,
        )}
      </p>`,
  )}`;
}

type Row = Omit<DescribedParameter, 'in'>;

function rowsOf({ properties, required }: JsonSchema): Row[] {
  const needed = new Set(required as string[] | undefined);
  return Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    required: needed.has(name),
    schema,
    description: schema['description'] as string | undefined,
  }));
}

function table(caption: string, rows: readonly Row[]): Html {
  const hasMeanings = rows.some(({ description }) => description);
  return html`<div class="table">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          ${hasMeanings && html`<th scope="col">Meaning</th>`}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, required, schema, description }) =>
            html`<tr>
              <th scope="row"><code>${name}</code>${required && html` <em>required</em>`}</th>
              <td>${typeInWords(schema)}</td>
              ${hasMeanings && html`<td>${withCode(description ?? '')}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function schemas({ components }: OpenApi): Html {
  return html`<section id="schemas">
    <h2>Schemas</h2>
    ${Object.entries(components.schemas).map(([name, schema]) => {
      const rows = rowsOf(schema);
      return html`<article id="schema-${name}">
        <h3>${name}</h3>
        ${rows.length > 0 ? table('Properties', rows) : html`<p>${typeInWords(schema)}</p>`}
      </article>`;
    })}
  </section>`;
}

function anchorOf(tag: string): string {
  return tag.toLowerCase().replaceAll(' ', '-');
}

/** Returns a text whose parts between backticks are code. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** Returns a path in which a line may break after each slash. */
function withBreaks(path: string): Html[] {
  return path.split(/(?<=\/)/).map((part) => html`${part}<wbr />`);
}
