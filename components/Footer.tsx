import {counted, type SafeText, safe, sanitise, truncate, trusted} from '../src/base/index.js';
import {pageOf, searchPlace, selectedItem} from '../src/tui/index.js';
import {keyHints} from './key-hints.js';
import {keymapOf, keyScopesOf} from './keymap.js';
import {type Part, widthOfParts} from './line.js';
import {promptParts} from './prompt-parts.js';
import {Split} from './Split.js';
import {useTuiState} from './use-tui.js';

/** The last line: the prompt, else the keys that matter here; at its end the place in the search. */
export function Footer() {
	const columns = useTuiState(state => state.size.columns);
	const prompt = useTuiState(state => state.prompt);
	const waiver = useTuiState(state => state.waiver);
	const offer = useTuiState(state => state.offer);
	const baselineOf = useTuiState(state => state.earlier?.baselineOf ?? null);
	const scope = useTuiState(state => keyScopesOf(state).join(' '));
	const filter = useTuiState(state => state.filter.text);
	const keys = useTuiState(state => keymapOf(state.preferences.keys));
	const place = useTuiState(state => placeWords(searchPlace(state)));
	const search = useTuiState(state => state.search);
	const item = useTuiState(state => (pageOf(state) === null ? undefined : selectedItem(state)));

	if (prompt) {
		const right: readonly Part[] = prompt.kind === 'search' && prompt.text !== '' ? [{text: safe`${place} `, tone: 'muted'}] : [];
		return (
			<Split
				columns={columns}
				left={promptParts(prompt, {waiver, offer, baselineOf}, columns - widthOfParts(right))}
				right={right}
			/>
		);
	}
	const active: Part[] = filter !== '' && scope.startsWith('fleet') ? [{text: trusted(` /${filter} `), tone: 'strong'}] : [];
	const searched: Part[] =
		search !== '' && place !== '' ? [{text: safe`/${truncate(trusted(search), 20)} ${place} `, tone: 'strong'}] : [];
	return (
		<Split
			columns={columns}
			left={[...active, ...keyHints(scopesFrom(scope), columns - widthOfParts([...active, ...searched]), keys, item)]}
			right={searched}
		/>
	);
}

/** `3 of 17`, `17 matches` before one of them is chosen; empty without a search. */
function placeWords(place: ReturnType<typeof searchPlace>): SafeText {
	if (place === null) return trusted('');
	if (place.count === 0) return trusted('no match');
	return place.at === 0 ? sanitise(counted(place.count, 'match', 'matches')) : safe`${place.at} of ${place.count}`;
}

const scopesFrom = (words: string) => words.split(' ') as ReturnType<typeof keyScopesOf>;
