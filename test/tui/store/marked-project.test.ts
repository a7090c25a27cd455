import {expect, it, vi} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {chosenContainers} from '../../../src/tui/store/selection.js';
import {shop} from '../../support/sample-fleet.js';
import {inspect} from './inspect.js';

const opening = (page: unknown, samples = shop) => {
	const openMarked = vi.fn(async (_: ReadonlySet<string>) => page);
	const open = vi.fn(() => new Promise(() => undefined));
	const services = {loadHardener: async () => ({open, openMarked})} as unknown as Parameters<typeof inspect>[1];
	return {...inspect(samples, services), openMarked, open};
};

it('f opens one override for the marked containers of a project, and c copies it', async () => {
	const text = trusted('# Hardening\nservices:\n  web: {}');
	const {actions, state, page, copied, openMarked, open} = opening({project: trusted('shop'), text});
	actions.mark();
	actions.mark();
	await actions.openFix();
	expect([...(openMarked.mock.calls[0]?.[0] ?? [])].sort()).toEqual([...state().marks].sort());
	expect(open).not.toHaveBeenCalled();
	expect(page()).toBe('# Hardening\nservices:\n  web: {}');
	await actions.copy();
	expect(copied).toEqual([text]);
});

it('f opens the plan of the selected container where the marked ones are not of one project, or none is marked', async () => {
	const {actions, state, openMarked, open} = opening(null);
	void actions.openFix();
	await expect.poll(() => open).toHaveBeenCalledTimes(1);
	expect(openMarked).not.toHaveBeenCalled();
	actions.back();
	actions.mark();
	void actions.openFix();
	await expect.poll(() => open).toHaveBeenCalledTimes(2);
	expect(
		state()
			.toasts.map(({text}) => String(text))
			.join(),
	).toContain('not of one Compose project');
});

it('f says where there is nothing to change', async () => {
	const {actions, state} = opening({project: trusted('shop'), text: null});
	actions.mark();
	await actions.openFix();
	expect(state().frames).toHaveLength(1);
	expect(state().toasts.at(-1)?.text).toBe('nothing to change in the marked containers of shop');
});

it('f, Space and V on a project act on all its containers', async () => {
	const inPair = {Labels: {'com.docker.compose.project': 'pair', 'com.docker.compose.service': 'one'}};
	const samples = shop.map((one, index) => (index < 2 ? {...one, config: {...one.config, ...inPair}} : one));
	const {actions, state, page, openMarked, open} = opening({project: trusted('pair'), text: trusted('services: {}')}, samples);
	actions.toggleTree();
	const at = state().lines.findIndex(({key}) => key === 'project:pair');
	for (let moved = 0; moved < at; moved += 1) actions.down();
	const members = state()
		.model.entries.filter(({assessed}) => assessed?.facts.compose?.project === 'pair')
		.map(({id}) => id);
	expect(members).toHaveLength(2);
	expect([...chosenContainers(state())].sort()).toEqual(members.toSorted());
	await actions.openFix();
	expect([...(openMarked.mock.calls[0]?.[0] ?? [])].sort()).toEqual(members.toSorted());
	expect(page()).toBe('services: {}');
	actions.back();
	actions.mark();
	expect([...state().marks].sort()).toEqual(members.toSorted());
	actions.mark();
	expect([...state().marks]).toEqual([]);
	expect(open).not.toHaveBeenCalled();
});

it('f on the containers without a project says that there is no override for them', async () => {
	const {actions, state, open} = opening(null);
	actions.toggleTree();
	const at = state().lines.findIndex(({key}) => key === 'project:no Compose project');
	for (let moved = 0; moved < at; moved += 1) actions.down();
	await actions.openFix();
	expect(open).not.toHaveBeenCalled();
	expect(state().frames).toHaveLength(1);
	expect(String(state().toasts.at(-1)?.text)).toContain('not of one Compose project: select one of them');
});
