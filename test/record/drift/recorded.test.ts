import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {runOptions} from '../../../src/cli/record/run-options.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {programRule, readDriftRecord} from '../../../src/record/drift/drift-record.js';
import {generationsOf} from '../../../src/record/drift/workload-drift.js';
import {createActivityLog} from '../../../src/record/recorder/activity-log.js';
import {watchPosture} from '../../../src/record/recorder/sources/posture.js';
import {openStore, type Store} from '../../../src/record/recorder/store/store.js';
import {noSubject, subjectOf} from '../../../src/record/recorder/subject.js';
import {assessedExample} from '../../support/assessed-example.js';

const here = trusted('here');
const elsewhere = trusted('elsewhere');
const known = (parts: ContainerExample) => {
	const assessed = assessedExample({...parts, State: {Status: 'running', Running: true}});
	return {assessed, facts: assessed.facts, subject: subjectOf(assessed.facts)};
};
const optionsOf = (container: ReturnType<typeof known>['assessed']) => runOptions(container, false);

describe('what drift reads from the recorder', () => {
	let state: string;
	let open: Store[] = [];
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-drift-'));
	});
	afterEach(async () => {
		for (const store of open) await store.close();
		open = [];
		rmSync(state, {recursive: true, force: true});
	});
	const recording = (engine = here) => readDriftRecord(join(state, 'dockscope/recorded'), engine, Date.now());

	/** Records one generation on an engine. */
	function record(one: ReturnType<typeof known>, engine = here): Store {
		const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, engine);
		open.push(store);
		store.add(noSubject, {
			kind: 'recorder',
			state: trusted('started'),
			sees: [trusted('capabilities, programs')],
			missing: [],
			learning: 1,
		});
		const log = createActivityLog(store, 1, () => ({excepted: trusted(''), expired: trusted('')}));
		watchPosture({log, store, optionsOf}).take([one], [one]);
		log.passed([one.subject], 5, engine, true);
		return store;
	}
	async function end(store: Store): Promise<void> {
		open.splice(open.indexOf(store), 1);
		await store.close();
	}

	it('cuts long options alike in the past and now', () => {
		const command = ['serve', 'x'.repeat(2_000)];
		record(known({Config: {Cmd: command}}));
		const {assessed, facts} = known({Config: {Cmd: command}, HostConfig: {Privileged: true}});
		const recorded = recording().workloads.find(({name}) => name === subjectOf(facts).workload) ?? null;
		const [, now] = generationsOf([assessed], recorded, optionsOf);
		expect(now?.change).toMatchObject({added: ['--privileged'], removed: []});
	});

	it('is of this engine only, also while a recorder records another one', async () => {
		const web = known({});
		await end(record(web, elsewhere));
		record(known({HostConfig: {Privileged: true}}), here);
		const {workloads, pid, traced} = recording(elsewhere);
		expect(workloads.flatMap(({generations}) => generations.map(({id}) => id))).toEqual([web.subject.generation]);
		expect(pid).toBeNull();
		expect(traced(0, Date.now() + 3_600_000).milliseconds).toBeLessThan(60_000);
		expect(recording(here).pid).toBe(process.pid);
		expect(recording(here).workloads.flatMap(({generations}) => generations)).toHaveLength(1);
	});

	it('does not have what the policy expects', () => {
		const web = known({});
		const store = record(web);
		const alert = (text: string, excepted: string) =>
			store.add(web.subject, {
				kind: 'detection',
				rule: trusted(programRule),
				severity: trusted('high'),
				text: trusted(text),
				count: 1,
				first: 1,
				excepted: trusted(excepted),
				expired: trusted(''),
			});
		alert('/tmp/tool', 'the updater');
		alert('/tmp/other', '');
		expect(
			recording()
				.alertsOf(web.subject.container)
				.map(({text}) => text),
		).toEqual(['/tmp/other']);
	});
});
