import type {Inspector} from './inspector.js';
import type {FixState} from './state.js';

/** Changes what the Fix page shows, while there is such a page. */
export const fixUpdater =
	({store, refreshPage}: Inspector) =>
	(change: Partial<FixState>): void => {
		const {fix} = store.getState();
		if (!fix) return;
		store.setState({fix: {...fix, ...change}});
		refreshPage();
	};
