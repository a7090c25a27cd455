import {safe, troubleText, trusted} from '../../base/index.js';
import {gradeNotice} from '../../judge/index.js';
import {entryOf} from '../pages/entries.js';
import {frame} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {membersOfSelected, selectedContainer} from './selection.js';

/** The plan of the selected container, or one override for several. */
export async function openFix(context: ActionContext): Promise<void> {
	if (await openMarked(context)) return;
	const {store, services, toast} = context;
	const {getState, setState} = store;
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
}

/** With marks on the list, or a project selected: one override for them, if they are of one Compose project. */
async function openMarked({store: {getState, setState}, services, toast}: ActionContext): Promise<boolean> {
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
}
