import {describe, expect, it, vi} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {sampleNow, shop} from '../../support/sample-fleet.js';
import {inspect, many} from './inspect.js';

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
	it.each([
		[0, ['[edge]', 'traefik']],
		[4, ['[no Compose project]', 'ci-runner', 'metrics']],
	])('shows on Enter only the containers of the selected group', (down, shown) => {
		const {actions, names} = inspect();
		actions.toggleTree();
		actions.move(down);
		actions.enter();
		expect(names()).toEqual(shown);
	});
	it('sorts by each column and back', () => {
		const {actions, names, state} = inspect();
		actions.sortNext();
		expect(state().sort).toEqual({column: 'name', reversed: false});
		expect(names()).toEqual(['ci-runner', 'metrics', 'shop-db', 'traefik']);
		actions.sortReversed();
		expect(names()).toEqual(['traefik', 'shop-db', 'metrics', 'ci-runner']);
	});
	it('keeps the selected container selected when the list is sorted again', () => {
		const {actions, selected} = inspect();
		actions.move(2);
		expect(selected()).toBe('shop-db');
		actions.sortNext();
		expect(selected()).toBe('shop-db');
		actions.toggleTree();
		expect(selected()).toBe('shop-db');
	});
	it('marks the row that was shown when the key was pressed', () => {
		vi.useFakeTimers();
		const {actions, fleet, state} = inspect();
		const model = fleet.model();
		const worst = state().lines[0]?.key;
		fleet.show({...model, settled: false, entries: model.entries.filter(({id}) => id !== worst)});
		vi.advanceTimersByTime(1_000);
		const shown = state().lines[0]?.key;
		// While it loads the cursor stays at the top, to which another row comes.
		fleet.show({...model, settled: false});
		expect(state().lines[0]?.key).toBe(worst);
		actions.mark();
		expect([...state().marks]).toEqual([shown]);
	});
	it('stays in place when the selected container goes away', () => {
		const {actions, fleet, selected} = inspect();
		actions.move(3);
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.filter(({name}) => name !== 'metrics')});
		expect(selected()).toBe('shop-db');
	});
	it('scrolls just far enough to show the selected row', () => {
		const {actions, state} = inspect(many(60));
		actions.toBottom();
		expect(state()).toMatchObject({cursor: 59, top: 60 - 23});
		actions.up();
		expect(state().top).toBe(60 - 23);
		actions.toTop();
		expect(state()).toMatchObject({cursor: 0, top: 0});
		actions.halfPageDown();
		expect(state().cursor).toBe(12);
	});
	it('only changes an index when a key moves', () => {
		const {actions, state} = inspect(many(50));
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
	it('marks and moves to the next', () => {
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
	it('keeps the order while grades arrive', () => {
		const {fleet, names} = inspect();
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.toReversed(), loading: {done: 2, total: 5, complete: false}});
		expect(names()).toEqual(['metrics', 'shop-db', 'traefik', 'ci-runner']);
	});
	it('opens with a key what stood there when it was pressed, when the order changes meanwhile', () => {
		vi.useFakeTimers();
		const {fleet, actions, state, selected, names} = inspect();
		const model = fleet.model();
		fleet.show({...model, settled: false});
		fleet.show({...model, entries: model.entries.toReversed(), settled: false, loading: {done: 2, total: 4, complete: false}});
		vi.advanceTimersByTime(400);
		expect(selected()).toBe('metrics');
		fleet.show({...model, settled: false});
		expect(names()[0]).toBe('ci-runner');
		expect(selected()).toBe('ci-runner');
		const metrics = model.entries.find(({name}) => name === 'metrics')?.id;
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', id: metrics});
		actions.back();
		vi.advanceTimersByTime(400);
		actions.enter();
		expect(state().frames.at(-1)?.view).not.toMatchObject({id: metrics});
	});
	it('keeps the selected row once all is judged, also at the top', () => {
		const {fleet, selected, names} = inspect();
		const model = fleet.model();
		expect(selected()).toBe('ci-runner');
		const [worst] = model.entries.filter(({name}) => name === 'ci-runner');
		const other = {...worst, id: 'f'.repeat(64), name: sanitise('aaa-new')} as NonNullable<typeof worst>;
		fleet.show({...model, entries: [other, ...model.entries]});
		expect(names()[0]).toBe('aaa-new');
		expect(selected()).toBe('ci-runner');
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
