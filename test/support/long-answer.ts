const LENGTH = 32 * 1024;

/** Returns a markdown document of 32 KiB with every markdown construct and several scripts. */
export function longAnswer(): string {
  let text = '# On virtue\n\n';
  for (let part = 1; Buffer.byteLength(text) < LENGTH; part++) text += section(part);
  const bytes = Buffer.from(text).subarray(0, LENGTH);
  const whole = bytes.toString('utf8').replace(/�+$/, '');
  return whole + '.'.repeat(LENGTH - Buffer.byteLength(whole));
}

function section(part: number): string {
  return [
    `## Part ${part}`,
    `Can *virtue* be **taught**, part ${part} asks, or does it come by \`habit\`? ἀρετή, добродетель, 徳 — 🏛️ is of no help.`,
    `- first, that nobody errs willingly (${part})\n- second, that knowledge is enough\n  1. or so he says\n  2. and says again`,
    `| word | count |\n| --- | ---: |\n| virtue | ${part * 3} |\n| vice | ${part} |`,
    `\`\`\`ts\nconst part${part} = { virtue: '<taught>' && "learned" };\n\`\`\``,
    `> "I know that I know nothing", he said, [as they say](https://example.com/${part}).`,
    '',
  ].join('\n\n');
}
