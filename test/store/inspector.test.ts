import {afterEach, describe, expect, it, vi} from 'vitest';
import {builtInPolicy} from '../../src/policy/built-in-policy.js';
import type {RunningInspector} from '../../src/store/inspector.js';
import type {Services} from '../../src/store/services.js';
import {own} from '../../src/terminal/safe-text.js';
import {type Sample, sampleNow, shop} from '../support/sample-fleet.js';
import {sampleInspector} from '../support/sample-inspector.js';

const running: RunningInspector[] = [];
afterEach(() => {
	for (const inspector of running.splice(0)) inspector.close();
	vi.useRealTimers();
});

function inspect(samples: readonly Sample[] = shop, services: Partial<Services> = {}) {
	const {inspector, fleet, copied} = sampleInspector(samples, services);
	running.push(inspector);
	const {store, actions} = inspector;
	return {
		fleet,
		copied,
		actions,
		state: store.getState,
		names: () => store.getState().lines.map(line => String(line.kind === 'group' ? `[${line.name}]` : line.entry.name)),
		selected: () => {
			const {lines, cursor} = store.getState();
			const line = lines[cursor];
			return line?.kind === 'container' ? String(line.entry.name) : null;
		},
		page: () =>
			(store.getState().page?.lines ?? [])
				.map(line =>
					line.kind === 'text' ? line.spans.map(span => span.text).join('') : (line.table.rows[line.row]?.join(' | ') ?? ''),
				)
				.join('\n'),
	};
}

const many = (count: number): readonly Sample[] =>
	Array.from({length: count}, (_, index) => ({name: `c-${String(index).padStart(3, '0')}`}));

describe('the list', () => {
	it('begins with the worst running container', () => {
		const {names, selected} = inspect();
		expect(names()).toEqual(['ci-runner', 'traefik', 'shop-db', 'metrics']);
		expect(selected()).toBe('ci-runner');
	});
	it('puts what the world reaches first where the risk is the same', () => {
		const Mounts = [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}];
		const Ports = {'443/tcp': [{HostIp: '0.0.0.0', HostPort: '443'}]};
		const {names} = inspect([
			{name: 'agent', Mounts},
			{name: 'proxy', Mounts, NetworkSettings: {Ports, Networks: {edge: {NetworkID: 'n2'}}}},
		]);
		expect(names()).toEqual(['proxy', 'agent']);
	});

	it('shows stopped containers when asked', () => {
		const {actions, names} = inspect();
		actions.toggleStopped();
		expect(names()).toContain('old-job');
	});
	it('groups by Compose project with the worst grade, and leaves the rest for last', () => {
		const {actions, names, state} = inspect();
		actions.toggleTree();
		expect(names()).toEqual(['[edge]', 'traefik', '[shop]', 'shop-db', '[no Compose project]', 'ci-runner', 'metrics']);
		const edge = state().lines[0];
		expect(edge?.kind === 'group' && edge.worst?.name).toBe('traefik');
	});
	it('sorts by each column and back', () => {
		const {actions, names, state} = inspect();
		actions.sortNext();
		expect(state().sort).toEqual({column: 'name', reversed: false});
		expect(names()).toEqual(['ci-runner', 'metrics', 'shop-db', 'traefik']);
		actions.sortReversed();
		expect(names()).toEqual(['traefik', 'shop-db', 'metrics', 'ci-runner']);
	});
	it('keeps the selected container selected when the list is arranged anew', () => {
		const {actions, selected} = inspect();
		actions.move(2);
		expect(selected()).toBe('shop-db');
		actions.sortNext();
		expect(selected()).toBe('shop-db');
		actions.toggleTree();
		expect(selected()).toBe('shop-db');
	});
	it('stays in place when the selected container goes away', () => {
		const {actions, fleet, selected} = inspect();
		actions.move(3);
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.filter(({name}) => name !== 'metrics')});
		expect(selected()).toBe('shop-db');
	});
	it('scrolls so that the selected row is in sight, and no further', () => {
		const {actions, state} = inspect(many(200));
		actions.toBottom();
		expect(state()).toMatchObject({cursor: 199, top: 200 - 23});
		actions.up();
		expect(state().top).toBe(200 - 23);
		actions.toTop();
		expect(state()).toMatchObject({cursor: 0, top: 0});
		actions.halfPageDown();
		expect(state().cursor).toBe(12);
	});
	it('does no work but an index when a key moves', () => {
		const {actions, state} = inspect(many(500));
		const before = state();
		actions.down();
		const after = state();
		expect({...after, cursor: 0}).toEqual({...before, cursor: 0});
		expect(after.lines).toBe(before.lines);
	});
	it('keeps the line of a container that did not change', () => {
		const {fleet, state} = inspect();
		const before = state().lines[1];
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.map((entry, index) => (index === 0 ? {...entry} : entry))});
		expect(state().lines[1]).toBe(before);
		expect(state().lines[0]).not.toBe(before);
	});
	it('marks and goes on to the next', () => {
		const {actions, state, selected} = inspect();
		actions.mark();
		actions.mark();
		expect(state().marks.size).toBe(2);
		expect(selected()).toBe('shop-db');
		actions.up();
		actions.mark();
		expect(state().marks.size).toBe(1);
	});
	it('marks a changed row for two seconds', () => {
		vi.useFakeTimers();
		let now = sampleNow;
		const {fleet, state} = inspect(shop, {now: () => now});
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.map((entry, index) => (index === 1 ? {...entry, changedAt: now - 10} : entry))});
		expect(state().changed.size).toBe(1);
		now += 3_000;
		vi.advanceTimersByTime(3_000);
		expect(state().changed.size).toBe(0);
	});
	it('leaves the order alone while grades arrive', () => {
		const {fleet, names} = inspect();
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.toReversed(), loading: {done: 2, total: 5, complete: false}});
		expect(names()).toEqual(['metrics', 'shop-db', 'traefik', 'ci-runner']);
	});
	it('filters while one types, and Esc brings back what was', () => {
		const {actions, names} = inspect();
		actions.beginFilter();
		actions.typed('shop');
		expect(names()).toEqual(['shop-db']);
		actions.cancelPrompt();
		expect(names()).toHaveLength(4);
	});
	it('clears the filter with Esc, and never quits', () => {
		const quit = vi.fn();
		const {actions, state} = inspect(shop, {quit});
		actions.setFilter('shop');
		actions.back();
		actions.back();
		expect(state().filter.text).toBe('');
		expect(quit).not.toHaveBeenCalled();
	});
});

describe('pages', () => {
	it('call no port declared that is merely published', () => {
		const ports = {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '80'}], '9229/tcp': null};
		const {actions, page} = inspect([
			{
				name: 'web',
				config: {ExposedPorts: {'80/tcp': {}, '9229/tcp': {}}},
				NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}},
			},
		]);
		actions.enter();
		actions.tabByNumber(5);
		// The image exposes nothing: the engine adds what -p names, and --expose.
		expect(page()).toMatch(/^80\/tcp \| no \| 0\.0\.0\.0:80/m);
		expect(page()).toMatch(/^9229\/tcp \| yes \| –/m);
	});
	it('open a container, a finding, and go back to where one was', () => {
		const {actions, state, page} = inspect();
		actions.down();
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'overview'});
		actions.tabByNumber(2);
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'rule'});
		expect(page()).toContain('WHY');
		actions.back();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'findings'});
		actions.back();
		expect(state()).toMatchObject({cursor: 1, page: null});
	});
	it('ask for processes when they are looked at, once', async () => {
		const {actions, fleet, state} = inspect();
		actions.enter();
		expect(fleet.asked).toEqual([]);
		actions.tabByNumber(6);
		actions.tabByNumber(1);
		actions.tabByNumber(6);
		await vi.waitFor(() => expect(fleet.asked.map(([, what]) => what)).toEqual(['processes', 'execs']));
		expect(state().asking.size).toBe(0);
	});
	it('say that a container is gone', () => {
		const {actions, fleet, page} = inspect();
		actions.enter();
		fleet.show({...fleet.model(), entries: []});
		expect(page()).toContain('This container is gone.');
	});
	it('show one secret when asked, and mask it again when left', () => {
		const {actions, page} = inspect();
		actions.move(2);
		actions.enter();
		actions.tabByNumber(8);
		expect(page()).not.toContain('S3cr3t-Value-42x');
		actions.reveal();
		expect(page()).toContain('S3cr3t-Value-42x');
		actions.down();
		actions.reveal();
		expect(page()).toContain('S3cr3t-Value-42x');
		actions.back();
		actions.enter();
		actions.tabByNumber(8);
		expect(page()).not.toContain('S3cr3t-Value-42x');
	});
	it('never copy a revealed secret', async () => {
		const {actions, copied} = inspect();
		actions.move(2);
		actions.enter();
		actions.tabByNumber(8);
		actions.reveal();
		await actions.copy();
		await actions.copyPage();
		expect(copied).toHaveLength(2);
		expect(copied.join()).not.toContain('S3cr3t-Value-42x');
	});
	it('mask secrets in the raw answer', () => {
		const {actions, page} = inspect();
		actions.move(2);
		actions.openRaw();
		expect(page()).toContain('POSTGRES_PASSWORD=');
		expect(page()).not.toContain('S3cr3t-Value-42x');
	});
	it('step to the next container on the same tab', () => {
		const {actions, state, selected} = inspect();
		actions.enter();
		actions.tabByNumber(3);
		actions.stepContainer(1);
		expect(selected()).toBe('traefik');
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'caps'});
	});
});

describe('copying', () => {
	it('sends the name of the selected container', async () => {
		const {actions, copied, state} = inspect();
		await actions.copy();
		expect(copied).toEqual(['ci-runner']);
		expect(state().toasts.at(-1)?.text).toContain("sent to the terminal's clipboard");
	});
	it('sends the marked ones, a line each, with nothing at the end that would run them', async () => {
		const {actions, copied} = inspect();
		actions.mark();
		actions.mark();
		await actions.copy();
		expect(copied).toEqual(['ci-runner\ntraefik']);
	});
	it('says where a text went that was too long', async () => {
		const {actions, state} = inspect(shop, {
			copy: async () => ({how: 'file', path: own('/tmp/x/page.txt'), why: own('too long')}),
		});
		await actions.copyPage();
		expect(state().toasts.at(-1)).toMatchObject({error: true, text: expect.stringContaining('/tmp/x/page.txt')});
	});
});

describe('a waiver', () => {
	it('asks for a reason and a day, and hands both over', async () => {
		const writeWaiver = vi.fn(async () => ({policy: builtInPolicy, where: own('dockscope.yaml')}));
		const {actions, state, fleet} = inspect(shop, {writeWaiver});
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		actions.answerWaiver();
		expect(state().prompt?.kind).toBe('waiver-reason');
		actions.typed('behind the VPN');
		actions.answerWaiver();
		actions.typed('2026-02-30');
		actions.answerWaiver();
		expect(writeWaiver).not.toHaveBeenCalled();
		actions.rubOutWord();
		actions.typed('2026-09-30');
		actions.answerWaiver();
		expect(writeWaiver).toHaveBeenCalledWith(
			expect.objectContaining({container: 'ci-runner', reason: 'behind the VPN', expires: '2026-09-30'}),
		);
		await vi.waitFor(() => expect(fleet.policies).toEqual([builtInPolicy]));
	});
	it('says why none can be written', () => {
		const {actions, state} = inspect();
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		expect(state().prompt).toBeNull();
		expect(state().toasts.at(-1)?.text).toContain('policy file');
	});
});

describe('meters', () => {
	it('read the rows in sight alone, and commit once a tick', async () => {
		vi.useFakeTimers();
		let used = 0;
		const stats = vi.fn(async () => {
			used += 10;
			return {
				cpu_stats: {cpu_usage: {total_usage: used}, system_cpu_usage: used * 10, online_cpus: 4},
				memory_stats: {usage: 2_097_152},
			};
		});
		const {actions, state} = inspect(many(100), {stats});
		actions.toggleMeters();
		await vi.advanceTimersByTimeAsync(0);
		expect(stats).toHaveBeenCalledTimes(23);
		expect(state().meters.size).toBe(23);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(stats).toHaveBeenCalledTimes(46);
		expect([...state().meters.values()][0]).toMatchObject({memory: 2_097_152});
		actions.toggleMeters();
		await vi.advanceTimersByTimeAsync(5_000);
		expect(stats).toHaveBeenCalledTimes(46);
	});
});

describe('what changed', () => {
	it('is told in words', () => {
		const {fleet, state} = inspect();
		const model = fleet.model();
		fleet.show({
			...model,
			entries: model.entries.slice(1).map(entry => (entry.name === 'metrics' ? {...entry, state: 'paused'} : entry)),
		});
		expect(state().events.map(({text}) => text)).toEqual(['metrics: running → paused', 'ci-runner is gone']);
	});
});
