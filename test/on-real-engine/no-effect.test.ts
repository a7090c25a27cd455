import {describe} from 'vitest';
import {proveNoEffect} from '../support/no-effect/prove-no-effect.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/* Each container by some command, on one engine; `npm run test:full` does all by all, on four. */
describe.skipIf(await whyNoEngine())('looking', () => {
	proveNoEffect('at a fleet of Docker', {isWhole: false, isAlone: false, start: () => startPrivateEngine(), log: 'log'});
});
