import {inMegabytes, type SafeText, safe, truncateStart, trusted, widthOf} from '../src/base/index.js';
import type {State} from '../src/tui/index.js';
import type {Part} from './line.js';

type Asked = Pick<State, 'waiver' | 'offer'> & {
	/** When the saved baseline is from; `null` where there is none. */
	readonly baselineOf: SafeText | null;
};

/** A prompt as the last line of the screen: what is asked, or why the answer is not valid, then what was typed and the cursor. */
export function promptParts(
	prompt: NonNullable<State['prompt']>,
	{waiver, offer, baselineOf}: Asked,
	columns: number,
): readonly Part[] {
	const cancel = 'any other key cancels';
	const question: Record<typeof prompt.kind, string> = {
		filter: ' /',
		search: ' /',
		vulnerabilities: ' vulnerabilities /',
		events: ' events /',
		palette: ' :',
		help: ' search ',
		consent: ` y start · ${cancel} · d copies its data first `,
		observation: longestThatFits(columns, [
			` creates a kernel trace, removed afterwards · y start · ${cancel} `,
			` creates a kernel trace · y start · ${cancel} `,
		]),
		advisories: offer === null ? '' : offerQuestion(offer, columns),
		baseline: baselineQuestion(baselineOf, columns),
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

/** The first of several wordings that leaves room for the cursor; the last where none does. */
const longestThatFits = (columns: number, wordings: readonly string[]): string =>
	wordings.find(wording => widthOf(trusted(wording)) < columns) ?? wordings.at(-1) ?? '';

function baselineQuestion(before: SafeText | null, columns: number): string {
	const [what, short] =
		before === null
			? ['save the current state as the baseline', 'save a baseline']
			: [`replace the baseline of ${before}`, 'replace the baseline'];
	return longestThatFits(
		columns,
		[what, short].map(words => ` ${words} · y save · any other key cancels `),
	);
}

/** As much of it as fits: what is downloaded, and what would leave this host. */
function offerQuestion({archives, size}: NonNullable<State['offer']>, columns: number): string {
	const amount = inMegabytes(size);
	const [download, cancel] = [`y download ${archives.join(', ')} (${amount})`, 'any other key cancels'];
	return longestThatFits(columns, [
		` ${download} · o send package names and versions to api.osv.dev instead · ${cancel} `,
		` ${download} · o send package list to api.osv.dev · ${cancel} `,
		` y download ${amount} · o send package list to OSV · ${cancel} `,
		` y download ${amount} · o send to OSV `,
	]);
}
