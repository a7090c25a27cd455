import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {loopbackByDefault} from '../../src/judge/rules/shared/port-evidence.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';
import {cannotLook, factsOf, judged, RUN} from './judged-host.js';

/** What the remedies tell people to write into daemon.json, word for word. */
function advised(networkMode: string): Record<string, unknown> {
	const {text} = loopbackByDefault({networkMode: trusted(networkMode)}, {kind: 'docker'});
	const [, entry] = /: (".*) in daemon\.json/.exec(text) ?? [];
	return JSON.parse(`{${entry ?? ''}}`);
}

describe.skipIf(cannotLook)('an engine configured to publish on loopback by default', () => {
	let engine: PrivateEngine;
	let model: FleetModel;

	beforeAll(async () => {
		engine = await startPrivateEngine({daemonJson: {...advised('default'), ...advised('later')}});
		const image = await busyboxImage(engine);
		await engine.docker('network', 'create', 'later');
		const run = (name: string, ...flags: string[]) => engine.docker(...RUN, '--name', name, ...flags, image, 'sleep', '86400');
		await run('on-bridge', '--publish', '8080:80');
		await run('on-network', '--network', 'later', '--publish', '8081:80');
		await run('on-purpose', '--network', 'later', '--publish', '0.0.0.0:8082:80');
		model = await judged(engine);
	});
	afterAll(() => engine?.stop());

	/** As the remedies of the rules about published ports promise. */
	it.each([
		['on-bridge', [{address: '127.0.0.1', hostPort: 8080}], 'loopback'],
		['on-network', [{address: '127.0.0.1', hostPort: 8081}], 'loopback'],
		['on-purpose', [{address: '0.0.0.0', hostPort: 8082}], 'wildcard'],
	])('publishes the port of %s on %j', (name, published, reach) => {
		expect(factsOf(model, name).ports).toMatchObject([{port: 80, published, reach}]);
	});
});
