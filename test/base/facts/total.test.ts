import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {readNetworkRows} from '../../../src/base/engine/answer-shapes.js';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import {historySecrets, historySteps} from '../../../src/base/facts/image-history.js';
import {networkFacts} from '../../../src/base/facts/networks.js';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {docker, podman} from './answers.js';
import {damage, damages} from './damaged.js';
import {readRecorded, recordedFleets} from './recorded.js';

/*
 * Facts are total: a real answer in which any fields are missing, null or of another type gives facts, and every text in them is safe.
 */
const recorded = [readRecorded('docker-26.1.5-fleet.json'), readRecorded('podman-5.4.2-fleet.json')];
const inspects = recorded.flatMap(({containers}) => containers.map(({inspect}) => inspect));

/** Rows, as they are read live or replayed. */
const readable = (networks: unknown) => readNetworkRows(trusted('test'), Array.isArray(networks) ? networks : []);

describe('facts of a damaged answer', () => {
	it('containers', () => {
		fc.assert(
			fc.property(fc.constantFrom(...inspects), damages, fc.constantFrom(docker, podman), (inspect, changes, engine) => {
				const damaged = damage(inspect, changes);
				const containers = new Map(inspects.map(other => [other.Id, damage(other, changes)]));
				const facts = containerFacts(damaged, {engine, containers, volumes: damage(recorded[0]?.volumes ?? [], changes)});
				expectSafe({...facts, raw: null});
			}),
			{numRuns: 150},
		);
	});

	it('engines and networks', () => {
		fc.assert(
			fc.property(fc.constantFrom(...recorded), damages, (answers, changes) => {
				const {version, info, networks} = damage(
					{version: answers.version, info: answers.info, networks: answers.networks},
					changes,
				);
				expectSafe({
					...engineFacts({version: version ?? {}, info: info ?? null, networks: known(readable(networks))}),
					raw: null,
					id: '',
				});
				expectSafe(networkFacts(readable(networks), inspects));
			}),
			{numRuns: 300},
		);
	});

	it('images', () => {
		const images = recorded.flatMap(answers => answers.images);
		fc.assert(
			fc.property(fc.constantFrom(...images), damages, (image, changes) => {
				const {inspect, history} = damage(image, changes);
				expectSafe({...imageFacts(inspect ?? {Id: ''}), raw: null});
				expectSafe([historySteps(history ?? []), historySecrets(history ?? [])]);
			}),
			{numRuns: 300},
		);
	});
});

const end = '\x1b]0;owned\x07';
/** A copy with an escape sequence at the end of every text, and of the names of networks and sysctls. */
function hostile<T>(value: T, under = ''): T {
	if (typeof value === 'string') return `${value}${end}` as T;
	if (Array.isArray(value)) return value.map(item => hostile(item)) as T;
	if (typeof value !== 'object' || value === null) return value;
	const nameOf = (name: string) => (under === 'Networks' || under === 'Sysctls' ? `${name}${end}` : name);
	return Object.fromEntries(Object.entries(value).map(([name, field]) => [nameOf(name), hostile(field, name)])) as T;
}

it('facts of hostile text in every field are safe', () => {
	for (const answers of recordedFleets().map(answers => hostile(answers))) {
		const networks = readable(answers.networks);
		const containers = answers.containers.map(({inspect}) => inspect);
		const engine = engineFacts({version: answers.version, info: answers.info, networks: known(networks), containers});
		expectSafe([{...engine, raw: null, id: ''}, networkFacts(networks, containers)]);
		const all = new Map(containers.map(one => [one.Id, one]));
		for (const inspect of containers)
			expectSafe({...containerFacts(inspect, {engine, containers: all, volumes: answers.volumes}), raw: null});
		for (const {inspect, history} of answers.images)
			expectSafe([{...imageFacts(inspect), raw: null}, historySteps(history), historySecrets(history)]);
	}
});

/** Every text of the facts is what `sanitise` would make of it. */
function expectSafe(value: unknown): void {
	if (typeof value === 'string') {
		if (sanitise(value) !== value) expect(value).toBe(sanitise(value));
	} else if (value instanceof Set || Array.isArray(value)) for (const item of value) expectSafe(item);
	else if (typeof value === 'object' && value !== null)
		for (const [name, item] of Object.entries(value)) {
			expectSafe(name);
			// Answers of the engine that are kept as they came.
			if (name !== 'raw' && name !== 'ulimits') expectSafe(item);
		}
}
