import { createHubRequests } from '../../client/hub-requests.ts';

/** Requests of this page to its hub. */
export const hub = createHubRequests();

export const { request, requestJson, requestAllPages } = hub;
