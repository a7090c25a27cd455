import {pageOf} from '../src/store/page-of.js';
import {selectedItem} from '../src/store/selection.js';
import type {State} from '../src/store/state.js';
import {inMegabytes} from '../src/terminal/megabytes.js';
import {safe, trusted} from '../src/terminal/safe-text.js';
import {truncateError} from '../src/terminal/truncate-error.js';
import {truncateStart, widthOf} from '../src/terminal/width.js';
import {keyHints} from './key-hints.js';
import {keyScopesOf} from './keymap.js';
import type {Part} from './line.js';
import {Split} from './Split.js';
import {useTuiState} from './use-tui.js';

/** The last line: the prompt, else the latest message, else the keys that matter here. */
export function Footer() {
	const columns = useTuiState(state => state.size.columns);
	const prompt = useTuiState(state => state.prompt);
	const toast = useTuiState(state => state.toasts.at(-1));
	const waiver = useTuiState(state => state.waiver);
	const offer = useTuiState(state => state.offer);
	const scope = useTuiState(state => keyScopesOf(state).join(' '));
	const filter = useTuiState(state => state.filter.text);
	const item = useTuiState(state => (pageOf(state) === null ? undefined : selectedItem(state)));

	if (prompt) return <Split columns={columns} left={promptParts(prompt, {waiver, offer}, columns)} right={[]} />;
	if (toast) {
		if (!toast.error) return <Split columns={columns} left={[{text: safe` ${toast.text}`, tone: 'strong'}]} right={[]} />;
		const leave: Part = {text: trusted('Esc '), tone: 'muted'};
		const text = truncateError(toast.text, columns - 2 - widthOf(leave.text));
		return <Split columns={columns} left={[{text: safe` ${text}`, tone: 'critical'}]} right={[leave]} />;
	}
	const active: Part[] = filter !== '' && scope.startsWith('fleet') ? [{text: trusted(` /${filter} `), tone: 'strong'}] : [];
	return (
		<Split
			columns={columns}
			left={[...active, ...keyHints(scopesFrom(scope), columns - widthOf(active[0]?.text ?? trusted('')), item)]}
			right={[]}
		/>
	);
}

function promptParts(
	prompt: NonNullable<State['prompt']>,
	{waiver, offer}: Pick<State, 'waiver' | 'offer'>,
	columns: number,
): readonly Part[] {
	const question: Record<typeof prompt.kind, string> = {
		filter: ' /',
		vulnerabilities: ' vulnerabilities /',
		palette: ' :',
		help: ' search ',
		consent: ' y start · any other key cancels · d copies its data first ',
		observation: ' creates a kernel trace, removed afterwards · y start · any other key cancels ',
		advisories: offer === null ? '' : offerQuestion(offer, columns),
		'waiver-reason': ` accept ${waiver?.rule ?? ''}: why? `,
		'waiver-expiry': ' expires on (YYYY-MM-DD, empty for never)? ',
	};
	const {complaint} = prompt;
	const asked = complaint === undefined ? trusted(question[prompt.kind]) : safe` ${complaint}: `;
	const typed = truncateStart(trusted(prompt.text), columns - widthOf(asked) - 1);
	return [
		{text: asked, tone: complaint === undefined ? 'strong' : 'critical'},
		{text: typed},
		{text: trusted('▏'), tone: 'muted'},
	];
}

/** As much of it as fits: what is downloaded, and what would leave this host. */
function offerQuestion({archives, size}: NonNullable<State['offer']>, columns: number): string {
	const amount = inMegabytes(size);
	const [download, cancel] = [`y download ${archives.join(', ')} (${amount})`, 'any other key cancels'];
	const questions = [
		`${download} · o send package names and versions to api.osv.dev instead · ${cancel}`,
		`${download} · o send package list to api.osv.dev · ${cancel}`,
		`y download ${amount} · o send package list to OSV · ${cancel}`,
	];
	return ` ${questions.find(question => widthOf(trusted(question)) + 4 <= columns) ?? `y download ${amount} · o send to OSV`} `;
}

const scopesFrom = (words: string) => words.split(' ') as ReturnType<typeof keyScopesOf>;
