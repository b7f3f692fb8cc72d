import { it } from 'vitest';
import { CONVERSATION_SCREENS } from '../screens/conversation-screens.ts';
import { expectAccessible } from '../screens/expect-accessible.ts';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

it.each(CONVERSATION_SCREENS)('axe finds nothing in $name, whatever the size and the theme', (screen) =>
  expectAccessible(screen, browser, hub),
);
