import {describe} from 'vitest';
import {proveNoEffect} from '../support/no-effect/prove-no-effect.js';
import {startPodman, whyNoPodman} from '../support/podman.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/** Without overlay2 the layers of a container that does not run are not seen: the engine compares it with its image. */
const documentedLines = /\/changes returned error: |"error removing the parent view snapshot"/;

/** Nothing else runs here: what belongs to the whole machine is compared too. */
const whole = {isWhole: true, isAlone: true} as const;

describe.skipIf(await whyNoEngine())('looking', () => {
	proveNoEffect('at a fleet of Docker, with overlay2', {...whole, start: () => startPrivateEngine(), log: 'log'});
	proveNoEffect('at a fleet of Docker, with vfs', {
		...whole,
		start: () => startPrivateEngine({args: ['--storage-driver', 'vfs']}),
		log: 'log',
		documentedLines,
	});
	proveNoEffect("at a fleet of Docker, with containerd's image store", {
		...whole,
		start: () => startPrivateEngine({daemonJson: {features: {'containerd-snapshotter': true}}}),
		log: 'log',
		documentedLines,
	});
});

describe.skipIf(await whyNoPodman())('looking', () =>
	proveNoEffect('at a fleet of Podman', {
		...whole,
		start: startPodman,
		network: 'none',
		// Ports need a firewall, --init a catatonit, and --restart a podman that watches.
		without: ['never-ports', 'served', 'redis', 'restarting', 'init'],
	}),
);
