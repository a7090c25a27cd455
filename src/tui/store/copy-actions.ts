import {counted, type SafeText, safe, troubleText, trusted} from '../../base/index.js';
import {fixView} from '../pages/fix-state.js';
import {pageText} from '../pages/layout/table.js';
import {firstOutput} from '../pages/output-page.js';
import type {View} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {fleetText} from './fleet-text.js';
import {pageToCopy} from './page-of.js';
import {selectedContainer, selectedItem} from './selection.js';

/** Width of a copied page in columns: wide enough that tables are not truncated. */
const copyWidth = 160;

/** Copies text out of the program: to the clipboard of the user's terminal, to a file, or to a plain screen. */
export function copyActions({store, services, toast}: ActionContext, open: (view: View) => void) {
	const {getState} = store;
	/** The selection of changes whose dangers were shown before it was copied. */
	let warnedOf: ReadonlySet<string> | null = null;

	const send = async (text: SafeText, what: SafeText) => {
		try {
			const copied = await services.copy(text);
			if (copied.how === 'clipboard')
				toast(safe`${what} sent to your clipboard (${getState().keyNames.openPlain} shows it if it did not arrive)`);
			else toast(safe`${what} written to ${copied.path}: ${copied.why}`, true);
		} catch (error) {
			toast(safe`not copied: ${troubleText('copying', error)}`, true);
		}
	};
	const wholePage = (): SafeText => {
		const {fix, frames, model} = getState();
		const view = frames.at(-1)?.view;
		if (view?.kind === 'plain') return view.text;
		if (view?.kind === 'fix' && fix) return firstOutput(fix, model).text;
		if (view?.kind === 'output' && fix) return fixView(fix, model).output(view.format).text;
		// Without revealed values: a secret on the screen must not end up in a copy or a file.
		const page = pageToCopy(getState(), copyWidth);
		return page ? pageText(page, copyWidth) : fleetText(getState());
	};

	return {
		/** `c`: the marked containers, else the selected one; on a page the selected line. */
		async copy() {
			const state = getState();
			const view = state.frames.at(-1)?.view;
			if (view?.kind === 'fix') {
				// The page says that the plan is being prepared, which is no command to paste.
				if (!state.fix) return toast(trusted('there is no plan yet: nothing was copied'), true);
				const left = fixView(state.fix, state.model).paths.length;
				const {what} = firstOutput(state.fix, state.model);
				if (left === 0) return send(wholePage(), what);
				const dangers = trusted(counted(left, 'danger'));
				if (warnedOf !== state.fix.enabled) {
					warnedOf = state.fix.enabled;
					return toast(safe`it leaves ${dangers}: decide (Space), or ${state.keyNames.copy} again copies it all the same`, true);
				}
				return send(wholePage(), safe`${what} with ${dangers} left`);
			}
			if (view?.kind === 'output') return send(wholePage(), trusted('the text'));
			const item = selectedItem(state);
			if (item) return send(item.copy, trusted('the line'));
			if (view?.kind !== 'fleet') return send(wholePage(), trusted('the page'));
			const ids = state.marks.size > 0 ? [...state.marks] : [selectedContainer(state)];
			const names = state.model.entries.filter(entry => ids.includes(entry.id)).map(entry => entry.name);
			if (names.length === 0) return toast(trusted('nothing is selected'));
			return send(trusted(names.join('\n')), names.length === 1 ? (names[0] ?? trusted('')) : safe`${names.length} names`);
		},
		copyPage: () => send(wholePage(), trusted('the page')),
		openPlain: () => open({kind: 'plain', title: trusted('plain page'), text: wholePage()}),
		async save() {
			try {
				toast(safe`written to ${await services.save(wholePage())}, readable only by you`);
			} catch (error) {
				toast(safe`not written: ${troubleText('copying', error)}`, true);
			}
		},
	};
}
