import {isManagedByCompose, safe, troubleText, trusted} from '../../base/index.js';
import {gradeNotice, gradeWords} from '../../judge/index.js';
import {entryOf} from '../pages/entries.js';
import {fixView, rungOf} from '../pages/fix-state.js';
import {shownFormats} from '../pages/output.js';
import {frame} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {fixUpdater} from './fix-updater.js';
import {membersOfSelected, selectedContainer} from './selection.js';

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

	/** With marks on the list, or a project selected: one override for them, if they are of one Compose project. */
	const openMarked = async (): Promise<boolean> => {
		const state = getState();
		const {frames} = state;
		const isMarked = state.marks.size > 0;
		const chosen = isMarked ? state.marks : new Set(membersOfSelected(state));
		if (chosen.size === 0 || frames.length > 1 || !services.loadHardener) return false;
		const them = trusted(isMarked ? 'the marked containers' : 'the containers of this group');
		toast(safe`preparing one override for ${them} …`);
		try {
			const page = await (await services.loadHardener()).openMarked(chosen);
			if (page === null) {
				const instead = trusted(isMarked ? 'this is the plan of the selected one' : 'select one of them');
				toast(safe`${them} are not of one Compose project: ${instead}`);
				return !isMarked;
			}
			if (page.text === null) toast(safe`nothing to change in ${them} of ${page.project}`);
			else if (getState().frames === frames)
				setState({frames: [...frames, frame({kind: 'plain', title: safe`override for ${page.project}`, text: page.text})]});
			return true;
		} catch (error) {
			toast(safe`no plan: ${troubleText('planning', error)}`, true);
			return true;
		}
	};

	return {
		async openFix() {
			if (await openMarked()) return;
			const id = selectedContainer(getState());
			if (id === null) return toast(trusted('select a container first'));
			if (getState().frames.at(-1)?.view.kind === 'fix') return;
			const before = entryOf(getState(), id)?.assessed ?? null;
			setState({frames: [...getState().frames, frame({kind: 'fix', id})], fix: null});
			if (!services.loadHardener) return;
			try {
				const fix = await (await services.loadHardener()).open(id);
				const notice = gradeNotice(before, entryOf({model: services.fleet.model()}, id)?.assessed ?? null);
				if (notice !== null) toast(notice);
				// Another page may be open by now.
				const open = getState().frames.some(({view}) => view.kind === 'fix' && view.id === id);
				if (!open) return;
				setState({fix: {id, fix, enabled: fix.safe.enabled, copies: null, rehearsal: null, observation: null}});
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
