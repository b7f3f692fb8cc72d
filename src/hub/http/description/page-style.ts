/** The style of the API's page, for screens of any width, dark and light. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1c1b19, #ecebe8); --quiet: light-dark(#5c5a55, #a8a59e);
  --line: light-dark(#dedcd6, #3a3835); --raised: light-dark(#f6f5f1, #262523); --ground: light-dark(#fff, #1b1a19);
  --link: light-dark(#1f5fa8, #8ab8f0); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--text); background: var(--ground); font: 1rem/1.55 system-ui, sans-serif; display: grid;
  grid-template-columns: 13rem minmax(0, 52rem); gap: 2rem; padding: 0 1.5rem 4rem; }
a { color: var(--link); }
code { font: 0.875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; align-self: start; padding: 1.5rem 0; }
nav > a { font-weight: 600; }
nav ul { list-style: none; margin: 0.75rem 0 0; padding: 0; }
nav li a { display: block; padding: 0.25rem 0; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
main { padding-top: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { margin-top: 3rem; font-size: 1.375rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
h3 { margin: 0 0 0.5rem; font-size: 1rem; }
article { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem; }
article p { margin: 0.5rem 0; }
.method { display: inline-block; min-width: 4.25rem; padding: 0.05rem 0.5rem; border-radius: 0.375rem; background: var(--raised);
  text-align: center; font-size: 0.8125rem; letter-spacing: 0.02em; }
.method.delete { color: light-dark(#a12622, #f0958f); }
.method.post { color: light-dark(#1d6b3a, #86d3a0); }
.method.get { color: var(--link); }
.table { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: start; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: start; vertical-align: top; padding: 0.375rem 0.75rem 0.375rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--quiet); border: 0; font-size: 0.8125rem; }
th em { color: var(--quiet); font-size: 0.8125rem; font-style: normal; }
tbody th { min-width: 9rem; }
tbody th code { white-space: nowrap; }
td:nth-child(2) { min-width: 10rem; }
.content { color: var(--quiet); margin-inline-start: 0.5rem; }
@media (max-width: 48rem) {
  body { display: block; padding: 0 1rem 3rem; }
  nav { position: static; padding-bottom: 0; }
  nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; }
  article { padding: 0.75rem 1rem; }
  thead { display: none; }
  table, tbody, tr, tbody th, td { display: block; }
  tr { border-top: 1px solid var(--line); padding: 0.375rem 0; }
  th, td { border: 0; padding: 0.0625rem 0; }
  td:nth-child(2) { color: var(--quiet); }
}
`;
