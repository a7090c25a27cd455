import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {createActivityLog} from '../../../src/record/recorder/activity-log.js';
import type {KnownContainer} from '../../../src/record/recorder/known-containers.js';
import {readSocketActivity} from '../../../src/record/recorder/sources/socket-activity.js';
import {openStoreReader} from '../../../src/record/recorder/store/read-store.js';
import {openStore, type Store} from '../../../src/record/recorder/store/store.js';
import {subjectOf} from '../../../src/record/recorder/subject.js';
import {sampleModel} from '../../support/sample-fleet.js';

const learning = 3600;
const minute = 60_000;

describe('what is new for a workload', () => {
	let state: string;
	let store: Store;
	let now: number;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-novelty-'));
		store = openStore({XDG_STATE_HOME: state}, {bytes: 64 * 1024 * 1024, age: 1e12});
		now = 0;
	});
	afterEach(async () => {
		await store.close();
		rmSync(state, {recursive: true, force: true});
	});

	const network = (name: string, address: string, ...names: readonly string[]) => ({
		Networks: {[name]: {NetworkID: name.repeat(8), IPAddress: address, DNSNames: [...names]}},
	});
	const containers = new Map(
		sampleModel([
			{name: 'web', NetworkSettings: network('shop', '172.18.0.2')},
			{name: 'db', NetworkSettings: network('shop', '172.18.0.3', 'db', 'primary')},
			{name: 'other', NetworkSettings: network('apart', '172.18.0.9', 'other', 'primary')},
			{name: 'standby', NetworkSettings: network('shop', '172.18.0.4', 'standby', 'primary')},
			{name: 'next', NetworkSettings: network('shop', '172.18.0.5', 'next', 'db')},
			{name: 'stranger', NetworkSettings: network('shop', '172.18.0.6', 'stranger')},
		]).entries.flatMap(({id, assessed}): [string, KnownContainer][] =>
			assessed === null ? [] : [[id, {assessed, facts: assessed.facts, subject: subjectOf(assessed.facts)}]],
		),
	);
	const [web, db] = [...containers.values()];
	if (web === undefined || db === undefined) throw new Error('the fleet has no containers');
	const open = () =>
		createActivityLog(
			store,
			learning,
			() => ({excepted: trusted(''), expired: trusted('')}),
			() => now,
		);
	const sockets = (log: ReturnType<typeof open>) =>
		readSocketActivity({log, known: {get: id => containers.get(id) ?? null, values: () => containers.values()}});
	const raised = () =>
		[...openStoreReader(join(state, 'dockscope/recorded')).read()].flatMap(entry =>
			entry.kind === 'detection' ? [`${entry.rule} ${entry.text}`] : [],
		);
	const calls = (log: ReturnType<typeof open>, address: string, port = 443) =>
		sockets(log).destination(web.facts.id, {protocol: 'tcp', address: trusted(address), port});
	const listens = (log: ReturnType<typeof open>, port: number) =>
		sockets(log).listener(web.facts.id, {protocol: 'tcp', address: trusted('0.0.0.0'), port, process: trusted('java')});

	it('is unusual after the learning time, but not in the first minute of the first start that is recorded', () => {
		const log = open();
		log.passed([web.subject], learning, trusted(''), false);
		log.started(web.subject);
		now += minute - 1;
		listens(log, 81);
		expect(raised()).toEqual([]);
		now += 1;
		listens(log, 82);
		expect(raised()).toEqual(['runtime-new-listener 0.0.0.0:82/tcp by java']);
		log.passed([web.subject], 1, trusted(''), false);
		log.started(web.subject);
		listens(log, 83);
		expect(raised()).toHaveLength(2);
	});

	it('is unusual in the first minute of a second start, also for a recorder that came later', async () => {
		const first = open();
		first.passed([web.subject], learning, trusted(''), false);
		first.started(web.subject);
		now += minute;
		first.passed([web.subject], 1, trusted(''), false);
		await store.close();
		store = openStore({XDG_STATE_HOME: state}, {bytes: 64 * 1024 * 1024, age: 1e12});
		const later = open();
		later.started(web.subject);
		listens(later, 81);
		expect(raised()).toHaveLength(1);
	});

	it('is not another container that a name leads to now, on the same port', () => {
		const log = open();
		calls(log, '172.18.0.3', 5432);
		log.passed([web.subject], learning, trusted(''), false);
		// By a common alias, and by an alias that was the name of the first.
		calls(log, '172.18.0.4', 5432);
		calls(log, '172.18.0.5', 5432);
		expect(raised()).toEqual([]);
		calls(log, '172.18.0.4', 22);
		calls(log, '172.18.0.6', 5432);
		expect(raised()).toEqual(['runtime-new-destination standby:22/tcp', 'runtime-new-destination stranger:5432/tcp']);
	});

	it('does not count a start that did not last for a minute', () => {
		const log = open();
		log.passed([web.subject], learning, trusted(''), false);
		log.started(web.subject);
		now += 1000;
		log.passed([], 1, trusted(''), false);
		log.started(web.subject);
		listens(log, 81);
		expect(raised()).toEqual([]);
	});

	it('is a neighbour, not its address', () => {
		const log = open();
		calls(log, '172.18.0.3', 5432);
		log.passed([web.subject], learning, trusted(''), false);
		calls(log, '172.18.0.3', 5433);
		calls(log, '172.18.0.9', 5434);
		expect(raised()).toEqual(['runtime-new-destination db:5433/tcp', 'runtime-new-destination 172.18.0.9:5434/tcp']);
		expect([...(store.workload(trusted('web')).generations[0]?.seen.destination.keys() ?? [])][0]).toBe('db:5432/tcp');
	});

	it('is none of many public addresses on one port, and still one on another', () => {
		const log = open();
		for (let host = 1; host <= 10; host += 1) calls(log, `203.0.113.${host}`);
		log.passed([web.subject], learning, trusted(''), false);
		calls(log, '198.51.100.1');
		expect(raised()).toEqual([]);
		calls(log, '198.51.100.1', 4444);
		calls(log, '10.1.1.1');
		expect(raised()).toEqual([
			'runtime-mining-port 198.51.100.1:4444',
			'runtime-new-destination 198.51.100.1:4444/tcp',
			'runtime-new-destination 10.1.1.1:443/tcp',
		]);
	});

	it('is the first of the ports that the system chooses, and no other', () => {
		const log = open();
		log.passed([web.subject], learning, trusted(''), false);
		listens(log, 40_001);
		listens(log, 40_002);
		listens(log, 8081);
		expect(raised()).toEqual(['runtime-new-listener 0.0.0.0:40001/tcp by java', 'runtime-new-listener 0.0.0.0:8081/tcp by java']);
	});

	it('is no package manager that is run by exec again and again, once that has been learned', () => {
		const log = open();
		const path = trusted('/usr/bin/apt-get');
		const runs = (): void => {
			const novelty = log.habit(web.subject, 'program', path, {note: trusted('')});
			const program = {kind: 'program', path, uid: 0, raises: null, byExec: true, origin: 'image', input: null} as const;
			log.judge(web.subject, program, novelty);
			log.flush();
		};
		const count = () =>
			[...openStoreReader(join(state, 'dockscope/recorded')).read()].reduce(
				(sum, entry) => sum + (entry.kind === 'detection' ? entry.count : 0),
				0,
			);
		runs();
		runs();
		log.passed([web.subject], learning, trusted(''), false);
		runs();
		// Learned, but only twice before; then three times.
		expect(count()).toBe(3);
		runs();
		expect(count()).toBe(3);
	});
});
