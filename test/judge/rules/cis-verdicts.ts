import {known} from '../../../src/base/answers/index.js';
import {judgeContainer} from '../../../src/judge/rules/judge.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {exampleProcess} from '../../../src/judge/rules/shared/examples.js';
import {containerScope} from '../../support/example-scope.js';
import type {Row} from './cis-fleet/row.js';
import {dockerBench} from './docker-bench.js';

/** CIS 1.6.0: the user of a container, and all of section 5 but swarm. */
export const ids = ['4.1', ...Array.from({length: 31}, (_, index) => `5.${index + 2}`)];

/** Nothing of the benchmark is wrong with it. */
const hardened = {
	Config: {User: '1000:1000', Healthcheck: {Test: ['CMD', '/check']}},
	State: {Health: {Status: 'healthy'}},
	HostConfig: {
		Memory: 268_435_456,
		NanoCpus: 500_000_000,
		PidsLimit: 100,
		ReadonlyRootfs: true,
		SecurityOpt: ['no-new-privileges'],
		NetworkMode: 'shop',
	},
	NetworkSettings: {Networks: {shop: {NetworkID: 'n'.repeat(64), IPAddress: '172.18.0.2'}}},
	facts: {processes: known([exampleProcess('web')])},
} satisfies ContainerExample;

const laidOver = (example: ContainerExample): ContainerExample => ({
	...hardened,
	...example,
	Config: {...hardened.Config, ...example.Config},
	State: {...hardened.State, ...example.State},
	HostConfig: {...hardened.HostConfig, ...example.HostConfig},
	NetworkSettings: {...hardened.NetworkSettings, ...example.NetworkSettings},
	facts: {...hardened.facts, ...example.facts},
});

/** The verdicts of dockscope on a row, by id. */
export function verdictsOf({example}: Row) {
	const scope = containerScope(laidOver(example));
	const byId = new Map(judgeContainer(scope).map(verdict => [verdict.cis['1.6.0'], verdict.verdict]));
	return {raw: scope.container.raw, verdicts: Object.fromEntries(ids.map(id => [id, byId.get(id)]))};
}

/** The host has no module for either: both checks do not apply, and docker-bench judges them all the same. */
export const modules = {'5.2': 'not-applicable', '5.3': 'not-applicable'};

/** Ids on which docker-bench makes a claim, and another one than dockscope. */
export function differences(row: Row): string[] {
	const {raw, verdicts} = verdictsOf(row);
	const bench = dockerBench(raw, row.bench);
	return ids.filter(id => {
		const claim = bench[id];
		return claim != null && verdicts[id] !== (claim === 'WARN' ? 'fail' : 'pass');
	});
}
