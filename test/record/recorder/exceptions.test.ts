import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {expectedBy, expiredExceptions} from '../../../src/cli/record/expected.js';
import {notifying} from '../../../src/cli/record/notifying.js';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import type {Activity} from '../../../src/record/recorder/activity.js';
import {createActivityLog} from '../../../src/record/recorder/activity-log.js';
import {detectionSlugs} from '../../../src/record/recorder/detections/detect.js';
import {eventLineOf} from '../../../src/record/recorder/events/recorded-line.js';
import type {KnownContainer} from '../../../src/record/recorder/known-containers.js';
import {openStoreReader, readWorkloads} from '../../../src/record/recorder/store/read-store.js';
import {openStore} from '../../../src/record/recorder/store/store.js';
import {subjectOf} from '../../../src/record/recorder/subject.js';
import {assessedExample} from '../../support/assessed-example.js';

const labels = {'com.docker.compose.project': 'ci', 'com.docker.compose.service': 'runner'};
const assessed = assessedExample({Config: {Image: 'ci/runner:1', Labels: labels}});
const container: KnownContainer = {assessed, facts: assessed.facts, subject: subjectOf(assessed.facts)};
const program = (path: string): Activity => ({
	kind: 'program',
	path: trusted(path),
	uid: 0,
	raises: null,
	byExec: true,
	origin: 'image',
	input: null,
});

describe('exceptions for alerts', () => {
	let state: string;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-exceptions-'));
	});
	afterEach(() => rmSync(state, {recursive: true, force: true}));
	const folder = () => join(state, 'dockscope/recorded');
	const limits = {bytes: 2 ** 26, age: 86_400_000};

	/** What is stored of these activities, with a policy on a day. */
	async function stored(
		policyText: string,
		activities: readonly Activity[],
		{known = container as KnownContainer | null, day = '2026-11-29'} = {},
	) {
		const policy = parsePolicy(policyText, 'dockscope.yaml', [], detectionSlugs);
		const store = openStore({XDG_STATE_HOME: state}, limits);
		const expected = expectedBy(policy, () => Date.parse(`${day}T23:59:59Z`));
		const log = createActivityLog(store, 0, (subject, rule, text) => expected(known, subject, rule, text));
		for (const activity of activities) log.judge(container.subject, activity, {});
		log.flush();
		await store.close();
		return [...openStoreReader(folder()).read()].flatMap(entry => (entry.kind === 'detection' ? [entry] : []));
	}
	const one = (fields: string) => `exceptions: [{detection: runtime-package-manager, reason: builds, ${fields}}]`;

	it.each([
		['', 'builds'],
		['target: {service: ci/*}', 'builds'],
		['target: {service: runner}', 'builds'],
		['target: {service: shop/*}', ''],
		['target: {image: "ci/*"}', 'builds'],
		['target: {image: "web:*"}', ''],
		['target: {name: "*", image: "ci/*"}', 'builds'],
		['match: "/usr/bin/apt-get*"', 'builds'],
		['match: apt-get', ''],
		['match: "*gem*"', ''],
		['expires: 2026-11-29', 'builds'],
		['expires: 2026-11-28', ''],
	])('cover an alert whose container, text and day match: %s', async (fields, excepted) => {
		expect(await stored(one(fields), [program('/usr/bin/apt-get')])).toMatchObject([
			{rule: 'runtime-package-manager', text: '/usr/bin/apt-get, by exec', excepted},
		]);
	});

	it('cover only their own detection, and leave others of the same activity', async () => {
		const outside: Activity = {...program('/tmp/apt-get'), origin: 'temporary directory'} as Activity;
		const found = await stored(one('match: "*"'), [outside]);
		expect(found.map(({rule, excepted}) => [rule, excepted])).toEqual([
			['runtime-package-manager', 'builds'],
			['runtime-program-outside-image', ''],
		]);
	});

	it('know a container that is gone by its workload', async () => {
		const [alert] = await stored(one('target: {service: ci/runner}'), [program('/sbin/apk')], {known: null});
		expect(alert?.excepted).toBe('builds');
		const [other] = await stored(one('target: {image: "*"}'), [program('/sbin/apk')], {known: null});
		expect(other?.excepted).toBe('builds');
		expect((await stored(one('target: {image: "*"}'), [program('/usr/bin/pip')], {known: null})).at(-1)?.excepted).toBe('');
	});

	it('say that they have expired, on the alert and in the policy', async () => {
		const text = one('expires: 2026-11-28');
		const [alert] = await stored(text, [program('/sbin/apk')]);
		expect(alert).toMatchObject({excepted: '', expired: '2026-11-28'});
		expect(alert && eventLineOf(alert)).toMatchObject({
			meaning: expect.stringMatching(/ \(its exception expired after 2026-11-28\)$/),
			excepted: null,
		});
		const policy = parsePolicy(text, 'dockscope.yaml', [], detectionSlugs);
		expect(expiredExceptions(policy, '2026-11-28T23:59:59Z')).toEqual([]);
		expect(expiredExceptions(policy, '2026-11-29T00:00:00Z')).toEqual([
			'dockscope.yaml:1: the exception for runtime-package-manager expired after 2026-11-28: its alerts count again',
		]);
	});

	it('of several, the one that has not expired decides', async () => {
		const text = `${one('expires: 2026-01-01').slice(0, -1)}, {detection: runtime-package-manager, reason: still}]`;
		expect((await stored(text, [program('/sbin/apk')]))[0]).toMatchObject({excepted: 'still', expired: ''});
	});

	it('never share a row, or the limit of different texts, with alerts that are raised', async () => {
		const many = Array.from({length: 40}, (_, index) => program(`/opt/build-${index}/make`));
		const found = await stored(one('match: "/opt/build-*"'), [...many, program('/usr/bin/make')]);
		expect(found.filter(({excepted}) => excepted === '').map(({text}) => text)).toEqual(['/usr/bin/make, by exec']);
		const detections = [...(readWorkloads(folder()).get('ci/runner')?.detections.values() ?? [])];
		expect(detections.filter(({excepted}) => excepted === '').map(({text, count}) => [text, count])).toEqual([
			['/usr/bin/make, by exec', 1],
		]);
		expect(detections.reduce((sum, {count}) => sum + count, 0)).toBe(41);
	});

	it('are not sent to anyone', async () => {
		const sent = join(state, 'sent');
		const notify = `notify: [{program: [/bin/sh, -c, 'cat >>"$0"', ${sent}], threshold: info}]`;
		const policy = parsePolicy(`${one('match: "/sbin/*"')}\n${notify}`, 'dockscope.yaml', [], detectionSlugs);
		const said: string[] = [];
		const stderr = {write: (text: string) => said.push(text) > 0} as unknown as NodeJS.WriteStream;
		const store = notifying(openStore({XDG_STATE_HOME: state}, limits), policy, {env: process.env, stderr});
		const expected = expectedBy(policy);
		const log = createActivityLog(store, 0, (subject, rule, text) => expected(container, subject, rule, text));
		for (const path of ['/sbin/apk', '/usr/bin/npm']) log.judge(container.subject, program(path), {});
		await store.close();
		expect(said).toEqual([]);
		const {alerts} = JSON.parse(readFileSync(sent, 'utf8')) as {alerts: {text: string}[]};
		expect(alerts.map(({text}) => text)).toEqual(['/usr/bin/npm, by exec']);
	});

	it('entries of a recorder without exceptions are alerts as before', () => {
		mkdirSync(folder(), {recursive: true, mode: 0o700});
		const entry = {n: 0, at: 1, workload: 'web', generation: '', container: 'c', kind: 'detection'};
		const alert = {...entry, rule: 'runtime-shell', severity: 'medium', text: 'sh', count: 1, first: 1};
		writeFileSync(
			join(folder(), 'segment-0000000000000000.jsonl'),
			`{"schema":"dockscope.record/1"}\n${JSON.stringify(alert)}\n`,
		);
		expect([...openStoreReader(folder()).read()]).toEqual([{...alert, excepted: '', expired: ''}]);
	});
});
