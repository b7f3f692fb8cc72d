import { it } from 'vitest';
import { OTHER_SCREENS } from '../screens/other-screens.ts';
import { expectAccessible } from '../screens/expect-accessible.ts';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

it.each(OTHER_SCREENS)('axe finds nothing in $name, whatever the size and the theme', (screen) =>
  expectAccessible(screen, browser, hub),
);
