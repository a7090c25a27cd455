import {createContext, useContext} from 'react';
import {useStore} from 'zustand';
import type {State} from '../src/store/state.js';
import type {Tui} from '../src/store/tui.js';

const TuiContext = createContext<Tui | null>(null);
export const TuiProvider = TuiContext.Provider;

/** The inspector that the tree was given. @throws where there is none: a mistake of ours */
export function useTui(): Tui {
	const tui = useContext(TuiContext);
	if (!tui) throw new Error('a view was rendered outside of a TuiProvider');
	return tui;
}

/** A part of the state; the view is painted again when that part is another value. */
export function useTuiState<T>(select: (state: State) => T): T {
	return useStore(useTui().store, select);
}
