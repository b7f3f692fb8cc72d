import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createHubClient, type HubClient } from './hub-client.ts';
import { startHub, type HubProcess } from './hub-process.ts';
import { neverAnswer } from './model-answers.ts';
import { startModelServer, type ModelServer } from './model-server.ts';
import { shareInWorker } from './share-in-worker.ts';

/** The hub that the tests of a file share. */
export interface TestHub {
  readonly process: HubProcess;
  readonly url: string;
  /** Returns a client of the hub with the account of a page's browser. */
  clientOf(of: { page: Page }): HubClient;
}

const sharedHub = shareInWorker(startHub, (hub) => hub.stop());

/**
 * Gives the tests of a file a hub. With variables, which are read when it starts, the file has its own hub. Without,
 * it uses the hub that all files share, where each test has the accounts of its own browsers.
 */
export function setUpHub(variables?: () => Record<string, string>): TestHub {
  let hub: HubProcess | undefined;

  beforeAll(async () => {
    hub = variables ? await startHub(variables()) : await sharedHub();
  });

  afterAll(() => variables && hub?.stop());

  return testHub(() => hub);
}

/** A hub that is started later. */
function testHub(hub: () => HubProcess | undefined): TestHub {
  function started(): HubProcess {
    const running = hub();
    if (!running) throw new Error('The hub has not been started.');
    return running;
  }

  return {
    get process() {
      return started();
    },
    get url() {
      return started().url;
    },
    clientOf({ page }) {
      const { url } = started();
      return createHubClient(url, async () => {
        const cookies = await page.context().cookies(url);
        return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
      });
    },
  };
}

/** Starts one model server for the tests of a file. Each test sets its answers. */
export function setUpModel(): ModelServer {
  let model: ModelServer | undefined;

  beforeAll(async () => {
    model = await startModelServer(neverAnswer());
  });

  afterAll(() => model?.stop());

  return lazily(() => model);
}

interface TestHubWithModel extends TestHub {
  readonly model: ModelServer;
}

const sharedModel = shareInWorker(
  () => startModelServer(neverAnswer()),
  (model) => model.stop(),
);
const sharedHubWithModel = shareInWorker(
  async () => startHub(variablesOf(await sharedModel())),
  (hub) => hub.stop(),
);

/** Gives the tests of a file the hub with a model server that all files share. Each test sets the answers of the model. */
export function setUpHubWithModel(): TestHubWithModel {
  let model: ModelServer | undefined;
  let hub: HubProcess | undefined;

  beforeAll(async () => {
    [model, hub] = await Promise.all([sharedModel(), sharedHubWithModel()]);
  });

  return withModel(
    testHub(() => hub),
    lazily(() => model),
  );
}

/** Starts a hub for the tests of a file alone, with a model server. Each test sets the answers of the model. */
export function setUpOwnHubWithModel(): TestHubWithModel {
  const model = setUpModel();
  return withModel(
    setUpHub(() => variablesOf(model)),
    model,
  );
}

function variablesOf(model: ModelServer): Record<string, string> {
  return { MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' };
}

function withModel(hub: TestHub, model: ModelServer): TestHubWithModel {
  return Object.defineProperty(hub as TestHubWithModel, 'model', { value: model });
}

/** A model server that is started later. */
function lazily(model: () => ModelServer | undefined): ModelServer {
  return new Proxy({} as ModelServer, {
    get(_, name: keyof ModelServer) {
      const started = model();
      if (!started) throw new Error('The model server has not been started.');
      return started[name];
    },
  });
}
