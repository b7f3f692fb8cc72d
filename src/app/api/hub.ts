import { createHubRequests } from '../../client/hub-requests.ts';
import { browserClock } from '../browser/clock.ts';

/** Sends requests from this page to its hub. */
export const hub = createHubRequests({ timer: browserClock });
