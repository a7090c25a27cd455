import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type ContainerInspect, known, unknown} from '../../src/base/answers/index.js';
import {engineFacts} from '../../src/base/facts/engine.js';
import type {Capability, EngineFacts} from '../../src/base/facts/index.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {combine} from '../../src/fix/observation/combine.js';
import {openRecordings, type RecordedUse} from '../../src/fix/observation/recorded.js';
import {duringWords, recordedWords, usedWords} from '../../src/fix/observation/watched-words.js';
import {enabledBy, hardened, planHardening} from '../../src/fix/plan/index.js';
import {type ActivityLog, createActivityLog} from '../../src/record/recorder/activity-log.js';
import {engineIdentity} from '../../src/record/recorder/engine-identity.js';
import {traceSource} from '../../src/record/recorder/store/entry.js';
import {openStore, type Store} from '../../src/record/recorder/store/store.js';
import {newDirectory} from '../../src/record/recorder/store/workload.js';
import {noSubject, subjectOf} from '../../src/record/recorder/subject.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

const day = 86_400;
const engineOf = (ID: string): EngineFacts =>
	engineFacts({version: {Version: '26.1.5'}, info: {ID, Name: 'host', LoggingDriver: 'json-file', CgroupVersion: '2'}});
const engine = engineOf('ours');
const assessed = assessedOf();
const subject = subjectOf(assessed.facts);

describe('what the recorder has of a container', () => {
	let state: string;
	let store: Store;
	let log: ActivityLog;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-recorded-'));
		begin();
	});
	afterEach(() => rmSync(state, {recursive: true, force: true}));

	const env = () => ({XDG_STATE_HOME: state});
	function begin(): void {
		store = openStore(env(), {bytes: 2 ** 26, age: day * 1000});
		log = createActivityLog(store, day, () => ({excepted: trusted(''), expired: trusted('')}));
	}
	const passes = (seconds: number, isTraced = true, on = engine): void =>
		log.passed([subject], seconds, engineIdentity(on), isTraced);
	const actors = {by: [trusted('web')], uids: [0], raises: null, onlyByExec: false};
	const uses = (capability: Capability): void =>
		void log.habit(subject, 'capability', trusted(capability), {note: trusted('web'), actors});
	/** What a plan finds, once the recorder has written it. */
	async function found(facts = assessed.facts, on: EngineFacts | null = engine): Promise<RecordedUse> {
		await store.save();
		return openRecordings(env())(facts, on);
	}
	const observation = async () => {
		const {observation: seen} = await found();
		if (seen === null) throw new Error('nothing was found');
		return seen;
	};

	/** Three days with a start, two capabilities on the first, and many clients. */
	function usualDays(connections = 60_000): void {
		passes(1);
		log.tracedFromStart(subject);
		uses('CHOWN');
		passes(3600);
		uses('SETUID');
		log.connections(subject, connections);
		passes(3 * day);
		log.peak(subject, 50 * 2 ** 20, 12);
	}

	it('is an observation of its whole time', async () => {
		usualDays();
		log.habit(subject, 'program', trusted('/usr/bin/sudo'), {
			note: trusted(''),
			actors: {by: [trusted('web')], uids: [33], raises: 'set-uid', onlyByExec: false},
		});
		log.habit(subject, 'directory', trusted('/var/lib/web/new'), {note: newDirectory});
		log.habit(subject, 'listener', trusted('0.0.0.0:80/tcp'), {note: trusted('web')});
		expect(await observation()).toMatchObject({
			seconds: 3 * day + 3601,
			connections: 60_000,
			traced: true,
			capabilities: [
				{capability: 'CHOWN', by: ['web'], first: 1, onlyByExec: false},
				{capability: 'SETUID', by: ['web'], first: 3601},
			],
			programs: [{path: '/usr/bin/sudo', uids: [33], raises: 'set-uid', startedBy: ['web']}],
			written: [{path: '/var/lib/web/new', kind: 'added', isDirectory: true}],
			peaks: {memory: 50 * 2 ** 20, pids: 12, windows: {memory: 3 * day + 3601, pids: 3 * day + 3601}},
			lastNew: 0,
			missed: [],
			recording: {coversStart: true, remarks: [], listeners: ['0.0.0.0:80/tcp']},
		});
	});

	it('is in the words for it', async () => {
		usualDays();
		const seen = await observation();
		expect(usedWords(seen)).toBe('2 capabilities used in 3 days 1 h of recording, last new one 3 days ago; 60,000 connections');
		expect(recordedWords(seen)).toBe('recorded 3 days 1 h, 60,000 connections; last new need 3 days ago');
		expect(duringWords(seen)).toBe('in 3 days 1 h of recording, 60,000 connections; last new need 3 days ago');
	});

	const whole = {
		trace: unknown('trace', 'not rehearsed'),
		programs: known({chroot: [], audit: [], reducesBounding: [], kept: [], rawTools: []}),
		chrooted: known(false),
		rawSockets: known(false),
		portStart: known(0),
		privilegedPrograms: known({setuid: [trusted('/usr/bin/su')], setgid: [], capable: []}),
		setuidPrograms: known([]),
		startScripts: known([]),
		processes: known([processOf('web', 0)]),
		changes: known([]),
		listening: known([]),
	};
	/** The plan after what is recorded. */
	async function planned() {
		const plan = planHardening(assessed, evidenceOf({...whole, ...(await found())}));
		const kept = (rung: 'safe' | 'least'): string[] =>
			(hardened(plan, enabledBy(plan, rung)).HostConfig?.CapAdd ?? []).toSorted();
		return {kept, change: (slug: string) => plan.changes.find(one => one.slug === slug), plan};
	}
	const usualStart = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

	it('decides the least rung from a start and the time after it', async () => {
		usualDays();
		const {kept, change} = await planned();
		expect(kept('least')).toEqual(['CHOWN', 'SETUID']);
		// A start with empty data was perhaps not seen.
		expect(kept('safe')).toEqual([...usualStart, 'KILL'].toSorted());
		expect(change('capabilities')?.why).toBe(
			'2 capabilities used in 3 days 1 h of recording, last new one 3 days ago; 60,000 connections',
		);
		expect(change('no-new-privileges')).toMatchObject({
			rung: 'safe',
			why: 'not executed in 3 days 1 h of recording, 60,000 connections; last new need 3 days ago: su',
		});
		expect(change('memory')).toMatchObject({rung: 'safe', why: 'peak 50 MB in 3 days of recording', add: [{value: '160m'}]});
		expect(change('pids')).toMatchObject({rung: 'safe', why: 'peak 12 processes and threads in 3 days of recording'});
	});

	it('is no proof of less before a day, or without clients', async () => {
		passes(day / 2);
		log.connections(subject, 60_000);
		log.peak(subject, 50 * 2 ** 20, 12);
		expect((await planned()).change('no-new-privileges')?.rung).toBe('least');
		expect((await planned()).change('memory')?.rung).toBe('choice');
		passes(10 * day);
		expect((await planned()).change('no-new-privileges')?.rung).toBe('least');
		expect((await planned()).change('memory')).toMatchObject({rung: 'safe', why: 'peak 50 MB in 10 days of recording'});
	});

	it('keeps what a start usually needs where none was recorded, and says so', async () => {
		passes(2 * day);
		uses('SETUID');
		const {kept, plan} = await planned();
		expect(kept('least')).toEqual(usualStart);
		expect(plan.blindSpots).toContainEqual({
			source: 'recorder',
			reason: 'no start was recorded: what a start usually needs is kept',
		});
	});

	it('counts only the time since events of the trace were lost, but all that was used', async () => {
		usualDays();
		log.lost([subject], 7);
		passes(600);
		const seen = await observation();
		expect(seen).toMatchObject({seconds: 600, connections: null, traced: true, recording: {coversStart: false}});
		expect(seen.capabilities.map(({capability}) => capability)).toEqual(['CHOWN', 'SETUID']);
		expect(seen.recording?.remarks).toContain('7 events of the trace were lost: only the time after that counts');
		expect(seen.peaks?.windows.memory).toBe(3 * day + 4201);
		expect((await planned()).change('no-new-privileges')?.rung).toBe('least');
	});

	it('loses as much after a crash of the recorder, but only of what ran then', async () => {
		usualDays();
		await store.save();
		store.add(noSubject, {kind: 'lost', source: traceSource, count: 3});
		expect(openRecordings(env())(assessed.facts, engine).observation).toMatchObject({traced: false, connections: null});
		await store.close();
	});

	it('says that it is made of several recordings', async () => {
		usualDays();
		await store.close();
		begin();
		passes(60);
		const seen = await observation();
		expect(seen).toMatchObject({seconds: 3 * day + 3661, traced: true, lastNew: 3 * day + 60});
		expect(seen.recording?.remarks).toContain('the recorder was started 2 times: what happened in between was not seen');
	});

	it('says when the recording has ended', async () => {
		usualDays();
		await store.close();
		const later = openRecordings(env(), () => Date.now() + 2 * 3_600_000)(assessed.facts, engine);
		expect(later.observation?.recording?.remarks).toEqual(['the recording ended 2 h ago']);
	});

	it('shows nothing of what was not traced', async () => {
		passes(3 * day, false);
		expect(await observation()).toMatchObject({
			seconds: 3 * day,
			traced: false,
			missed: ['capabilities and programs: they were not traced, which needs root on the host of the engine'],
		});
		expect((await planned()).change('no-new-privileges')?.rung).toBe('least');
	});

	describe('is not used', () => {
		const later = (parts: Partial<ContainerInspect>) => assessedOf(parts).facts;
		const otherImage = {Image: `sha256:${'2'.repeat(64)}`};
		it.each([
			['another image', later(otherImage), 'nothing is recorded yet of this image and configuration: earlier ones do not count'],
			[
				'another configuration',
				later({HostConfig: {Privileged: true}}),
				'nothing is recorded yet of this image and configuration: earlier ones do not count',
			],
			['another name', later({Name: '/other'}), null],
		])('for %s', async (_, facts, unrecorded) => {
			usualDays();
			expect(await found(facts)).toEqual({observation: null, unrecorded});
		});

		it('from another engine, or from several', async () => {
			usualDays();
			const reason = {observation: null, unrecorded: 'what is recorded of it is of another engine'};
			expect(await found(assessed.facts, engineOf('theirs'))).toEqual(reason);
			expect(await found(assessed.facts, null)).toEqual(reason);
			passes(1, true, engineOf('theirs'));
			expect(await found()).toEqual(reason);
			expect(await found(assessed.facts, engineOf('theirs'))).toEqual(reason);
		});

		it('from a store that may be anyone’s', async () => {
			usualDays();
			await store.close();
			chmodSync(join(state, 'dockscope/recorded'), 0o777);
			const {observation: seen, unrecorded} = openRecordings(env())(assessed.facts, engine);
			expect(seen).toBeNull();
			expect(unrecorded).toMatch(/^the store of the recorder cannot be trusted: .* is open to other users/);
		});

		it('where there is none', () => {
			expect(openRecordings({XDG_STATE_HOME: join(state, 'none')})(assessed.facts, engine)).toEqual({
				observation: null,
				unrecorded: null,
			});
		});
	});

	it('counts with an observation that was made for the plan, which may have seen something new', async () => {
		usualDays();
		const recorded = await observation();
		const watched = {
			...recorded,
			...{seconds: 600, connections: 9, capabilities: [], programs: [], lastNew: null, recording: null},
		};
		expect(combine(recorded, watched)).toMatchObject({seconds: recorded.seconds, lastNew: recorded.lastNew});
		const [use] = recorded.capabilities;
		if (use === undefined) throw new Error('none');
		const news = {...watched, capabilities: [{...use, capability: 'KILL' as const}], lastNew: 20};
		const both = combine(recorded, news);
		expect(both).toMatchObject({seconds: recorded.seconds, lastNew: 20});
		expect(both?.capabilities.map(({capability}) => capability)).toEqual(['CHOWN', 'SETUID', 'KILL']);
		expect(combine(null, watched)).toBe(watched);
		expect(combine({...recorded, traced: false}, watched)).toMatchObject({seconds: 600, recording: null});
	});
});
