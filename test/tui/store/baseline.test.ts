import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {safe, trusted} from '../../../src/base/text/safe-text.js';
import {earlierMoments} from '../../../src/cli/drift/baseline-service.js';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../../src/judge/policy/policy.js';
import {onlyNewOrWorse} from '../../../src/judge/reports/baseline.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {postureOf} from '../../../src/judge/risk/posture.js';
import {readDriftRecord} from '../../../src/record/drift/drift-record.js';
import {readSavedBaseline, saveBaseline} from '../../../src/record/drift/saved-baseline.js';
import {recordOfPosture} from '../../../src/record/recorder/store/recorded-posture.js';
import {openStore} from '../../../src/record/recorder/store/store.js';
import {generationOf} from '../../../src/record/recorder/store/workload.js';
import {subjectOf} from '../../../src/record/recorder/subject.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {plainHostConfig} from '../../support/plain-answers.js';
import {type Sample, sampleModel} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

const before: readonly Sample[] = [{name: 'web', host: plainHostConfig}, {name: 'db'}];
const after: readonly Sample[] = [{name: 'web', host: {...plainHostConfig, Privileged: true}}, {name: 'db'}];
const day = 86_400_000;
/** Could not be judged before: no one has searched the image. */
const unjudged = 'web container-escape-capability';

describe('a saved baseline', () => {
	let state: string;
	let env: Record<string, string>;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-baseline-'));
		env = {XDG_STATE_HOME: state};
	});
	afterEach(() => {
		rmSync(state, {recursive: true, force: true});
		vi.useRealTimers();
	});

	const reportOf = (model: FleetModel) => auditReport(model, {version: '1', now: '2026-03-09T12:00:00.000Z'});
	const save = (model: FleetModel) => saveBaseline(env, model.engine, reportOf(model));
	const moments = (model: FleetModel, now = Date.now()) => earlierMoments({env}, model.engine, now);
	/** New or more severe by the audit, and by the mark of the list. */
	function bothWays(model: FleetModel) {
		const saved = readSavedBaseline(env, model.engine);
		if (saved === null) throw new Error('no baseline');
		const {summary, verdicts} = onlyNewOrWorse(reportOf(model), saved.baseline);
		const audited = verdicts
			.filter(({waived}) => waived === null || waived.expired)
			.map(({rule, target}) => `${target.name} ${rule}`);
		const {worseThan} = moments(model);
		const marked = model.entries.flatMap(({name, assessed}) =>
			assessed === null ? [] : worseThan(assessed).flatMap(({change}) => change.worse.map(({rule}) => `${name} ${rule}`)),
		);
		return {audited: audited.toSorted(), marked: marked.toSorted(), counts: Object.values(summary.fail).some(count => count > 0)};
	}

	it('is silent about what it has, in the audit and in the list', async () => {
		await save(sampleModel(before));
		expect(bothWays(sampleModel(before))).toEqual({audited: [], marked: [], counts: false});
		expect(bothWays(sampleModel([{name: 'web'}]))).toEqual({audited: [], marked: [], counts: false});
	});

	it('has the same change as new in both', async () => {
		await save(sampleModel(before));
		const {audited, marked} = bothWays(sampleModel(after));
		expect([...marked, unjudged].toSorted()).toEqual(audited);
		expect(marked).toContain('web container-privileged');
		const fresh = bothWays(sampleModel([...before, {name: 'new'}]));
		expect(fresh.marked).toEqual(fresh.audited);
		expect(fresh.marked.every(one => one.startsWith('new '))).toBe(true);
	});

	it('treats a waived finding as the audit does', async () => {
		const waiving = (expires: string): Policy => ({
			...builtInPolicy,
			waivers: [
				{
					rule: 'container-privileged',
					target: {name: 'web'},
					reason: 'needed',
					owner: null,
					expires,
				} as unknown as Policy['waivers'][number],
			],
		});
		await save(sampleModel(after, waiving('2099-01-01')));
		const {audited, marked} = bothWays(sampleModel(after));
		expect(marked).toEqual(audited);
		expect(marked).toEqual(['web container-privileged']);
		await save(sampleModel(before));
		const silent = bothWays(sampleModel(after, waiving('2099-01-01')));
		expect([...silent.marked, unjudged].toSorted()).toEqual(silent.audited);
		expect(silent.marked).not.toContain('web container-privileged');
	});

	it('marks the row, can be filtered for, and gives the reason in the overview', async () => {
		await save(sampleModel(before));
		const {tui, fleet} = sampleTui(before);
		const {store, actions} = tui;
		actions.compareWith(moments(fleet.model()));
		expect(store.getState().worse.size).toBe(0);
		fleet.show(sampleModel(after));
		expect([...store.getState().worse.keys()]).toEqual([fleet.model().entries[0]?.id]);
		actions.setFilter('is:worse');
		expect(store.getState().lines).toHaveLength(1);
		actions.enter();
		const text = pageOf(store.getState())?.lines.map(line =>
			line.kind === 'text' ? line.spans.map(({text: part}) => part).join('') : '',
		);
		expect(text?.join('\n')).toMatch(
			/✦ WORSE THAN the baseline of 2026-03-09 12:00Z\n(.*\n)* {3}critical {2}Container is privileged/,
		);
		tui.close();
	});

	it('marks nothing that could not be judged then: it may have been there', async () => {
		const unknown = {name: 'web', host: {NetworkMode: 'bridge'}};
		await save(sampleModel([unknown]));
		const {audited, marked} = bothWays(sampleModel([{...unknown, host: {...unknown.host, Privileged: true}}]));
		expect(audited).toContain('web container-privileged');
		expect(marked).not.toContain('web container-privileged');
	});

	it('does not compare before everything is judged', async () => {
		await save(sampleModel(before));
		const {tui, fleet} = sampleTui(before);
		tui.actions.compareWith(moments(fleet.model()));
		fleet.show({...sampleModel(after), settled: false});
		expect(tui.store.getState().worse.size).toBe(0);
		fleet.show(sampleModel(after));
		expect(tui.store.getState().worse.size).toBe(1);
		tui.close();
	});

	it('compares with what was recorded a day ago, and with nothing where that was later', async () => {
		const [entry] = sampleModel(before).entries;
		if (entry?.assessed == null) throw new Error('not assessed');
		const {facts} = entry.assessed;
		const store = openStore(env, {bytes: 2 ** 26, age: 1e12});
		store.add(subjectOf(facts), {kind: 'posture', image: facts.image, ...recordOfPosture(postureOf([entry.assessed]))});
		await store.close();
		const model = sampleModel(after);
		const [worse] = model.entries;
		const than = (now: number) => (worse?.assessed ? moments(model, now).worseThan(worse.assessed) : []);
		expect(than(Date.now() + 60_000)).toEqual([]);
		const [found] = than(Date.now() + day + 60_000);
		expect(found?.reference).toMatch(/^yesterday, as recorded \d{4}-/);
		expect(found?.change.worse.map(({rule}) => rule)).toContain('container-privileged');
	});

	it('does not compare with a workload of the same name on another engine', async () => {
		const [entry] = sampleModel(before).entries;
		if (entry?.assessed == null) throw new Error('not assessed');
		const {facts} = entry.assessed;
		const [worse] = sampleModel(after).entries;
		const later = Date.now() + day + 60_000;
		for (const [engine, references] of [
			['another', []],
			['sample', [expect.stringMatching(/^yesterday/)]],
		] as const) {
			const store = openStore(env, {bytes: 2 ** 26, age: 1e12}, trusted(engine));
			const subject = subjectOf(facts);
			store.add(subject, {kind: 'posture', image: facts.image, ...recordOfPosture(postureOf([entry.assessed]))});
			generationOf(store.workload(subject.workload), subject.generation, Date.now()).engine = trusted(engine);
			await store.save();
			await store.close();
			const found = worse?.assessed ? moments(sampleModel(after), later).worseThan(worse.assessed) : [];
			expect(found.map(({reference}) => reference)).toEqual(references);
			const recording = readDriftRecord(join(state, 'dockscope/recorded'), trusted('sample'), later);
			expect(recording.workloads.length).toBe(references.length);
		}
	});

	it('asks before B replaces it, and says what was saved; not where the fleet is recorded', async () => {
		const recorded = sampleTui(before);
		recorded.tui.actions.askBaseline();
		expect(recorded.tui.store.getState().prompt).toBeNull();
		recorded.tui.close();
		let saves = 0;
		const {tui} = sampleTui(before, {
			baseline: {
				load: async engine => earlierMoments({env}, engine, Date.now()),
				async save() {
					saves += 1;
					return safe`saved ${trusted('there')}`;
				},
			},
		});
		tui.actions.askBaseline();
		expect([tui.store.getState().prompt?.kind, saves]).toEqual(['baseline', 0]);
		await tui.actions.saveBaseline();
		expect([tui.store.getState().prompt, saves, tui.store.getState().toasts.at(-1)?.text]).toEqual([null, 1, 'saved there']);
		tui.close();
	});
});
