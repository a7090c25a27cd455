import type {FixState} from '../pages/fix-state.js';
import type {ActionContext} from './action-context.js';

/** Changes what the Fix page shows, while there is such a page. */
export const fixUpdater =
	({store}: ActionContext) =>
	(change: Partial<FixState>): void => {
		const {fix} = store.getState();
		if (!fix) return;
		store.setState({fix: {...fix, ...change}});
	};
