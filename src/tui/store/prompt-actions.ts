import type {ActionContext} from './action-context.js';
import type {searchActions} from './search-actions.js';
import type {Prompt, State} from './state.js';

const closed = {prompt: null} as const;

type FilterPart = {
	readonly setFilter: (text: string) => void;
	readonly refilter: (text: string, key: string | undefined, top?: number) => void;
	readonly filterEvents: (text: string) => void;
};
type SearchPart = Pick<ReturnType<typeof searchActions>, 'search' | 'cancelSearch'>;

/** Text input: the filter, the search of a page, the palette, the search of the help, the two questions of a waiver. */
export function promptActions({store}: ActionContext, {setFilter, refilter, filterEvents}: FilterPart, searching: SearchPart) {
	const {getState, setState} = store;
	/** What was selected when the filter was begun: Esc returns to it. */
	let origin: Pick<State, 'lines' | 'cursor' | 'top' | 'frames'> = getState();

	const begin = (kind: Prompt['kind'], text = '') => setState({prompt: {kind, text, cursor: 0, before: text}});
	const change = (text: string) => {
		const {prompt} = getState();
		if (!prompt) return;
		const {complaint: _, ...asked} = prompt;
		setState({prompt: {...asked, text, cursor: 0}});
		// The list is filtered while typing.
		if (prompt.kind === 'filter') setFilter(text);
		if (prompt.kind === 'search') searching.search(text);
		if (prompt.kind === 'vulnerabilities') filterVulnerabilities(text);
		if (prompt.kind === 'events') filterEvents(text);
	};
	const filterVulnerabilities = (text: string) => {
		setState({scanFilter: {...getState().scanFilter, text}});
	};

	return {
		beginFilter() {
			origin = getState();
			const {frames, scanFilter, eventFilter} = getState();
			const view = frames.at(-1)?.view;
			if (view?.kind === 'container' && view.tab === 'vulns') return begin('vulnerabilities', scanFilter.text);
			if (view?.kind === 'events') return begin('events', eventFilter.text);
			begin('filter', getState().filter.text);
		},
		beginPalette: () => begin('palette'),
		beginHelp: () => begin('help'),
		beginPrompt: begin,
		typed(text: string) {
			const {prompt} = getState();
			if (prompt) change(prompt.text + text);
		},
		rubOut() {
			const {prompt} = getState();
			if (prompt) change([...prompt.text].slice(0, -1).join(''));
		},
		rubOutWord() {
			const {prompt} = getState();
			if (prompt) change(/^[\s\S]*\s(?=\S)/.exec(prompt.text)?.[0] ?? '');
		},
		rubOutLine() {
			if (getState().prompt) change('');
		},
		/** @param last  number of the last entry */
		movePrompt(by: number, last: number) {
			const {prompt} = getState();
			if (prompt) setState({prompt: {...prompt, cursor: Math.max(0, Math.min(prompt.cursor + by, last))}});
		},
		/** Esc: restores what was there before. */
		cancelPrompt() {
			const {prompt} = getState();
			if (prompt?.kind === 'filter') refilter(prompt.before, origin.lines[origin.cursor]?.key, origin.top);
			if (prompt?.kind === 'search') searching.cancelSearch(prompt.before);
			if (prompt?.kind === 'vulnerabilities') {
				filterVulnerabilities(prompt.before);
				setState({frames: origin.frames});
			}
			if (prompt?.kind === 'events') filterEvents(prompt.before);
			setState({...closed, waiver: null});
		},
		closePrompt: () => setState(closed),
	};
}
