import {createContext, useContext} from 'react';
import {useStore} from 'zustand';
import type {RunningInspector} from '../src/store/inspector.js';
import type {State} from '../src/store/state.js';

const InspectorContext = createContext<RunningInspector | null>(null);
export const InspectorProvider = InspectorContext.Provider;

/** The inspector that the tree was given. @throws where there is none: a mistake of ours */
export function useInspector(): RunningInspector {
	const inspector = useContext(InspectorContext);
	if (!inspector) throw new Error('a view was rendered outside of an InspectorProvider');
	return inspector;
}

/** A part of the state; the view is painted again when that part is another value. */
export function useInspected<T>(select: (state: State) => T): T {
	return useStore(useInspector().store, select);
}
