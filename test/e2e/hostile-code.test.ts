import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openAnswer } from '../support/open-answer.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

/** A line that keeps Shiki's grammar for shells busy for ten seconds. */
const ENDLESS = '<'.repeat(2_000);

it('stays responsive while a block of code keeps its grammar busy, and colours the next block', async () => {
  const answer = `\`\`\`bash\n${`${ENDLESS}\n`.repeat(20)}\`\`\`\n\n\`\`\`js\nconst a = 1;\n\`\`\``;
  const page = await openAnswer(hub, await browser.newContext(), answer);
  const blocks = page.locator('.code-block');
  await blocks.nth(1).locator('[data-token="keyword"]').first().waitFor();
  // Without the worker, the page itself would be busy.
  await page.getByRole('textbox', { name: 'Message' }).fill('It still listens.');
  expect(await blocks.first().locator('code').textContent()).toContain(ENDLESS);
  expect(await blocks.first().locator('[data-token]').count()).toBe(0);
});
