import {killedRehearsals} from '../support/killed-rehearsals.js';
import {whyNoEngine} from '../support/private-engine.js';

/* test/e2e/killed-rehearsal.test.ts has the others. */
killedRehearsals(await whyNoEngine(), [0, 400, 800, 1500, 4000, 6500, 9500, 14_000], [150, 4000]);
