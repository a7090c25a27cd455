import {describe} from 'vitest';
import {proveNoEffect} from '../support/no-effect/prove-no-effect.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/* Every command on some containers, on one engine; `npm run test:full` does each on all, on four engines. */
describe.skipIf(await whyNoEngine())('looking', () => {
	proveNoEffect('at a fleet of Docker', {isWhole: false, isAlone: false, start: () => startPrivateEngine(), log: 'log'});
});
