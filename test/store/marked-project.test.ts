import {expect, it, vi} from 'vitest';
import {trusted} from '../../src/terminal/safe-text.js';
import {shop} from '../support/sample-fleet.js';
import {inspect} from './inspect.js';

const opening = (page: unknown) => {
	const openMarked = vi.fn(async (_: ReadonlySet<string>) => page);
	const open = vi.fn(() => new Promise(() => undefined));
	const services = {loadHardener: async () => ({open, openMarked})} as unknown as Parameters<typeof inspect>[1];
	return {...inspect(shop, services), openMarked, open};
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
	await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(1));
	expect(openMarked).not.toHaveBeenCalled();
	actions.back();
	actions.mark();
	void actions.openFix();
	await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(2));
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
