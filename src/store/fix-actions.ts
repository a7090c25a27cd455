import {own, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Inspector} from './inspector.js';
import {selectedContainer} from './selection.js';
import {frame} from './view.js';

/** The Fix page: the plan of one container, whose changes can be switched off and on. */
export function fixActions({store, services, refreshPage, toast}: Inspector) {
	const {getState, setState} = store;

	return {
		async openFix() {
			const id = selectedContainer(getState());
			if (id === null) return toast(own('select a container first'));
			if (getState().frames.at(-1)?.view.kind === 'fix') return;
			setState({frames: [...getState().frames, frame({kind: 'fix', id})], fix: null});
			refreshPage();
			if (!services.loadHardener) return;
			try {
				const plan = await (await services.loadHardener()).plan(id);
				setState({fix: {id, plan, enabled: new Set(plan.changes.filter(({enabled}) => enabled).map(({slug}) => slug))}});
			} catch (error) {
				toast(safely`no plan: ${sanitise(error instanceof Error ? error.message : String(error))}`, true);
			}
			refreshPage();
		},
		/** Space on the Fix page. */
		toggleChange() {
			const {fix, frames} = getState();
			const change = fix?.plan.changes[frames.at(-1)?.cursor ?? 0];
			if (!fix || !change) return;
			const enabled = new Set(fix.enabled);
			if (!enabled.delete(change.slug)) enabled.add(change.slug);
			setState({fix: {...fix, enabled}});
			refreshPage();
		},
		async copyUndo() {
			const {fix} = getState();
			if (!fix) return;
			const copied = await services.copy(fix.plan.render(fix.enabled).undo);
			toast(
				copied.how === 'clipboard' ? sanitise("the undo sent to the terminal's clipboard") : safely`written to ${copied.path}`,
			);
		},
	};
}
