import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {ALL_CAPABILITIES} from '../../../src/base/facts/capabilities.js';
import type {ListeningSocket} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {LiveFacts} from '../../../src/judge/inventory/container-record.js';
import type {AssessedContainer} from '../../../src/judge/risk/assessment.js';
import {exampleLiveState} from '../../../src/judge/rules/shared/examples.js';
import {reachable} from '../../../src/tui/store/cells.js';
import type {Sample} from '../../support/sample-fleet.js';
import {judge, publish, story, words} from './assessed.js';

const on = (port: number, address = '0.0.0.0', process: string | null = 'nginx'): ListeningSocket => ({
	protocol: 'tcp',
	family: 4,
	address: trusted(address),
	port,
	process: process === null ? null : trusted(process),
});
/** What /proc shows of a container: its own sockets, and those of its network namespace where they are more. */
const listens = (own: readonly ListeningSocket[], inNetwork = own): LiveFacts => ({
	truth: exampleLiveState({effective: ALL_CAPABILITIES, bounding: ALL_CAPABILITIES}),
	sockets: {own: known(own), inNetwork: known(inNetwork)},
});

/** One container that owns the host, with the given entry point. */
function entered(sample: Omit<Sample, 'name'>, seen: LiveFacts = {}) {
	const found = judge([{name: 'x', ...sample, host: {Privileged: true, ...sample.host}}], {}, true, {x: seen}).get('x');
	if (found === undefined) throw new Error('not judged');
	return {paths: story(found), column: columnOf(found), badges: words(found), found};
}
const columnOf = (assessed: AssessedContainer) => String(reachable({assessed} as Parameters<typeof reachable>[0]));
const publishedOn = (found: AssessedContainer) => found.verdicts.find(({rule}) => rule === 'container-wildcard-publish');

const fromInside = ['critical: code in x → uid 0 → privileged → host root'];
const fromOutside = ['critical: any network → 0.0.0.0:80 → x (uid 0) → privileged → host root'];

describe('a published port', () => {
	it('is a way in where something listens, or where that was not seen', () => {
		expect(entered(publish(80), listens([on(80)]))).toMatchObject({paths: fromOutside, column: '0.0.0.0:80?'});
		expect(entered(publish(80))).toMatchObject({paths: fromOutside, column: '0.0.0.0:80?'});
	});

	it('does not exist where nothing listens, or only on its own loopback address', () => {
		for (const [socket, words, detail] of [
			[on(81), 'nothing listens', '80/tcp published on all interfaces, but nothing listens'],
			[on(80, '127.0.0.1'), 'on loopback only', '80/tcp published on all interfaces, but listens on loopback only'],
		] as const) {
			const {paths, column, badges, found} = entered(publish(80), listens([socket]));
			expect(paths).toEqual(fromInside);
			expect(column).toBe(words);
			expect(publishedOn(found)).toMatchObject({verdict: 'fail', severity: 'low', detail});
			expect(badges).not.toContain('*:80');
		}
	});

	it('is no way into a container that does not run', () => {
		const State = {Status: 'exited', Running: false};
		const host = {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}};
		const {paths, column, found} = entered({...publish(80), State, host});
		expect(paths).toEqual(fromInside);
		expect(column).toBe('–');
		expect(publishedOn(found)).toMatchObject({verdict: 'fail', severity: 'medium'});
	});

	it('that is published twice is open under the number that is open', () => {
		const bindings = [
			{HostIp: '127.0.0.1', HostPort: '8099'},
			{HostIp: '0.0.0.0', HostPort: '8098'},
		];
		const {paths, badges, found} = entered({
			NetworkSettings: {Ports: {'80/tcp': bindings}, Networks: {bridge: {NetworkID: 'n1', IPAddress: '172.17.0.2'}}},
		});
		expect(paths).toEqual(['critical: any network → 0.0.0.0:8098 → x (uid 0) → privileged → host root']);
		expect(badges).toContain('*:8098');
		expect(badges).not.toContain('8099');
		expect(found.verdicts.find(({rule}) => rule === 'container-loopback-reach')?.verdict).toBe('fail');
	});
});

describe("the host's network", () => {
	const host = {NetworkMode: 'host'};
	const NetworkSettings = {Ports: {}, Networks: {host: {NetworkID: 'h'}}};

	it('exists where one of its own processes listens, or where that was not seen', () => {
		const outside = ['critical: any network → host network → x (uid 0) → privileged → host root'];
		expect(entered({host, NetworkSettings}, listens([on(9100)])).paths).toEqual(expect.arrayContaining(outside));
		expect(entered({host, NetworkSettings}).paths).toEqual(expect.arrayContaining(outside));
	});

	it('does not exist where nothing of it listens for others', () => {
		for (const [sockets, words] of [
			[[], 'nothing listens'],
			[[on(9100, '127.0.0.1')], 'this host only'],
		] as const) {
			const {paths, column} = entered({host, NetworkSettings}, listens(sockets, [on(22), ...sockets]));
			expect(paths.filter(path => path.includes('any network'))).toEqual([]);
			expect(column).toBe(words);
		}
	});
});

describe('a container that joined the network of another', () => {
	const front: Sample = {name: 'front', ...publish(5432)};
	const joined: Sample = {
		name: 'db',
		host: {NetworkMode: `container:${'1'.padStart(64, '0')}`, Privileged: true},
		NetworkSettings: {Ports: {}, Networks: {}},
	};
	const verdictsOf = (found: AssessedContainer | undefined) =>
		Object.fromEntries((found?.verdicts ?? []).map(({rule, verdict}) => [rule, verdict]));

	it('shares the findings about the ports on which it listens, and is what one gets into', () => {
		const sockets = [on(5432)];
		const fleet = judge([front, joined, {name: 'other'}], {}, true, {
			front: listens([], [on(5432, '0.0.0.0', null)]),
			db: listens(sockets, sockets),
		});
		const [owner, db] = [fleet.get('front'), fleet.get('db')];
		expect(verdictsOf(db)).toMatchObject({
			'container-admin-port': 'fail',
			'container-wildcard-publish': 'fail',
			'container-default-bridge': 'fail',
			'container-neighbours': 'fail',
		});
		expect(verdictsOf(owner)).toMatchObject({'container-admin-port': 'fail', 'container-wildcard-publish': 'fail'});
		const evidenceOn = (found: AssessedContainer | undefined) => found && publishedOn(found)?.evidence.map(({value}) => value);
		expect(evidenceOn(owner)).toContain('0.0.0.0 (nginx of db)');
		expect(evidenceOn(db)).toContain('0.0.0.0 (nginx)');
		expect(owner && [columnOf(owner), words(owner)]).toEqual(['0.0.0.0:5432?', expect.stringContaining('*:5432?')]);
		expect(db && [columnOf(db), words(db)]).toEqual(['0.0.0.0:5432?', expect.stringContaining('*:5432?')]);
		expect(db && story(db)).toContain('critical: any network → 0.0.0.0:5432 → db (uid 0) → privileged → host root');
		expect(owner && story(owner)).toEqual([]);
	});

	it('has no part in the ports on which another listens', () => {
		const fleet = judge([front, joined], {}, true, {front: listens([on(5432)]), db: listens([], [on(5432)])});
		expect(verdictsOf(fleet.get('db'))).toMatchObject({'container-admin-port': 'pass', 'container-wildcard-publish': 'pass'});
	});

	it('passes no rule about ports of which it is not known who answers', () => {
		const db = judge([front, joined]).get('db');
		expect(verdictsOf(db)).toMatchObject({'container-admin-port': 'unknown', 'container-wildcard-publish': 'unknown'});
		const reasons = db?.verdicts.find(({rule}) => rule === 'container-admin-port')?.reasons;
		expect(reasons?.[0]?.reason).toBe('which of the containers that share the network of front answers on 5432/tcp was not seen');
	});
});

describe('a neighbour', () => {
	const web: Sample = {name: 'web', ...publish(80)};
	const ci: Sample = {name: 'ci', host: {Privileged: true}};
	const pathsWith = (sockets: readonly ListeningSocket[]) => {
		const fleet = judge([web, ci], {}, true, {web: listens([on(80)]), ci: listens(sockets)});
		return ['web', 'ci'].flatMap(name =>
			story(
				fleet.get(name) ??
					(() => {
						throw new Error(name);
					})(),
			),
		);
	};

	it('is reached over a network where something of it listens', () => {
		expect(pathsWith([on(8080)]).filter(path => path.includes('bridge'))).toHaveLength(2);
	});

	it('is not where nothing of it does, or only on its own loopback address', () => {
		for (const sockets of [[], [on(8080, '127.0.0.1')]])
			expect(pathsWith(sockets)).toEqual(['critical: code in ci → uid 0 → privileged → host root']);
	});
});
