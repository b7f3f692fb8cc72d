import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openAnswer } from '../support/open-answer.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

/** A line that keeps Shiki's grammar for shells at work for longer than anyone waits: ten seconds for each. */
const ENDLESS = '<'.repeat(2_000);

it('stays alive while a block of code keeps its grammar at work, and colours the next one', async () => {
  const answer = `\`\`\`bash\n${`${ENDLESS}\n`.repeat(20)}\`\`\`\n\n\`\`\`js\nconst a = 1;\n\`\`\``;
  const page = await openAnswer(hub, await browser.newContext(), answer);
  const blocks = page.locator('.code-block');
  await blocks.nth(1).locator('[data-token="keyword"]').first().waitFor();
  // Until the worker is ended, it would be the page that is at work.
  await page.getByRole('textbox', { name: 'Message' }).fill('It still listens.');
  expect(await blocks.first().locator('code').textContent()).toContain(ENDLESS);
  expect(await blocks.first().locator('[data-token]').count()).toBe(0);
});
