import type {FixState} from '../pages/fix-state.js';
import type {ActionContext} from './action-context.js';

export const fixUpdater =
	({store}: ActionContext) =>
	(change: Partial<FixState>): void => {
		const {fix} = store.getState();
		if (!fix) return;
		store.setState({fix: {...fix, ...change}});
	};
