import {fixView} from '../pages/fix-state.js';
import {shownFormats} from '../pages/output.js';
import {frame} from '../pages/view.js';
import {gradeWords} from '../risk/grade-words.js';
import {safe, trusted} from '../terminal/safe-text.js';
import {troubleText} from '../terminal/unforeseen.js';
import type {ActionContext} from './action-context.js';
import {fixUpdater} from './fix-updater.js';
import {selectedContainer} from './selection.js';

/** The Fix page: the plan of one container, whose changes can be switched off and on. */
export function fixActions(context: ActionContext) {
	const {store, services, toast} = context;
	const {getState, setState} = store;
	const update = fixUpdater(context);

	const stepOutput = (by: number) => {
		const {fix, frames} = getState();
		const view = frames.at(-1)?.view;
		if (!fix) return;
		const shown = view?.kind === 'output' ? view.format : null;
		const count = shownFormats.length;
		const next = shown === null ? 0 : (shownFormats.indexOf(shown) + by + count) % count;
		const kept = shown === null ? frames : frames.slice(0, -1);
		setState({frames: [...kept, frame({kind: 'output', id: fix.id, format: shownFormats[next] ?? 'replace'})]});
	};

	return {
		async openFix() {
			const id = selectedContainer(getState());
			if (id === null) return toast(trusted('select a container first'));
			if (getState().frames.at(-1)?.view.kind === 'fix') return;
			setState({frames: [...getState().frames, frame({kind: 'fix', id})], fix: null});
			if (!services.loadHardener) return;
			try {
				const fix = await (await services.loadHardener()).open(id);
				const enabled = new Set(fix.changes.filter(change => change.enabled).map(({slug}) => slug));
				setState({fix: {id, fix, enabled, copies: null, rehearsal: null}});
			} catch (error) {
				toast(safe`no plan: ${troubleText('planning', error)}`, true);
			}
		},
		/** Space on the Fix page. */
		toggleChange() {
			const {fix, frames, model} = getState();
			const change = fix?.fix.changes[frames.at(-1)?.cursor ?? 0];
			if (!fix || !change) return;
			const enabled = new Set(fix.enabled);
			if (!enabled.delete(change.slug)) enabled.add(change.slug);
			update({enabled});
			// The head of the page may be scrolled out of sight.
			const {risk, paths} = fixView({fix: fix.fix, enabled}, model);
			if (risk) toast(safe`with these changes: ${gradeWords(risk)}, attack paths left: ${paths.length}`);
		},
		/** The way back after `replace`. */
		async copyRollBack() {
			const {fix, model} = getState();
			if (!fix) return;
			const copied = await services.copy(fixView(fix, model).rollBack);
			toast(
				copied.how === 'clipboard' ? trusted("the roll-back sent to the terminal's clipboard") : safe`written to ${copied.path}`,
			);
		},
		/** `o`: the plan in another format; pressed again, the next one. */
		openOutput: () => stepOutput(1),
		previousOutput: () => stepOutput(-1),
	};
}
