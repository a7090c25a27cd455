import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, fail, notApplicable, pass} from '../rule.js';
import {compareVersions, parseVersion} from '../shared/tables/versions.js';
import {examplePublished, openPorts} from './shared/published.js';

export default defineRule({
	slug: 'engine-loopback-reachable',
	title: 'Ports published on loopback can be reached from the same network',
	cis: {},
	beyond: 'X-LO-REACH',
	severity: 'medium',
	target: 'engine',
	attack: 'Before Docker 28 a neighbour that routes 127.0.0.1 to this host reaches what was published for the host alone.',
	references: ['https://docs.docker.com/engine/release-notes/28/'],

	check: ({engine, fleet}) => {
		if (engine.kind !== 'docker') return notApplicable('this is about Docker Engine');
		const ports = openPorts(fleet, 'loopback');
		if (ports.length === 0) return notApplicable('no container publishes a port on loopback');
		const version = parseVersion(engine.version);
		const fixed = parseVersion('28.0.0');
		if (version === null || fixed === null)
			return cannotTell({source: 'engine:/version', reason: 'the engine did not say its version'});
		const evidence = {source: 'version', path: 'Version', value: engine.version};
		return compareVersions(version, fixed) < 0 ? fail(evidence, ...ports) : pass(evidence);
	},

	remedy: () => ({
		text: 'Upgrade to Docker 28 or later; until then drop packets for 127.0.0.0/8 that do not come from lo, in the table raw.',
		mayBreak: 'Docker 28 also drops routed packets to ports that are not published.',
	}),

	examples: {
		bad: {facts: {version: own('27.5.1')}, containers: [examplePublished('127.0.0.1')]},
		good: {facts: {version: own('29.7.2')}, containers: [examplePublished('127.0.0.1')]},
	},
});
