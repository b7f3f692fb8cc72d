import { it } from 'vitest';
import { REQUEST_SCREENS } from '../screens/request-screens.ts';
import { expectAccessible } from '../screens/expect-accessible.ts';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

it.each(REQUEST_SCREENS)('axe finds nothing in $name, whatever the size and the theme', (screen) =>
  expectAccessible(screen, browser, hub),
);
