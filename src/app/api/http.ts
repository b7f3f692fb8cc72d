import { createHubRequests } from '../../client/hub-requests.ts';
import { browserClock } from '../browser/clock.ts';

/** Requests of this page to its hub. */
export const hub = createHubRequests({ timer: browserClock });

export const { request, requestJson, requestAllPages } = hub;
