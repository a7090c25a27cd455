import {errorText, safe, trusted} from '../../base/index.js';
import type {View} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {bodyHeight} from './geometry.js';
import {movedFrame} from './move-actions.js';
import {pageOf} from './page-of.js';

/** Switches between engines: the contexts of the command line, or of the Docker configuration. */
export function engineActions({store, services, toast}: ActionContext, open: (view: View) => void) {
	const {getState, setState} = store;
	/** The cursor starts at the current engine, so that an accidental Enter changes nothing. */
	const toShown = () => {
		const {engines, frames} = getState();
		const page = pageOf(getState());
		const current = frames.at(-1);
		if (current?.view.kind !== 'engines' || page === null || current.cursor !== 0) return;
		const shown = Math.max(
			0,
			engines.findIndex(({open}) => open),
		);
		setState({frames: [...frames.slice(0, -1), movedFrame(current, page, shown, bodyHeight(getState()))]});
	};

	return {
		async openEngines() {
			if (getState().frames.at(-1)?.view.kind === 'engines') return;
			if (!services.listEngines) return toast(trusted('a recorded fleet has no other engines'));
			open({kind: 'engines'});
			try {
				setState({engines: await services.listEngines()});
			} catch (error) {
				toast(safe`no contexts: ${errorText(error)}`, true);
			}
			toShown();
		},
	};
}
