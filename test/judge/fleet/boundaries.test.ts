import {afterEach, beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import type {ContainerTop} from '../../../src/base/answers/index.js';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../../src/judge/policy/policy.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {containerRules, findRule} from '../../../src/judge/rules/index.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {inspectOf} from '../../support/sample-fleet.js';

/* An unforeseen failure costs only what failed, is reported, and changes nothing else. */

beforeEach(() => void takeUnforeseen());
afterEach(() => expect(takeUnforeseen()).toEqual([]));

const now = () => Date.parse('2026-12-01T00:00:00Z');
const inspects = ['web', 'db', 'queue'].map((name, index) => inspectOf({name, host: {Privileged: true}}, index));
const image = {Id: inspects[0]?.Image, RepoTags: ['nginx:1.27'], Config: {}};
const text = JSON.stringify([...inspects, image]);

type Change = {readonly policy?: Policy; readonly reader?: (reader: EngineReader) => EngineReader};

async function judged({policy = builtInPolicy, reader: change = reader => reader}: Change = {}): Promise<FleetModel> {
	const fleet = openFleet(change(openSnapshot(text, 'x.json').reader), {now, policy, unwatched: true, withHistories: true});
	onTestFinished(() => fleet.close());
	await fleet.start();
	return fleet.model();
}

const verdictsOf = (model: FleetModel, name: string) => model.entries.find(entry => entry.name === name)?.assessed?.verdicts;

/** Has one function of a rule stop on one container, for this test. */
function stop(slug: string, part: 'check' | 'remedy', name: string): void {
	const rule = findRule(slug);
	if (rule === undefined) throw new Error(`no rule ${slug}`);
	const before = rule[part];
	const stopping = (scope: {container: {name: string}}) => {
		if (scope.container.name === name) throw new TypeError('secret-of-the-container is not a function');
		return Reflect.apply(before, rule, [scope]);
	};
	Object.assign(rule, {[part]: stopping});
	onTestFinished(() => void Object.assign(rule, {[part]: before}));
}

/** A field that throws when it is read, as no answer of an engine does: whatever reads it has a defect. */
function withTrap<T extends object>(answer: T, part: keyof T): T {
	return Object.defineProperty({...answer}, part, {
		enumerable: true,
		get() {
			throw new RangeError('out of range');
		},
	});
}

describe('a question that is not wanted any more', () => {
	it('ends at the engine and leaves the container as it was', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		let hasEnded = false;
		const wanted = new AbortController();
		const fleet = openFleet(
			{
				...reader,
				top: (_, signal) =>
					new Promise((_, reject) => {
						setImmediate(() => wanted.abort());
						signal?.addEventListener('abort', () => {
							hasEnded = true;
							reject(new EngineError('cancelled', trusted('given up')));
						});
					}),
			},
			{now, unwatched: true},
		);
		onTestFinished(() => fleet.close());
		await fleet.start();
		const before = fleet.model();
		await fleet.ask(inspects[0]?.Id ?? '', 'processes', wanted.signal);
		expect(hasEnded).toBe(true);
		expect(fleet.model()).toEqual(before);
	});
});

describe('what stops', () => {
	it('in a rule makes only that rule unknown, on that container', async () => {
		const before = await judged();
		stop('container-privileged', 'check', 'db');
		const model = await judged();
		const reason = 'the rule container-privileged stopped with TypeError. Please report this as a bug.';
		expect(verdictsOf(model, 'db')?.find(({rule}) => rule === 'container-privileged')).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'rule:container-privileged', reason}],
		});
		expect(verdictsOf(model, 'db')?.length).toBe(containerRules.length);
		for (const name of ['web', 'queue']) expect(verdictsOf(model, name)).toEqual(verdictsOf(before, name));
		expect(auditReport(model, {version: '1', now: ''}).blindSpots).toContainEqual({
			source: 'rule:container-privileged',
			reason,
			rules: ['container-privileged'],
		});
		const [line, ...more] = takeUnforeseen();
		expect(line).toMatch(/^the rule container-privileged stopped with TypeError\. .* \(.*boundaries\.test\.ts:\d+:\d+\)$/);
		expect(more).toEqual([]);
	});

	it('in a remedy leaves the finding, and says that there is no advice', async () => {
		stop('container-privileged', 'remedy', 'db');
		const verdict = verdictsOf(await judged(), 'db')?.find(({rule}) => rule === 'container-privileged');
		expect(verdict).toMatchObject({
			verdict: 'fail',
			remedy: {text: expect.stringContaining('the remedy of container-privileged')},
		});
		expect(takeUnforeseen()).toHaveLength(1);
	});

	it('in a rule of the policy leaves that rule unknown', async () => {
		const when = Object.defineProperty({}, 'all', {
			enumerable: true,
			get() {
				throw new RangeError('deep');
			},
		});
		const own = {slug: 'own-rule', title: 'Own', severity: 'low', when, remedy: 'none'} as unknown as Policy['rules'][number];
		const before = await judged();
		const model = await judged({policy: {...builtInPolicy, rules: [own]}});
		for (const {name} of model.entries) {
			const [last, ...others] = [...(verdictsOf(model, name) ?? [])].reverse();
			expect(last).toMatchObject({rule: 'own-rule', verdict: 'unknown', reasons: [{source: 'rule:own-rule'}]});
			expect(others.reverse()).toEqual(verdictsOf(before, name));
		}
		expect(takeUnforeseen()).toHaveLength(1);
	});

	it('in the facts of a container leaves it in the list without a grade, with the reason', async () => {
		const before = await judged();
		const id = inspects[1]?.Id ?? '';
		const model = await judged({
			reader: reader => ({
				...reader,
				inspect: async (wanted, signal) => {
					const inspect = await reader.inspect(wanted, signal);
					return wanted === id ? withTrap(inspect, 'HostConfig') : inspect;
				},
			}),
		});
		const entry = model.entries.find(one => one.id === id);
		expect(entry).toMatchObject({
			name: 'db',
			assessed: null,
			failed: {source: 'judging', reason: expect.stringContaining('judging db')},
		});
		expect(model.blindSpots).toContainEqual(entry?.failed);
		expect(auditReport(model, {version: '1', now: ''}).unseen).toMatchObject([{name: 'db', reason: entry?.failed?.reason}]);
		expect(model.loading).toMatchObject({done: 3, total: 3});
		const others = (one: FleetModel) =>
			['web', 'queue'].map(name =>
				verdictsOf(one, name)?.filter(({rule}) => rule !== 'container-neighbours' && rule !== 'container-net-raw'),
			);
		expect(others(model)).toEqual(others(before));
		expect(takeUnforeseen().length).toBeGreaterThan(0);
	});

	it('in an answer about the engine, a network, a volume or an image is a blind spot', async () => {
		const before = await judged();
		const stopping = async (): Promise<never> => {
			throw new TypeError('x is not iterable');
		};
		for (const part of ['info', 'networks', 'volumes', 'images', 'image', 'history'] as const) {
			const model = await judged({reader: reader => ({...reader, [part]: stopping})});
			expect(model.entries.filter(({assessed}) => assessed === null)).toEqual([]);
			const isAboutImages = part === 'image' || part === 'history';
			if (!isAboutImages) expect(verdictsOf(model, 'web')?.length).toBe(verdictsOf(before, 'web')?.length);
			if (part !== 'history') expect(model.blindSpots.map(({reason}) => reason).join()).toContain('stopped with TypeError');
			expect(takeUnforeseen().join()).toContain('stopped with TypeError');
		}
	});

	it('during a follow-up request is a blind spot, and the next request is answered', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		const top = withTrap<ContainerTop>({Titles: [], Processes: []}, 'Processes');
		const fleet = openFleet({...reader, top: async () => top}, {now, unwatched: true});
		onTestFinished(() => fleet.close());
		await fleet.start();
		const id = inspects[0]?.Id ?? '';
		await fleet.ask(id, 'processes');
		expect(fleet.model().blindSpots.map(({source}) => source)).toContain('processes of web');
		expect(takeUnforeseen()).toHaveLength(1);
		await fleet.ask(id, 'image');
		expect(fleet.model().entries.filter(({assessed}) => assessed === null)).toEqual([]);
	});
});

it('names a defect that hits many containers once, and counts beyond twenty', async () => {
	const {noteUnforeseen} = await import('../../../src/base/lib/unforeseen.js');
	for (let index = 0; index < 3; index++) noteUnforeseen('the same', new TypeError('x'));
	for (let index = 0; index < 30; index++) noteUnforeseen(`number ${index}`, 'no error');
	const lines = takeUnforeseen();
	expect(lines).toHaveLength(21);
	expect(lines.at(-1)).toBe('11 more like these');
	expect(lines[1]).toBe('number 0 stopped with an error. Please report this as a bug.');
});
