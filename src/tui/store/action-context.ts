import type {StoreApi} from 'zustand/vanilla';
import type {SafeText} from '../../base/index.js';
import type {Services} from './services.js';
import type {State} from './state.js';

export type ActionContext = {
	readonly store: StoreApi<State>;
	readonly services: Services;
	readonly toast: (text: SafeText, error?: boolean) => void;
};
