import {createContext, useContext} from 'react';
import {useStore} from 'zustand';
import type {State, Tui} from '../src/tui/index.js';

const TuiContext = createContext<Tui | null>(null);
export const TuiProvider = TuiContext.Provider;

/** The TUI that the tree was given. @throws if there is none, which is a bug */
export function useTui(): Tui {
	const tui = useContext(TuiContext);
	if (!tui) throw new Error('a view was rendered outside of a TuiProvider');
	return tui;
}

/** A part of the state; the view is rendered again when that part changes. */
export function useTuiState<T>(select: (state: State) => T): T {
	return useStore(useTui().store, select);
}
