import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {runOptions} from '../../../src/cli/record/run-options.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {createActivityLog} from '../../../src/record/recorder/activity-log.js';
import type {KnownContainer} from '../../../src/record/recorder/known-containers.js';
import {watchPosture} from '../../../src/record/recorder/sources/posture.js';
import type {ContentOf} from '../../../src/record/recorder/store/entry.js';
import {openStoreReader, readWorkloads} from '../../../src/record/recorder/store/read-store.js';
import {openStore, type Store} from '../../../src/record/recorder/store/store.js';
import {subjectOf} from '../../../src/record/recorder/subject.js';
import {assessedExample} from '../../support/assessed-example.js';

const minute = 60_000;

/** One replica of a workload. */
function replica(parts: ContainerExample): KnownContainer {
	const assessed = assessedExample({...parts, State: {Status: 'running', Running: true}});
	return {assessed, facts: assessed.facts, subject: subjectOf(assessed.facts)};
}
const plain = {HostConfig: {ReadonlyRootfs: true}};
const privileged = {HostConfig: {Privileged: true}};

describe('the grades of a workload', () => {
	let state: string;
	let store: Store;
	let now = 0;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-posture-'));
		store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12});
		now = 0;
	});
	afterEach(async () => {
		await store.close();
		rmSync(state, {recursive: true, force: true});
	});
	const folder = () => join(state, 'dockscope/recorded');
	const watch = () => {
		const log = createActivityLog(
			store,
			3600,
			() => ({excepted: trusted(''), expired: trusted('')}),
			() => now,
		);
		return watchPosture({log, store, optionsOf: container => runOptions(container, false), steady: () => now});
	};
	const entries = () => [...openStoreReader(folder()).read()];
	const of = <Kind extends 'posture' | 'detection' | 'configuration'>(kind: Kind) =>
		entries().flatMap(entry => (entry.kind === kind ? [entry as unknown as ContentOf<Kind>] : []));

	it('has the configuration once, and the grade with the severities of its findings', () => {
		const one = replica(privileged);
		const posture = watch();
		posture.take([one], [one]);
		posture.take([one], [one]);
		expect(of('configuration').map(({options}) => options)).toEqual([expect.arrayContaining(['--privileged'])]);
		const [first, ...more] = of('posture');
		expect(more).toEqual([]);
		expect(first?.severities?.[first.findings.indexOf('container-privileged' as never)]).toBe('critical');
		expect(first?.paths?.join()).toContain('host root');
		expect(of('detection')).toEqual([]);
	});

	it('masks the secrets of a configuration', () => {
		const one = replica({Config: {Env: ['API_TOKEN=s3cr3t-Value-9f8e7d6c'], Cmd: ['run', '--password=hunter2-9f8e7d6c5b']}});
		watch().take([one], [one]);
		expect(JSON.stringify(entries())).not.toMatch(/9f8e7d6c/);
		expect(of('configuration')[0]?.options).toContain('--env API_TOKEN');
	});

	it('raises the detection for a new generation by its findings, not by its score', () => {
		const posture = watch();
		const before = replica({HostConfig: {Privileged: true, PidMode: 'host'}});
		const after = replica({HostConfig: {Privileged: true, PidMode: 'host', IpcMode: 'host', UTSMode: 'host'}});
		expect(before.assessed.risk.score).toBe(after.assessed.risk.score);
		posture.take([before], [before]);
		posture.take([after], [after]);
		expect(of('detection').map(({rule, text}) => [rule, text])).toEqual([
			[
				'runtime-worse-configuration',
				expect.stringMatching(/^grade F \(100\) to F \(100\), new: (.*; )?Container shares the host's IPC namespace/),
			],
		]);
	});

	it('is silent when a generation is better', () => {
		const posture = watch();
		const [before, after] = [replica(privileged), replica(plain)];
		posture.take([before], [before]);
		posture.take([after], [after]);
		expect(of('posture').map(({grade}) => grade)).toEqual(['F', expect.stringMatching(/[A-D]/)]);
		expect(of('detection')).toEqual([]);
	});

	it('writes findings that changed under the same grade at most every ten minutes, and loses none', () => {
		const posture = watch();
		const healthy = replica(privileged);
		const noted = (health: 'healthy' | 'unhealthy') => {
			const facts = {...healthy.facts, health, hasHealthcheck: true};
			const verdicts = healthy.assessed.verdicts.filter(({rule}) => rule !== 'container-unhealthy' || health === 'unhealthy');
			const changed = verdicts.map(one => (one.rule === 'container-unhealthy' ? {...one, verdict: 'fail' as const} : one));
			return {...healthy, facts, assessed: {...healthy.assessed, facts, verdicts: changed}};
		};
		const isUnhealthy = () => of('posture').map(({findings}) => findings.some(rule => rule === 'container-unhealthy'));
		for (let round = 0; round < 100; round += 1) {
			now += minute / 10;
			const one = noted(round % 2 === 0 ? 'healthy' : 'unhealthy');
			posture.take([one], [one]);
			posture.flush();
		}
		expect(isUnhealthy()).toEqual([false]);
		now += minute;
		posture.flush();
		expect(isUnhealthy()).toEqual([false, true]);
	});

	it('grades replicas together', () => {
		const posture = watch();
		const [one, other] = [replica(plain), replica(plain)];
		const bad = {...other, assessed: {...replica(privileged).assessed, facts: other.facts}};
		posture.take([one, bad], [one, bad]);
		posture.take([one], [one, bad]);
		expect(of('posture').map(({grade}) => grade)).toEqual(['F']);
	});

	it('is in the summary, with those before it, and in one of an earlier version', async () => {
		const posture = watch();
		const [before, after] = [replica(plain), replica(privileged)];
		posture.take([before], [before]);
		const changed = {...before, assessed: {...after.assessed, facts: before.facts}};
		posture.take([changed], [changed]);
		await store.save();
		const [generation] = readWorkloads(folder()).get(before.subject.workload)?.generations ?? [];
		expect(generation?.earlier.map(({grade}) => grade)).toEqual([before.assessed.risk.grade]);
		expect(generation?.posture?.grade).toBe('F');
		expect(generation?.configuration?.options).not.toContain('--privileged');
		store.add(before.subject, {
			kind: 'posture',
			image: before.facts.image,
			grade: before.facts.image,
			score: 1,
			findings: [],
			severities: null,
			unknown: null,
			paths: null,
		});
		expect(of('posture').at(-1)).toMatchObject({severities: null, paths: null});
	});
});
