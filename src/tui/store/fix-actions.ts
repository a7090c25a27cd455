import {isManagedByCompose, safe, trusted} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import {fixView, rungOf} from '../pages/fix-state.js';
import {shownFormats} from '../pages/output-page.js';
import {frame} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {fixUpdater} from './fix-updater.js';
import {openFix} from './open-fix.js';

/** The Fix page: the plan of one container, whose changes can be switched off and on. */
export function fixActions(context: ActionContext) {
	const {store, services, toast} = context;
	const {getState, setState} = store;
	const update = fixUpdater(context);

	const stepOutput = (by: number) => {
		const {fix, frames, model} = getState();
		const view = frames.at(-1)?.view;
		if (!fix) return;
		const formats = shownFormats(entryOf({model}, fix.id));
		const shown = view?.kind === 'output' ? view.format : null;
		const count = formats.length;
		const next = shown === null ? 0 : (formats.indexOf(shown) + by + count) % count;
		const kept = shown === null ? frames : frames.slice(0, -1);
		setState({frames: [...kept, frame({kind: 'output', id: fix.id, format: formats[next] ?? 'replace'})]});
	};

	return {
		openFix: () => openFix(context),
		/** Space on the Fix page. */
		toggleChange() {
			const {fix, frames, model} = getState();
			const change = fix?.fix.changes[frames.at(-1)?.cursor ?? 0];
			if (!fix || !change) return;
			const enabled = new Set(fix.enabled);
			const isOn = enabled.delete(change.slug);
			// Of a decision one alternative is chosen, or none.
			for (const {slug, decides} of fix.fix.changes)
				if (change.decides !== null && decides?.cause === change.decides.cause) enabled.delete(slug);
			if (!isOn) enabled.add(change.slug);
			update({enabled});
			// The head of the page may be scrolled out of sight.
			toast(fixView({fix: fix.fix, enabled}, model).outcome);
		},
		/** `l`: from the safe set to the least one, and back. */
		switchRung() {
			const {fix} = getState();
			if (!fix) return;
			const least = rungOf(fix) === 'least';
			update({enabled: (least ? fix.fix.safe : fix.fix.least).enabled});
			toast(least ? trusted('the safe set') : trusted('the least set, for what was seen'));
		},
		/** The way back of its Compose project, or after `replace`. */
		async copyRollBack() {
			const {fix, model} = getState();
			if (!fix) return;
			const copied = await services.copy(fixView(fix, model).rollBack);
			const labels = entryOf({model}, fix.id)?.assessed?.facts.raw.Config?.Labels;
			const what = trusted(isManagedByCompose(labels) ? 'the way back of its Compose project' : 'the way back after replace');
			toast(copied.how === 'clipboard' ? safe`${what} sent to your clipboard` : safe`${what} written to ${copied.path}`);
		},
		/** `o`: the plan in another format; pressed again, the next one. */
		openOutput: () => stepOutput(1),
		previousOutput: () => stepOutput(-1),
	};
}
